import { describe, expect, test } from 'vitest';
import { FACTS, factRows, wordsOf } from '../../../bench/facts/facts';
import { liveThrough } from '../../../bench/facts/life';
import { coverPairs, pairsIn } from '../../../bench/facts/pairs';
import { fc, property } from '../../support/property';

describe('rows that cover all pairs', () => {
  property([fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 9 })])(
    'hold each pair of values of two parameters, in rows of a value for each',
    (counts) => {
      const rows = coverPairs(counts);
      for (const row of rows) expect(row.every((value, i) => value >= 0 && value < counts[i]!)).toBe(true);
      let pairs = 0;
      for (const [a, i] of counts.entries()) for (const j of counts.slice(a + 1)) pairs += i * j;
      expect(new Set(rows.flatMap(pairsIn)).size).toBe(pairs);
      // All combinations of the two largest parameters need a row each.
      const [first = 1, second = 1] = counts.toSorted((a, b) => b - a);
      expect(rows.length).toBeGreaterThanOrEqual(first * second);
      expect(rows.length).toBeLessThanOrEqual(3 * first * second);
    },
  );

  test('of the open facts hold all pairs too, and each value alone', () => {
    const rows = factRows();
    const seen = new Set(rows.flatMap(pairsIn));
    const counts = FACTS.map(({ values }) => values.length);
    const all = counts.flatMap((i, a) => counts.slice(a + 1).map((j) => i * j)).reduce((sum, one) => sum + one, 0);
    expect(seen.size).toBe(all);
    const alone = rows.filter((row) => row.filter((value) => value > 0).length === 1);
    expect(alone).toHaveLength(counts.reduce((sum, count) => sum + count - 1, 0));
  });
});

describe('the stuck join under the remediator', () => {
  const rowWhere = (part: string): number => factRows().findIndex((row) => wordsOf(row) === part);

  test.each([
    ['client', 'P13 after 120 s'],
    ['client', 'P3b lives'],
    ['cluster', 'every fact as usual'],
    ['cluster', 'P4 no log'],
  ] as const)('in %s mode, where %s', async (mode, words) => {
    const life = await liveThrough(factRows()[rowWhere(words)]!, mode);
    expect(life).toMatchObject({ wasCut: true, wasResubmitted: true, completed: true, paged: false, broken: [] });
  });

  test('in cluster mode, where its application succeeds as its step is cancelled, is not run again', async () => {
    const life = await liveThrough(factRows()[rowWhere('P3 lives and succeeds')]!, 'cluster');
    expect(life).toMatchObject({ wasCut: true, completed: true, paged: false, broken: [] });
  });

  test('where a guard finds none of its tools is told to somebody', async () => {
    const life = await liveThrough(factRows()[rowWhere('P4 no tools')]!, 'cluster');
    expect(life).toMatchObject({ wasCut: true, completed: false, paged: true, broken: [] });
  });
});
