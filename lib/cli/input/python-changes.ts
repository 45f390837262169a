import { type Tree, type TreeEntry, UNRESOLVED } from '../../lint';
import type { Change, SyntaxNode } from './python-names';

/** A literal as it is after these changes; what cannot be told of it stays marked as not known. */
export function withChanges(tree: Tree, changes: readonly Change[], read: (node: SyntaxNode) => Tree): Tree {
  if (changes.length === 0) return tree;
  const made = ({ value, isSure }: Change): Tree => (isSure && value !== undefined ? read(value) : UNKNOWN);
  if (tree.kind === 'list')
    return { ...tree, items: [...tree.items, ...changes.flatMap((one) => addedBy(one, made(one)))] };
  if (tree.kind === 'map') return { ...tree, entries: withKeys(tree.entries, changes, read, made) };
  if (tree.kind !== 'value' || typeof tree.value !== 'string') return tree;
  // Of a command it may be any number of words.
  const unknown = COMMAND.test(tree.value) ? ' "$@"' : UNRESOLVED;
  const added = changes.filter(({ kind }) => kind === 'extend').map((one) => findText(made(one)) ?? unknown);
  return { ...tree, value: tree.value + added.join('') };
}

/** The beginning of a string that is a command of Spark. */
export const COMMAND = /^\s*(?:\$ ?)?(?:\S*\/)?spark-submit\s/;

const UNKNOWN: Tree = { kind: 'unknown', isSpread: true };

/** The items that a change puts behind those of a list. */
function addedBy({ kind, isSure }: Change, value: Tree): readonly Tree[] {
  if (kind === 'append' && isSure) return [value];
  return kind === 'extend' && value.kind === 'list' ? value.items : [UNKNOWN];
}

/** Entries with those that `NAME[key] = value` makes in place of earlier ones. */
function withKeys(
  entries: readonly TreeEntry[],
  changes: readonly Change[],
  read: (node: SyntaxNode) => Tree,
  made: (change: Change) => Tree,
): TreeEntry[] {
  const last = new Map<string, TreeEntry>();
  for (const change of changes) {
    const key = change.kind === 'set' && change.key !== undefined ? findText(read(change.key)) : undefined;
    if (key === undefined) continue;
    const value = made(change);
    last.set(key, { key, value, ...(value.line === undefined ? {} : { line: value.line }) });
  }
  return [...entries.filter(({ key }) => !last.has(key)), ...last.values()];
}

const findText = (tree: Tree): string | undefined =>
  tree.kind === 'value' && typeof tree.value === 'string' ? tree.value : undefined;
