import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Comment, Tree, TreeEntry } from '../../lint';
import { functionOf, parseJson } from './json';

/** More nodes than this come of aliases of aliases, or of a file that nobody wrote. */
const MAX_NODES = 1_000_000;
const MAX_DEPTH = 100;
const TOO_LARGE = 'it is nested too deeply, or too large';

export type DataReading = Tree | { readonly reason: string };

/** JSON or YAML as a tree with the lines of the file; several documents of YAML are a list. Never quotes the text: it may hold secrets. */
export function parseData(text: string, firstLine = 1): DataReading {
  return /^\s*[[{]/.test(text) ? readJson(text, firstLine) : parseYaml(text, firstLine);
}

function readJson(text: string, firstLine: number): DataReading {
  try {
    return parseJson(text, firstLine);
  } catch (error) {
    if (error instanceof RangeError) return { reason: TOO_LARGE };
    // The parser's message quotes the text around the error, which may be a secret.
    const at = /position (\d+)/.exec((error as Error).message)?.[1] ?? danglingComma(text);
    const line = at === undefined ? '' : ` (line ${firstLine - 1 + text.slice(0, Number(at)).split('\n').length})`;
    return { reason: `it is not JSON${line}; check it for a missing comma, bracket or quote` };
  }
}

/** Position of a comma before a closing bracket, which JSON does not take and whose place its parser does not tell. */
function danglingComma(text: string): number | undefined {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"|,\s*[\]}]/gs)].find(([match]) => match.startsWith(','))?.index;
}

export function parseYaml(text: string, firstLine = 1): DataReading {
  const lineCounter = new LineCounter();
  try {
    const documents = parseAllDocuments(text, { lineCounter, uniqueKeys: false, logLevel: 'silent' });
    if (!Array.isArray(documents)) return { reason: 'it is empty' };
    for (const { errors } of documents) {
      const [error] = errors;
      // The parser's own stack ends before ours.
      if (error?.code === 'RESOURCE_EXHAUSTION') return { reason: TOO_LARGE };
      if (error !== undefined) {
        const line = firstLine - 1 + (error.linePos?.[0].line ?? lineCounter.linePos(error.pos[0]).line);
        return { reason: `it is not YAML (line ${line}); check its indentation, colons and quotes` };
      }
    }
    const trees = documents.map((document) =>
      new Converter(document, lineCounter, firstLine).tree(document.contents, 0),
    );
    const [only, ...others] = trees;
    return others.length === 0 && only !== undefined ? only : { kind: 'list', items: trees };
  } catch (error) {
    if (error instanceof RangeError || error instanceof TooLarge) return { reason: TOO_LARGE };
    throw error;
  }
}

/** The comments of YAML that can be read. */
export function yamlComments(text: string): Comment[] {
  const comments: Comment[] = [];
  let line = 1;
  let isScalarNext = false;
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith('#') && !isScalarNext) comments.push({ text: token, line });
    isScalarNext = token === SCALAR;
    line += token.split('\n').length - 1;
  }
  return comments;
}

/** The lexer's mark before a scalar. */
const SCALAR = '\x1f';

class TooLarge extends Error {}

class Converter {
  private nodes = 0;

  public constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
    private readonly firstLine: number,
  ) {}

  public tree(node: unknown, depth: number): Tree {
    this.nodes += 1;
    if (this.nodes > MAX_NODES || depth > MAX_DEPTH) throw new TooLarge();
    const start = this.lineOf(node);
    // The text of a block begins in the line behind its mark.
    const line = start !== undefined && isScalar(node) && node.type?.startsWith('BLOCK_') ? start + 1 : start;
    const place = line === undefined ? {} : { line };
    if (isAlias(node)) return this.tree(node.resolve(this.document), depth + 1);
    const tag = (node as Node | null)?.tag;
    if (tag?.startsWith('!') === true && tag !== '!') return intrinsic(tag.slice(1), node, place);
    if (isMap(node)) return this.map(node, depth, place);
    if (isSeq(node))
      return { kind: 'list', items: (node as YAMLSeq).items.map((one) => this.tree(one, depth + 1)), ...place };
    if (isScalar(node)) return { kind: 'value', value: scalarOf(node.value, node.source), ...place };
    return { kind: 'value', value: null, ...place };
  }

  private map(node: YAMLMap, depth: number, place: { line?: number }): Tree {
    const entries: TreeEntry[] = [];
    const own = new Set(node.items.map(({ key }) => nameOf(key)));
    for (const { key, value } of node.items) {
      const name = nameOf(key);
      const line = this.lineOf(key);
      if (name === '<<' && (isAlias(value) || isMap(value))) {
        const merged = this.tree(value, depth + 1);
        // The map's own keys override those that it takes over.
        if (merged.kind === 'map') entries.unshift(...merged.entries.filter((one) => !own.has(one.key)));
      } else entries.push({ key: name, value: this.tree(value, depth + 1), ...(line === undefined ? {} : { line }) });
    }
    const [first, ...others] = entries;
    if (first !== undefined && others.length === 0 && /^(Ref|Fn::\w+)$/.test(first.key)) {
      return functionOf(first.key.replace(/^Fn::/, ''), first.value, place.line);
    }
    return { kind: 'map', entries, ...place };
  }

  private lineOf(node: unknown): number | undefined {
    const start = (node as Node | null | undefined)?.range?.[0];
    return start === undefined ? undefined : this.lines.linePos(start).line + this.firstLine - 1;
  }
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.source ?? key.value) : String(key ?? ''));

function scalarOf(value: unknown, source: string | undefined): string | number | boolean | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) || source === undefined ? value : source;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return source ?? String(value);
}

function intrinsic(name: string, node: unknown, place: { line?: number }): Tree {
  const value: Tree =
    isScalar(node) && typeof node.value === 'string'
      ? { kind: 'value', value: node.value, ...place }
      : { kind: 'unknown', ...place };
  return functionOf(name, value, place.line);
}
