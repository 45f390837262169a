import { isUnresolved } from '../../effective';
import { type Comment, type Tree, type TreeEntry, UNRESOLVED } from '../../lint';

const COMMENT = /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//y;

/** Deeper is nothing that people write. */
const MAX_DEPTH = 80;

/** What a Terraform file holds, blocks as maps by their type; and the first line that could not be read. */
export interface TerraformReading {
  readonly tree: Tree;
  readonly comments: readonly Comment[];
  readonly brokenAt?: number;
}

/**
 * Reads the part of HCL that configurations are written in: blocks, attributes, objects, lists, strings, heredocs, `jsonencode(…)`. Every other
 * expression is known only to Terraform, and marked so.
 */
export function parseTerraform(text: string, firstLine = 1): TerraformReading {
  const parser = new HclParser(text, firstLine);
  const tree = parser.body('', 0);
  const { brokenAt, comments } = parser;
  return { tree, comments, ...(brokenAt === undefined ? {} : { brokenAt }) };
}

class HclParser {
  private at = 0;
  public readonly comments: Comment[] = [];
  public brokenAt: number | undefined;

  public constructor(
    private readonly text: string,
    private line: number,
  ) {}

  /** Attributes and blocks up to `end`. */
  public body(end: string, depth: number): Tree {
    const entries: TreeEntry[] = [];
    const line = this.line;
    for (;;) {
      this.blanks(true);
      if (this.at >= this.text.length || (end !== '' && this.text[this.at] === end)) break;
      // A bracket of an excerpt that began within a block.
      if (/[})\]]/.test(this.text[this.at] ?? '')) {
        this.take(1);
        continue;
      }
      const entry = depth > MAX_DEPTH ? undefined : this.statement(depth);
      if (entry === undefined) this.skipStatement();
      else entries.push(entry);
    }
    this.take(1);
    return { kind: 'map', entries: asLists(entries), line };
  }

  private statement(depth: number): TreeEntry | undefined {
    const line = this.line;
    const name = this.match(/[A-Za-z_][\w-]*/y) ?? this.quotedName();
    if (name === undefined) return undefined;
    this.blanks(false);
    if (this.text[this.at] === '=' && this.text[this.at + 1] !== '=') {
      this.take(1);
      return { key: name, value: this.expression(depth + 1), line };
    }
    // A block: labels, then its body. The type of a resource is its first label.
    let label: string | undefined;
    for (let next = this.quotedName(); next !== undefined; next = this.quotedName()) {
      label ??= next;
      this.blanks(false);
    }
    if (this.text[this.at] !== '{') return undefined;
    this.take(1);
    const body = this.body('}', depth + 1);
    return { key: label ?? name, value: name === 'dynamic' ? contentOf(body) : body, line };
  }

  private quotedName(): string | undefined {
    return this.match(/"[^"\n$]*"/y)?.slice(1, -1);
  }

  private expression(depth: number): Tree {
    this.blanks(true);
    const line = this.line;
    const value = depth > MAX_DEPTH ? undefined : this.primary(depth);
    this.blanks(false);
    const isWhole = /^(?:[\n,}\])#]|\/\/|\/\*|$)/.test(this.text.slice(this.at, this.at + 2));
    if (value !== undefined && isWhole) return value;
    this.skipExpression();
    return { kind: 'unknown', line };
  }

  private primary(depth: number): Tree | undefined {
    const line = this.line;
    const char = this.text[this.at];
    if (char === '[') return this.list(depth);
    if (char === '{') return this.object(depth);
    if (char === '"') return this.string();
    if (this.text.startsWith('<<', this.at)) return this.heredoc();
    const number = this.match(/-?\d+(?:\.\d+)?/y);
    if (number !== undefined) return { kind: 'value', value: Number(number), line };
    const word = this.match(/[A-Za-z_][\w.-]*/y);
    if (word === undefined) return undefined;
    if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true', line };
    if (word === 'null') return { kind: 'value', value: null, line };
    this.blanks(false);
    if (this.text[this.at] !== '(') return { kind: 'unknown', reference: word, line };
    this.take(1);
    if (!TRANSPARENT.has(word)) return undefined;
    const value = this.expression(depth + 1);
    this.blanks(true);
    if (this.text[this.at] === ',') this.take(1);
    this.blanks(true);
    if (this.text[this.at] !== ')') return undefined;
    this.take(1);
    return word === 'file' || word === 'templatefile' ? pathOf(value) : value;
  }

  private list(depth: number): Tree | undefined {
    const line = this.line;
    const items: Tree[] = [];
    this.take(1);
    for (;;) {
      this.blanks(true);
      if (this.text[this.at] === ']') break;
      // A `for` is no list of items.
      if (this.at >= this.text.length || /^for\s/.test(this.text.slice(this.at, this.at + 4))) return undefined;
      items.push(this.expression(depth + 1));
      this.blanks(true);
      if (this.text[this.at] === ',') this.take(1);
      else if (this.text[this.at] !== ']') return undefined;
    }
    this.take(1);
    return { kind: 'list', items, line };
  }

  private object(depth: number): Tree | undefined {
    const line = this.line;
    const entries: TreeEntry[] = [];
    this.take(1);
    for (;;) {
      this.blanks(true);
      if (this.text[this.at] === '}') break;
      const here = this.line;
      const key = this.match(/[A-Za-z_][\w.-]*/y) ?? this.key();
      this.blanks(false);
      if (key === undefined || !/[=:]/.test(this.text[this.at] ?? '')) return undefined;
      this.take(1);
      entries.push({ key, value: this.expression(depth + 1), line: here });
      this.blanks(true);
      if (this.text[this.at] === ',') this.take(1);
    }
    this.take(1);
    return { kind: 'map', entries, line };
  }

  /** A quoted key, or one that is an expression in brackets. */
  private key(): string | undefined {
    if (this.text[this.at] === '(') {
      this.skipBracket();
      return UNRESOLVED;
    }
    const tree = this.text[this.at] === '"' ? this.string() : undefined;
    return tree?.kind === 'value' ? String(tree.value) : undefined;
  }

  private string(): Tree | undefined {
    const line = this.line;
    const start = this.at + 1;
    let end = start;
    for (let depth = 0; ; end++) {
      const char = this.text[end];
      if (char === undefined || (char === '\n' && depth === 0)) return undefined;
      if (char === '\\' && depth === 0) end += 1;
      else if ((char === '$' || char === '%') && this.text[end + 1] === '{' && this.text[end - 1] !== char) {
        depth += 1;
        end += 1;
      } else if (char === '}' && depth > 0) depth -= 1;
      else if (char === '"' && depth === 0) break;
    }
    const raw = this.text.slice(start, end);
    this.take(end + 1 - this.at);
    return { kind: 'value', value: withUnknown(unescaped(raw)), line };
  }

  private heredoc(): Tree | undefined {
    const line = this.line;
    const head = this.match(/<<-?[ \t]*"?([A-Za-z_]\w*)"?[^\n]*\n/y);
    const end = /[A-Za-z_]\w*/.exec(head ?? '')?.[0];
    if (end === undefined) return undefined;
    const stop = new RegExp(`^[ \\t]*${end}[ \\t]*\\r?$`, 'm').exec(this.text.slice(this.at));
    if (stop === null) return undefined;
    const body = this.text.slice(this.at, this.at + stop.index);
    this.take(stop.index + stop[0].length);
    return { kind: 'value', value: withUnknown(body), line: line + 1 };
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.take(found.length);
    return found;
  }

  private take(length: number): void {
    for (let i = this.at; i < this.at + length; i++) if (this.text[i] === '\n') this.line += 1;
    this.at += length;
  }

  /** Blanks and comments. */
  private blanks(withLines: boolean): void {
    do this.match(withLines ? /\s+/y : /[ \t\r]+/y);
    while (this.comment(withLines ? COMMENT : BLOCK_COMMENT));
  }

  private comment(pattern: RegExp): boolean {
    const { line } = this;
    const text = this.match(pattern);
    if (text !== undefined) this.comments.push({ text, line });
    return text !== undefined;
  }

  /** Leaves an expression that only Terraform can evaluate: up to the end of its line outside of brackets, a comma or the bracket around it. */
  private skipExpression(): void {
    while (this.at < this.text.length && !/[\n,}\])]/.test(this.text[this.at] ?? '')) this.skipOne();
  }

  private skipStatement(): void {
    this.brokenAt ??= this.line;
    const start = this.at;
    while (this.at < this.text.length && this.text[this.at] !== '\n') this.skipOne();
    if (this.at === start) this.take(1);
  }

  private skipOne(): void {
    const char = this.text[this.at] ?? '';
    if (this.comment(COMMENT)) return;
    if ('([{'.includes(char)) this.skipBracket();
    else if (char === '"') {
      if (this.string() === undefined) this.take(1);
    } else this.take(1);
  }

  private skipBracket(): void {
    let depth = 0;
    do {
      const char = this.text[this.at] ?? '';
      if (this.comment(COMMENT) || (char === '"' && this.string() !== undefined)) continue;
      if ('([{'.includes(char)) depth += 1;
      if (')]}'.includes(char)) depth -= 1;
      this.take(1);
    } while (depth > 0 && this.at < this.text.length);
  }
}

