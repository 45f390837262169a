import type { parser } from '@lezer/python';

export type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/** What a source does to a literal after a name was given it. */
export interface Change {
  /** `extend`: the items of a list, or a string, come behind it. `append`: one item does. `set`: a key gets a value. `other`: anything else. */
  readonly kind: 'extend' | 'append' | 'set' | 'other';
  readonly key?: SyntaxNode;
  readonly value?: SyntaxNode;
  /** Whether it happens wherever the literal is made: it stands in the same block. */
  readonly isSure: boolean;
}

const METHODS: Readonly<Record<string, Change['kind']>> = {
  append: 'append',
  clear: 'other',
  extend: 'extend',
  insert: 'other',
  pop: 'other',
  popitem: 'other',
  remove: 'other',
  setdefault: 'other',
  update: 'other',
};

/** The names of a Python source with the literals that they are given, and what changes those. */
export class PythonNames {
  /** Undefined for a name that is given two things. */
  private readonly values = new Map<string, SyntaxNode | undefined>();
  private readonly latest = new Map<string, SyntaxNode>();
  /** Ends of sums that are changes. */
  private readonly sums = new Set<number>();
  private readonly changes = new Map<number, Change[]>();

  public constructor(private readonly source: string) {}

  /** Notes a statement or call, in the order in which they stand. */
  public note(node: SyntaxNode): void {
    if (node.name === 'AssignStatement') this.assigned(node);
    else if (node.name === 'UpdateStatement') {
      const operator = this.slice(node.firstChild?.nextSibling ?? node);
      this.changed(node.firstChild, node, { kind: operator === '+=' ? 'extend' : 'other', value: node.lastChild });
    } else if (node.name === 'DeleteStatement') this.changed(node.lastChild, node, { kind: 'other' });
    else if (node.name === 'CallExpression') this.called(node);
  }

  /** The one value that a name is given. */
  public valueOf(name: string): SyntaxNode | undefined {
    return this.values.get(name);
  }

  public changesOf(literal: SyntaxNode): readonly Change[] {
    return this.changes.get(literal.from) ?? [];
  }

  /** Whether this is the sum of `NAME = NAME + …`, which belongs to what the name was given. */
  public isChange(node: SyntaxNode): boolean {
    return node.name === 'BinaryExpression' && this.sums.has(node.to);
  }

  private assigned(statement: SyntaxNode): void {
    const target = statement.firstChild;
    const value = statement.lastChild;
    if (value?.prevSibling?.name !== 'AssignOp') return;
    const isAlone = target?.nextSibling?.from === value.prevSibling.from || target?.nextSibling?.name === 'TypeDef';
    if (target?.name === 'MemberExpression') {
      const key = target.firstChild?.nextSibling?.nextSibling;
      const isPlain = target.firstChild?.name === 'VariableName' && target.lastChild?.name === ']';
      this.changed(target, statement, { kind: isPlain ? 'set' : 'other', key, value });
    }
    if (target?.name !== 'VariableName' || !isAlone) return;
    const name = this.slice(target);
    const added = this.findAdded(name, value);
    if (added !== undefined && this.latest.has(name)) {
      this.changed(target, statement, { kind: 'extend', value: added });
      this.sums.add(value.to);
      return;
    }
    this.values.set(name, this.values.has(name) ? undefined : value);
    this.latest.set(name, value);
  }

  /** What `NAME = NAME + …` adds. */
  private findAdded(name: string, value: SyntaxNode): SyntaxNode | undefined {
    const [left, operator] = [value.firstChild, value.firstChild?.nextSibling];
    const isSum = value.name === 'BinaryExpression' && operator?.name === 'ArithOp' && this.slice(operator) === '+';
    return isSum && left?.name === 'VariableName' && this.slice(left) === name
      ? (value.lastChild ?? undefined)
      : undefined;
  }

  private called(call: SyntaxNode): void {
    const callee = call.firstChild;
    const method = callee?.name === 'MemberExpression' ? this.slice(callee.lastChild ?? callee) : '';
    const kind = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (kind !== undefined) {
      this.changed(callee, call.parent ?? call, { kind, value: call.lastChild?.firstChild?.nextSibling });
    }
  }

  private changed(
    target: SyntaxNode | null,
    statement: SyntaxNode,
    change: { kind: Change['kind']; key?: SyntaxNode | null; value?: SyntaxNode | null },
  ): void {
    let variable = target;
    let depth = 0;
    for (; variable?.name === 'MemberExpression'; variable = variable.firstChild) depth += 1;
    const literal = variable?.name === 'VariableName' ? this.latest.get(this.slice(variable)) : undefined;
    if (literal === undefined) return;
    const { key, value } = change;
    const changes = this.changes.get(literal.from) ?? [];
    changes.push({
      kind: depth > 1 ? 'other' : change.kind,
      ...(key ? { key } : {}),
      ...(value ? { value } : {}),
      isSure: literal.parent?.parent?.from === statement.parent?.from,
    });
    this.changes.set(literal.from, changes);
  }

  private slice({ from, to }: SyntaxNode): string {
    return this.source.slice(from, to);
  }
}
