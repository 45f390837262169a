import { knownKeys } from './known-keys';
import type { KnownKey } from './types';

/** Typing errors in a key: about one for every twelve characters, and never more than three. */
const CHARACTERS_PER_ERROR = 12;
const MAX_ERRORS = 3;

export type Resemblance = 'case' | 'prefix' | 'shortened' | 'spelling';

/** The known key that somebody meant who wrote this unknown one, and in which way it differs; undefined where nothing is close. */
export function closestKey(written: string): { readonly key: string; readonly by: Resemblance } | undefined {
  const keys = [...knownKeys().values()].filter(isCurrent).map(({ key }) => key);
  const lower = written.toLowerCase();
  const sameLetters = keys.find((key) => key.toLowerCase() === lower);
  if (sameLetters !== undefined) return { key: sameLetters, by: 'case' };
  const prefixed = keys.find((key) => key.toLowerCase() === `spark.${lower}`);
  if (prefixed !== undefined) return { key: prefixed, by: 'prefix' };
  const shortened = onlyLonger(lower, keys);
  if (shortened !== undefined) return { key: shortened, by: 'shortened' };
  const spelt = nearest(written, keys);
  return spelt === undefined ? undefined : { key: spelt, by: 'spelling' };
}

/** A key that is read no more, or under another name, is no advice. */
const isCurrent = ({ since, deprecated, removed }: KnownKey): boolean =>
  since !== undefined && deprecated === undefined && removed === undefined;

/** The one key with parts in between that were left out: `spark.sql.maxPartitionBytes`, `maxPartitionBytes`; of several the one of SQL. */
function onlyLonger(lower: string, keys: readonly string[]): string | undefined {
  const parts = lower.split('.').filter((part) => part !== 'spark');
  const last = parts.at(-1) ?? '';
  if (last.length < 8) return undefined;
  const longer = keys.filter((key) => {
    const own = key.toLowerCase().split('.');
    if (own.at(-1) !== last) return false;
    let at = 0;
    for (const part of own) if (part === parts[at]) at += 1;
    return at === parts.length;
  });
  const sql = longer.filter((key) => key.startsWith('spark.sql.'));
  const [only, ...others] = longer.length > 1 ? sql : longer;
  return others.length === 0 ? only : undefined;
}

function nearest(written: string, keys: readonly string[]): string | undefined {
  const most = Math.min(MAX_ERRORS, Math.floor(written.length / CHARACTERS_PER_ERROR));
  const close = keys
    .filter((key) => Math.abs(key.length - written.length) <= most)
    .map((key) => ({ key, distance: editDistance(written.toLowerCase(), key.toLowerCase(), most) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || (a.key < b.key ? -1 : 1));
  return close[0]?.key;
}

/** Levenshtein's distance with neighbours swapped as one error; anything above `most` may be returned as `most` + 1. */
export function editDistance(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? 0) + 1 : change;
      row.push(Math.min(change, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    if (Math.min(...row) > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