/** Functions that give what they are given. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'file',
  'jsonencode',
  'templatefile',
  'tolist',
  'tomap',
  'trimspace',
  'yamlencode',
]);

/** A `dynamic` block stands for any number of blocks of its label, each with this content. */
const contentOf = (body: Tree): Tree =>
  (body.kind === 'map' ? body.entries.find(({ key }) => key === 'content')?.value : undefined) ?? body;

/** Several blocks of one type are a list. */
function asLists(entries: readonly TreeEntry[]): TreeEntry[] {
  const groups = new Map<string, TreeEntry[]>();
  for (const entry of entries) groups.set(entry.key, [...(groups.get(entry.key) ?? []), entry]);
  return [...groups.values()].map((group) => {
    const [first, ...others] = group as [TreeEntry, ...TreeEntry[]];
    return others.length === 0 || !group.every(({ value }) => value.kind === 'map')
      ? first
      : { ...first, value: { kind: 'list', items: group.map(({ value }) => value), line: first.line } };
  });
}

/** `${path.module}` is the folder of the file. */
function pathOf(tree: Tree): Tree {
  if (tree.kind !== 'value' || typeof tree.value !== 'string') return { kind: 'unknown' };
  return isUnresolved(tree.value) ? { kind: 'unknown' } : { ...tree, value: tree.value };
}

const withUnknown = (text: string): string =>
  text
    .replaceAll(/\$\{path\.(?:module|root|cwd)\}\//g, '')
    .replaceAll(/([$%])\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, (all, sign: string, at: number) =>
      text[at - 1] === sign ? all : UNRESOLVED,
    );

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unescaped = (text: string): string => text.replaceAll(/\\([\s\S])/g, (_, char: string) => ESCAPES[char] ?? char);
