import type { RepeatedKey } from '../types';
import { findField, type Tree } from './tree';

type Repetition = Pick<RepeatedKey, 'key' | 'where' | 'line' | 'lastLine'>;

/** Keys that stand twice in one object, wherever it is; properties of classifications have findings of their own. */
export function repeatedIn(tree: Tree, where = 'the object'): Repetition[] {
  if (tree.kind === 'list') return tree.items.flatMap((item) => repeatedIn(item, where));
  if (tree.kind !== 'map') return [];
  const last = new Map(tree.entries.map((entry) => [entry.key, entry]));
  const isClassification = findField(tree, 'Classification') !== undefined;
  return tree.entries.flatMap((entry) => {
    const { key, line, value } = entry;
    const winner = last.get(key);
    const own = winner === entry ? [] : [{ key, where, ...lined('line', line), ...lined('lastLine', winner?.line) }];
    const isOfProperties = isClassification && value.kind === 'map' && /^(?:configuration)?_?properties$/i.test(key);
    return [...own, ...(isOfProperties ? [] : repeatedIn(value, `the object ${key}`))];
  });
}

const lined = (name: 'line' | 'lastLine', line: number | undefined): { line?: number; lastLine?: number } =>
  line === undefined ? {} : { [name]: line };
