import { findText, type Tree, UNRESOLVED, withoutTemplates } from './tree';

/** A word of a command, as the command gets it. */
export interface Word {
  /** `${…}` stands for each part that is known only when it runs. */
  readonly text: string;
  readonly line?: number;
  /** Nothing of it is known: it is one word, the words that blanks in its value make (`$NAME`), or any number of them (`"$@"`, `*names`). */
  readonly unknown?: 'one' | 'split' | 'any';
}

export const wordOf = (text: string, line?: number): Word => (line === undefined ? { text } : { text, line });

/** The arguments that a list holds; undefined where an item is neither a string nor unknown. */
export function wordsIn(list: Tree): Word[] | undefined {
  if (list.kind !== 'list') return undefined;
  const words = list.items.map((item): Word | undefined => {
    if (item.kind === 'unknown') return { ...wordOf(UNRESOLVED, item.line), unknown: item.isSpread ? 'any' : 'one' };
    const text = findText(item) ?? (item.kind === 'value' && item.value !== null ? String(item.value) : undefined);
    if (text === undefined) return undefined;
    const known = withoutTemplates(text);
    return { ...wordOf(known, item.line), ...(known === UNRESOLVED ? { unknown: 'one' as const } : {}) };
  });
  return words.every((word) => word !== undefined) ? words : undefined;
}
