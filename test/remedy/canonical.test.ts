import { describe, expect, test } from 'vitest';
import { canonical, canonicalListing, emptyRow, type Row } from '../../lib/remedy';
import { CLUSTER, MINUTE, NOW } from './support';
import { pathsIn, valueAt, WHOLE_ROW, withValueAt } from './whole-row';

const DAY = 24 * 60 * MINUTE;
const HOUR = 60 * MINUTE;
/** All times of the row lie at `NOW`; seen then, each is still to come or has just been. */
const seen = (row: Row, now = NOW - HOUR): string => JSON.stringify(canonical(row, now));

/** Fields on which no decision rests: the payload, what only names something, and when something was said. */
const UNUSED = [
  /^(clusterId|version|nonce|call\.nonce)$/,
  /^lineage\.payload\./,
  /^(day\.date|told\.day\.date)$/,
  /^outcomes\.0\.(at|root)$/,
  /^pages\.0\.(at|root|finding)/,
  /^news\.0\.(at|root|newStepId|outcome)$/,
];
const isUnused = (path: readonly string[]): boolean => UNUSED.some((names) => names.test(path.join('.')));

/** Another value of the same type. */
function changedAt(row: Row, path: readonly string[]): Row {
  const value = valueAt(row, path);
  if (typeof value === 'boolean') return withValueAt(row, path, !value);
  return withValueAt(row, path, typeof value === 'number' ? value + MINUTE : `${String(value)}-2`);
}

/** Everything in the row that is a moment, later. */
const later = (row: Row, ms: number): Row =>
  pathsIn(row)
    .filter((path) => typeof valueAt(row, path) === 'number' && (valueAt(row, path) as number) >= NOW)
    .reduce((moved, path) => withValueAt(moved, path, (valueAt(moved, path) as number) + ms), row);

describe('what of a row decisions depend on', () => {
  test('is every field, save names, the payload and when something was said', () => {
    const leaves = pathsIn(WHOLE_ROW).filter((path) => typeof valueAt(WHOLE_ROW, path) !== 'object');
    const alike = leaves.filter((path) => seen(changedAt(WHOLE_ROW, path)) === seen(WHOLE_ROW));
    expect(leaves.filter(isUnused)).toEqual(alike.filter(isUnused));
    // That requests were made is what counts, not how many; how long ago the first was is seen only afterwards.
    const others = alike.filter((path) => !isUnused(path)).map((path) => path.at(-1));
    expect(others).toEqual(['cancelRequests', 'cancelFirstAt']);
    const requested = (n: number) =>
      canonical(withValueAt<Row>(WHOLE_ROW, ['lineage', 'cancelRequests'], n), NOW).lineage;
    expect([0, 1, 2].map(requested)).toMatchObject([{ requested: false }, { requested: true }, { requested: true }]);
    const untouched = withValueAt<Row>(WHOLE_ROW, ['lineage', 'cancelFirstAt'], undefined);
    expect(canonical(untouched, NOW).lineage).toMatchObject({ cancelFirstAgo: undefined });
    const after = NOW + HOUR;
    expect(seen(changedAt(WHOLE_ROW, ['lineage', 'cancelFirstAt']), after)).not.toBe(seen(WHOLE_ROW, after));
  });

  test('is the same at whatever time the situation comes about', () => {
    for (const ms of [1, HOUR, 400 * DAY])
      for (const now of [NOW - HOUR, NOW + HOUR])
        expect(seen(later(WHOLE_ROW, ms), now + ms)).toBe(seen(WHOLE_ROW, now));
  });

  test('does not tell apart what has passed, however long ago', () => {
    const answered = withValueAt<Row>(WHOLE_ROW, ['call', 'answer'], 'accepted');
    const past = canonical(answered, NOW + 2 * DAY);
    expect(past).toMatchObject({
      lease: { until: 0 },
      notBefore: 0,
      cooldownUntil: 0,
      call: { silentAt: 0, repeatAt: 0, silentFor: undefined },
      lineage: { approvedUntil: 0, earlierSettledAt: 0, fencedAt: 0, secondScanAt: 0, unreadableUntil: 0 },
    });
    for (const row of [answered, later(answered, MINUTE)]) expect(canonical(row, NOW + 3 * DAY)).toEqual(past);
  });

  test('is how long ago the first cancel was, and of a call without an answer how long its sender is silent, up to a day', () => {
    for (const answer of [undefined, 'unknown']) {
      const row = withValueAt<Row>(WHOLE_ROW, ['call', 'answer'], answer);
      const hours = [-1, 0, 5, 24, 25].map((hour) => {
        const { call, lineage } = canonical(row, NOW + hour * HOUR) as Record<string, Record<string, number>>;
        return [call!.silentFor! / HOUR, lineage!.cancelFirstAgo! / HOUR];
      });
      expect(hours).toEqual([0, 0, 5, 24, 24].map((hour) => [hour, hour]));
    }
  });

  test('is the number of an add, which is in its marker, but not of a cancel: those are alike', () => {
    const numbered = (kind: 'add' | 'cancel', n: number) =>
      seen(withValueAt(withValueAt<Row>(WHOLE_ROW, ['call', 'kind'], kind), ['call', 'n'], n));
    expect(numbered('add', 2)).not.toBe(numbered('add', 1));
    expect(numbered('cancel', 2)).toBe(numbered('cancel', 1));
  });

  test('is of a row that was never written its state alone', () => {
    expect(JSON.parse(seen(emptyRow(CLUSTER)))).toEqual({ schema: 3, state: 'watching', outcomes: [], pages: [] });
  });
});

test('of the index of open lineages decisions depend on what is listed, on how long until it is settled and on how many were claimed', () => {
  const listing = { root: 's-ROOT', cancelling: true, settledAt: NOW + HOUR, claim: { count: 2, nonce: 'x' } };
  expect(canonicalListing(listing, NOW)).toEqual({ root: 's-ROOT', cancelling: true, settledAt: HOUR, claimed: 2 });
  expect(canonicalListing({ root: 's-ROOT', cancelling: false, settledAt: 0, closing: 'improved' }, NOW)).toEqual({
    root: 's-ROOT',
    cancelling: false,
    settledAt: 0,
    claimed: undefined,
    closing: 'improved',
  });
});
