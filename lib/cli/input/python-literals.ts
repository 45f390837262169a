import { type Tree, type TreeEntry, UNRESOLVED } from '../../lint';
import { withChanges } from './python-changes';
import { childrenOf, type PythonNames, type SyntaxNode } from './python-names';
import { textOf } from './python-strings';

/** Deeper is nothing that people write; names that refer to names count too. */
const MAX_DEPTH = 80;
const MAX_NODES = 300_000;

/** What the expressions of a Python source stand for, as far as literals tell; nothing is evaluated. */
export class PythonLiterals {
  private readonly lineStarts: number[] = [0];
  /** Literals that stand for a name in something that was read: they are not read again. */
  private used = new Set<number>();
  private nodes = 0;
  /** Whether there is more than could be read. */
  public isCut = false;

  public constructor(
    private readonly source: string,
    private readonly names: PythonNames,
  ) {
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
  }

  /** Reads a value; the literals that its names stand for count as used where it is kept. */
  public read(node: SyntaxNode, isKept: (tree: Tree) => boolean): Tree | undefined {
    const others = this.used;
    this.used = new Set();
    const tree = this.tree(node, 0);
    const kept = isKept(tree);
    this.used = kept ? new Set([...others, ...this.used]) : others;
    return kept ? tree : undefined;
  }

  /** Whether what begins here stands for a name in a value that was kept. */
  public isUsed(from: number): boolean {
    return this.used.has(from);
  }

  /** A string, with what the source puts behind it. */
  public command(node: SyntaxNode): string {
    const whole = wholeOf(node, (one) => this.slice(one));
    const tree = whole === node && this.names.changesOf(node).length === 0 ? undefined : this.tree(whole, 0);
    return tree?.kind === 'value' ? String(tree.value) : textOf(node, this.source);
  }

