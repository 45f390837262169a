import { closestWords } from '../../close-words';
import { knownKeys } from './known-keys';
import type { KnownKey } from './types';

/** Typing errors in a key: about one for every twelve characters, and never more than three. */
const CHARACTERS_PER_ERROR = 12;
const MAX_ERRORS = 3;

export type Resemblance = 'case' | 'prefix' | 'shortened' | 'spelling';

/** The known key that somebody meant who wrote this unknown one, and in which way it differs; undefined where nothing is close. */
export function closestKey(written: string): { readonly key: string; readonly by: Resemblance } | undefined {
  const { byLower } = currentKeys();
  const lower = written.toLowerCase();
  const sameLetters = byLower.get(lower);
  if (sameLetters !== undefined) return { key: sameLetters, by: 'case' };
  const prefixed = byLower.get(`spark.${lower}`);
  if (prefixed !== undefined) return { key: prefixed, by: 'prefix' };
  const shortened = onlyLonger(lower);
  if (shortened !== undefined) return { key: shortened, by: 'shortened' };
  const [spelt] = closestWords(written, similarKeys(written), errorsIn(written));
  return spelt === undefined ? undefined : { key: spelt, by: 'spelling' };
}

interface CurrentKey {
  readonly key: string;
  readonly lower: string;
  readonly letters: number;
}

/** The keys that may be advised, by what is asked of them: a file may hold thousands of unknown keys. */
interface CurrentKeys {
  readonly byLower: ReadonlyMap<string, string>;
  /** By the part behind the last dot, in lower case. */
  readonly byLastPart: ReadonlyMap<string, readonly string[]>;
  readonly byLength: ReadonlyMap<number, readonly CurrentKey[]>;
}

let indexed: CurrentKeys | undefined;

function currentKeys(): CurrentKeys {
  if (indexed !== undefined) return indexed;
  const byLower = new Map<string, string>();
  const byLastPart = new Map<string, string[]>();
  const byLength = new Map<number, CurrentKey[]>();
  for (const { key } of [...knownKeys().values()].filter(isCurrent)) {
    const lower = key.toLowerCase();
    if (!byLower.has(lower)) byLower.set(lower, key);
    const last = lower.slice(lower.lastIndexOf('.') + 1);
    byLastPart.set(last, [...(byLastPart.get(last) ?? []), key]);
    byLength.set(key.length, [...(byLength.get(key.length) ?? []), { key, lower, letters: lettersIn(lower) }]);
  }
  indexed = { byLower, byLastPart, byLength };
  return indexed;
}

/** A key that is read no more, or under another name, is no advice. */
const isCurrent = ({ since, deprecated, removed }: KnownKey): boolean =>
  since !== undefined && deprecated === undefined && removed === undefined;

/** The one key with parts in between that were left out: `spark.sql.maxPartitionBytes`, `maxPartitionBytes`; of several the one of SQL. */
function onlyLonger(lower: string): string | undefined {
  const parts = lower.split('.').filter((part) => part !== 'spark');
  const last = parts.at(-1) ?? '';
  if (last.length < 8) return undefined;
  const longer = (currentKeys().byLastPart.get(last) ?? []).filter((key) => {
    const own = key.toLowerCase().split('.');
    let at = 0;
    for (const part of own) if (part === parts[at]) at += 1;
    return at === parts.length;
  });
  const sql = longer.filter((key) => key.startsWith('spark.sql.'));
  const [only, ...others] = longer.length > 1 ? sql : longer;
  return others.length === 0 ? only : undefined;
}

const errorsIn = (written: string): number => Math.min(MAX_ERRORS, Math.floor(written.length / CHARACTERS_PER_ERROR));

/** Keys that may be within the allowed errors: of about the same length, with about the same letters. The others are not worth comparing. */
export function similarKeys(written: string): string[] {
  const most = errorsIn(written);
  const letters = lettersIn(written.toLowerCase());
  const { byLength } = currentKeys();
  const similar: string[] = [];
  for (let length = written.length - most; most > 0 && length <= written.length + most; length++) {
    for (const one of byLength.get(length) ?? []) {
      // An error takes one letter away and brings one at the most.
      if (bitsIn(one.letters ^ letters) <= 2 * most) similar.push(one.key);
    }
  }
  return similar;
}

/** A bit for each letter that occurs; digits and signs share the rest. */
function lettersIn(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i) - 97;
    bits |= 1 << (letter >= 0 && letter < 26 ? letter : 26 + (text.charCodeAt(i) % 6));
  }
  return bits;
}

function bitsIn(value: number): number {
  let bits = value;
  let count = 0;
  for (; bits !== 0; count++) bits &= bits - 1;
  return count;
}
