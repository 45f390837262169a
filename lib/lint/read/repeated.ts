import type { RepeatedKey } from '../types';
import { findField, spotOf, type Tree } from './tree';

type Repetition = Pick<RepeatedKey, 'key' | 'where' | 'line' | 'lastLine' | 'file'>;

/** Keys that stand twice in one object, wherever it is; properties of classifications have findings of their own. */
export function repeatedIn(tree: Tree, where = 'the object'): Repetition[] {
  if (tree.kind === 'list') return tree.items.flatMap((item) => repeatedIn(item, where));
  if (tree.kind !== 'map') return [];
  const winners = new Map(tree.entries.map((entry) => [entry.key, entry]));
  const isClassification = findField(tree, 'Classification') !== undefined;
  return tree.entries.flatMap((entry) => {
    const { key, value } = entry;
    const winner = winners.get(key);
    const last = winner?.line === undefined ? {} : { lastLine: winner.line };
    const own = winner === entry ? [] : [{ key, where, ...spotOf(entry), ...last }];
    const isOfProperties = isClassification && value.kind === 'map' && /^(?:configuration)?_?properties$/i.test(key);
    return [...own, ...(isOfProperties ? [] : repeatedIn(value, `the object ${key}`))];
  });
}