  public lineOf(at: number): number {
    let low = 0;
    let high = this.lineStarts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** A value with what the source does to it later. */
  private tree(node: SyntaxNode, depth: number): Tree {
    const tree = this.literal(node, depth);
    const changes = tree.kind === 'unknown' ? [] : this.names.changesOf(node);
    for (const { value } of changes) if (value !== undefined) this.used.add(value.from);
    return withChanges(tree, changes, (one) => this.tree(one, depth + 1));
  }

  private literal(node: SyntaxNode, depth: number): Tree {
    this.nodes += 1;
    const place = { line: this.lineOf(node.from) };
    if (depth > MAX_DEPTH || this.nodes > MAX_NODES) {
      this.isCut = true;
      return { kind: 'unknown', ...place };
    }
    switch (node.name) {
      case 'ArrayExpression':
      case 'TupleExpression':
      case 'SetExpression':
        return { kind: 'list', items: this.items(node, depth), ...place };
      case 'DictionaryExpression':
        return { kind: 'map', entries: this.entries(node, depth), ...place };
      case 'String':
      case 'FormatString':
      case 'ContinuedString':
        return { kind: 'value', value: textOf(node, this.source), ...place };
      case 'Number':
        return { kind: 'value', value: Number(this.slice(node).replaceAll('_', '')), ...place };
      case 'Boolean':
        return { kind: 'value', value: this.slice(node) === 'True', ...place };
      case 'None':
        return { kind: 'value', value: null, ...place };
      case 'ParenthesizedExpression': {
        const inner = childrenOf(node).find(({ name }) => name !== '(' && name !== ')' && name !== 'Comment');
        return inner === undefined ? { kind: 'unknown', ...place } : this.tree(inner, depth + 1);
      }
      case 'VariableName':
        return this.reference(node, depth, place);
      case 'CallExpression':
        return this.call(node, depth, place);
      case 'BinaryExpression':
        return this.sum(node, depth, place);
      default:
        return { kind: 'unknown', ...place };
    }
  }

  private items(node: SyntaxNode, depth: number): Tree[] {
    const items: Tree[] = [];
    let isSpread = false;
    for (const child of childrenOf(node)) {
      if (PUNCTUATION.has(child.name)) isSpread = child.name === '*';
      else if (isSpread) items.push(...this.spread(this.tree(child, depth + 1)));
      else items.push(this.tree(child, depth + 1));
    }
    return items;
  }

  private spread(tree: Tree): readonly Tree[] {
    return tree.kind === 'list' ? tree.items : [{ ...tree, kind: 'unknown', isSpread: true }];
  }

  private entries(node: SyntaxNode, depth: number): TreeEntry[] {
    let entries: TreeEntry[] = [];
    let spread: ReadonlySet<string> = new Set();
    const children = childrenOf(node).filter(
      ({ name }) => name !== 'Comment' && name !== ',' && name !== '{' && name !== '}',
    );
    for (let i = 0; i < children.length; i++) {
      const child = children[i] as SyntaxNode;
      const value = children[i + 2];
      if (child.name === '**') {
        const inner = children[i + 1];
        const merged = inner === undefined ? undefined : this.tree(inner, depth + 1);
        // What comes later overrides what came before, here by intent.
        if (merged?.kind === 'map') {
          const taken = new Set(merged.entries.map(({ key }) => key));
          spread = new Set([...spread, ...taken]);
          entries = [...entries.filter(({ key }) => !taken.has(key)), ...merged.entries];
        }
        i += 1;
      } else if (children[i + 1]?.name === ':' && value !== undefined) {
        const key = this.tree(child, depth + 1);
        const name = key.kind === 'value' ? String(key.value) : UNRESOLVED;
        if (spread.has(name)) entries = entries.filter((one) => one.key !== name);
        entries.push({ key: name, value: this.tree(value, depth + 1), line: this.lineOf(child.from) });
        i += 2;
      }
    }
    return entries;
  }

  /** A call: `"a b".split()` is known, the named arguments of any other are a map. */
  private call(node: SyntaxNode, depth: number, place: { line: number }): Tree {
    const callee = node.firstChild;
    const args = node.lastChild;
    const method = callee?.name === 'MemberExpression' ? this.slice(callee.lastChild ?? callee) : '';
    const receiver = callee?.name === 'MemberExpression' ? callee.firstChild : null;
    if (
      receiver !== null &&
      receiver !== undefined &&
      (method === 'split' || method === 'strip' || method === 'format')
    ) {
      const text = this.tree(receiver, depth + 1);
      if (text.kind !== 'value' || typeof text.value !== 'string') return { kind: 'unknown', isSpread: true, ...place };
      if (method === 'format')
        return { kind: 'value', value: text.value.replaceAll(/\{[^{}]*\}/g, UNRESOLVED), ...place };
      if (method === 'strip') return { ...text, value: text.value.trim() };
      return {
        kind: 'list',
        items: text.value
          .split(/\s+/)
          .filter((one) => one !== '')
          .map((value) => ({ kind: 'value', value, ...place })),
        ...place,
      };
    }
    if (args?.name !== 'ArgList') return { kind: 'unknown', ...place };
    const children = childrenOf(args);
    const entries: TreeEntry[] = children.flatMap((child, i) => {
      const value = children[i + 2];
      if (child.name !== 'VariableName' || children[i + 1]?.name !== 'AssignOp' || value === undefined) return [];
      return [{ key: this.slice(child), value: this.tree(value, depth + 1), line: this.lineOf(child.from) }];
    });
    if (entries.length === 0) return { kind: 'unknown', ...place };
    return { kind: 'map', entries, ...place };
  }

  /** A sum of strings or lists; parts that are not known stay marked. */
  private sum(node: SyntaxNode, depth: number, place: { line: number }): Tree {
    const [left, operator, right] = childrenOf(node);
    if (left === undefined || right === undefined || operator === undefined) return { kind: 'unknown', ...place };
    const a = this.tree(left, depth + 1);
    if (this.slice(operator) === '%' && a.kind === 'value' && typeof a.value === 'string') {
      return { kind: 'value', value: a.value.replaceAll(/%(\(\w+\))?[-\d.]*[sdrif]/g, UNRESOLVED), ...place };
    }
    if (this.slice(operator) !== '+') return { kind: 'unknown', ...place };
    const b = this.tree(right, depth + 1);
    if (a.kind === 'list' || b.kind === 'list')
      return { kind: 'list', items: [...this.spread(a), ...this.spread(b)], ...place };
    const [x, y] = [a, b].map((one) => (one.kind === 'value' ? String(one.value) : UNRESOLVED));
    return { kind: 'value', value: `${x}${y}`, ...place };
  }

  private reference(node: SyntaxNode, depth: number, place: { line: number }): Tree {
    const name = this.slice(node);
    const value = this.names.valueOf(name);
    if (value === undefined || value.to > node.from) return { kind: 'unknown', reference: name, ...place };
    this.used.add(value.from);
    const tree = this.tree(value, depth + 1);
    return tree.kind === 'unknown' ? { ...tree, reference: name, ...place } : tree;
  }

  private slice({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.source.slice(from, to);
  }
}

/** The sum, the formatting or the parentheses that a string begins: it is but a part of their value. */
function wholeOf(node: SyntaxNode, textOf: (node: SyntaxNode) => string): SyntaxNode {
  const { parent } = node;
  if (parent === null) return node;
  const call = parent.parent;
  const isMethod = parent.name === 'MemberExpression' && call?.name === 'CallExpression';
  if (isMethod && parent.from === node.from && /^(?:format|strip)$/.test(textOf(parent.lastChild ?? parent)))
    return wholeOf(call, textOf);
  const begins = childrenOf(parent).find(({ name }) => name !== '(' && name !== 'Comment')?.from === node.from;
  const isPart = parent.name === 'BinaryExpression' || parent.name === 'ParenthesizedExpression';
  return isPart && begins ? wholeOf(parent, textOf) : node;
}

const PUNCTUATION: ReadonlySet<string> = new Set(['(', ')', '*', ',', 'Comment', '[', ']', '{', '}']);
