import { spotOf, type Tree, type TreeEntry, UNRESOLVED } from './tree';

/**
 * The AWS CLI's shorthand, `Type=Spark,Args=[--deploy-mode,cluster,s3://b/x.py]` (awscli/shorthand.py): pairs, lists in brackets, maps in braces,
 * quotes, backslashes before commas.
 *
 * @returns undefined for what the AWS CLI would refuse
 */
export function parseShorthand(text: string, line?: number): Tree | undefined {
  const parser = new ShorthandParser(text, line);
  const tree = parser.pairs('');
  return parser.isDone() ? tree : undefined;
}

const MAX_DEPTH = 50;
const DOUBLE_QUOTED = /^"((?:[^"\\]|\\[\s\S])*)"/;
const SINGLE_QUOTED = /^'((?:[^'\\]|\\[\s\S])*)'/;

class ShorthandParser {
  private at = 0;
  private depth = 0;

  public constructor(
    private readonly text: string,
    private line: number | undefined,
  ) {}

  public isDone(): boolean {
    this.blanks();
    return this.at >= this.text.length;
  }

  /** `key=value,…` up to `end`. */
  public pairs(end: string): Tree | undefined {
    const entries: TreeEntry[] = [];
    const place = spotOf({ line: this.line });
    for (;;) {
      this.blanks();
      if (end !== '' && this.text[this.at] === end) break;
      const key = /^[\w.:/#-]+/.exec(this.text.slice(this.at, this.at + 300))?.[0];
      if (key === undefined) return undefined;
      const here = spotOf({ line: this.line });
      this.at += key.length;
      this.blanks();
      if (this.text[this.at] !== '=') return undefined;
      this.at += 1;
      this.blanks();
      const value = this.values(end);
      if (value === undefined) return undefined;
      entries.push({ key, value, ...here });
      this.blanks();
      if (this.text[this.at] !== ',') break;
      this.at += 1;
      if (end === '' && this.at >= this.text.length) break;
    }
    return { kind: 'map', entries, ...place };
  }

  /** A value; several with commas between, none of which begins a pair, are a list. */
  private values(end: string): Tree | undefined {
    const first = this.value(end === '' ? ',' : `,${end}`);
    if (first === undefined) return undefined;
    const items = [first];
    while (this.text[this.at] === ',' && !/^,\s*(?:[\w.:/#-]+\s*=|$)/.test(this.text.slice(this.at, this.at + 300))) {
      this.at += 1;
      this.blanks();
      const next = this.value(end === '' ? ',' : `,${end}`);
      if (next === undefined) return undefined;
      items.push(next);
    }
    return items.length === 1 ? first : { kind: 'list', items, ...spotOf(first) };
  }

  private value(stops: string): Tree | undefined {
    const char = this.text[this.at];
    if (char !== '[' && char !== '{') return this.scalar(stops);
    this.depth += 1;
    if (this.depth > MAX_DEPTH) return undefined;
    this.at += 1;
    const tree = char === '[' ? this.list() : this.pairs('}');
    this.depth -= 1;
    if (tree === undefined || this.text[this.at] !== (char === '[' ? ']' : '}')) return undefined;
    this.at += 1;
    return tree;
  }

  private list(): Tree | undefined {
    const items: Tree[] = [];
    const place = spotOf({ line: this.line });
    this.blanks();
    while (this.text[this.at] !== ']') {
      const item = this.value(',]');
      if (item === undefined) return undefined;
      items.push(item);
      this.blanks();
      if (this.text[this.at] === ']') break;
      if (this.text[this.at] !== ',') return undefined;
      this.at += 1;
      this.blanks();
    }
    return { kind: 'list', items, ...place };
  }

  private scalar(stops: string): Tree | undefined {
    const place = spotOf({ line: this.line });
    const quote = this.text[this.at];
    if (quote === "'" || quote === '"') {
      const match = (quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED).exec(this.text.slice(this.at));
      if (match === null) return undefined;
      this.move(match[0].length);
      return { kind: 'value', value: (match[1] ?? '').replaceAll(/\\(['"\\])/g, '$1'), ...place };
    }
    let value = '';
    while (this.at < this.text.length && !stops.includes(this.text[this.at] ?? '')) {
      const char = this.text[this.at] ?? '';
      // A reference that the shell or a template will put in may hold the brackets that end a list.
      const reference = char === '$' ? /^\$\{[^{}]*\}/.exec(this.text.slice(this.at, this.at + 200))?.[0] : undefined;
      const isEscape = char === '\\' && ',]}'.includes(this.text[this.at + 1] ?? '-');
      value += reference ?? (isEscape ? (this.text[this.at + 1] ?? '') : char);
      this.move(reference?.length ?? (isEscape ? 2 : 1));
    }
    value = value.trim();
    return value === UNRESOLVED ? { kind: 'unknown', ...place } : { kind: 'value', value, ...place };
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.move(1);
  }

  private move(length: number): void {
    if (this.line !== undefined) this.line += this.text.slice(this.at, this.at + length).split('\n').length - 1;
    this.at += length;
  }
}
