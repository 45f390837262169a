import { describe, expect, test } from 'vitest';
import { TooManyPagesError } from '../../lambda/remediator/adapters/pages';
import { clustersToWatch } from '../../lambda/remediator/discover';
import { Sweep } from '../../lambda/remediator/sweep';
import { MINUTE, stuck } from '../remedy/support';

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `j-N${String(from + i).padStart(4, '0')}`);

/** An account whose listing goes on after 300 clusters, as ListClusters does after six pages of fifty. */
function account(count: number) {
  const entries: object[] = [];
  const asked: (string | undefined)[] = [];
  async function* runningClusters(marker?: string): AsyncGenerator<readonly string[]> {
    asked.push(marker);
    const from = Number(marker ?? 0);
    if (from > count) throw Object.assign(new Error('no'), { name: 'InvalidRequestException' });
    const to = Math.min(count, from + 300);
    for (let page = from; page < to; page += 50) yield ids(page, Math.min(page + 50, to));
    if (to < count) throw new TooManyPagesError('ListClusters', 6, String(to));
  }
  return { sweep: new Sweep({ runningClusters }, (entry) => entries.push(entry)), entries, asked };
}

describe('a sweep', () => {
  test('beyond the limit is logged and goes on at the next tick, and then begins again', async () => {
    const { sweep, entries, asked } = account(700);
    expect([await sweep.next(), await sweep.next(), await sweep.next(), await sweep.next()]).toEqual([
      ids(0, 300),
      ids(300, 600),
      ids(600, 700),
      ids(0, 300),
    ]);
    expect(asked).toEqual([undefined, '300', '600', undefined]);
    const left = { kind: 'sweep-incomplete', error: 'TooManyPagesError', read: 300 };
    expect(entries).toEqual([left, left, left]);
  });

  test('within the limit logs nothing', async () => {
    const { sweep, entries } = account(300);
    expect(await sweep.next()).toEqual(ids(0, 300));
    expect(entries).toEqual([]);
  });

  test('that fails begins again, since its marker may be what EMR refuses', async () => {
    const asked: (string | undefined)[] = [];
    // biome-ignore lint/correctness/useYield: fails before its first page
    async function* runningClusters(marker?: string): AsyncGenerator<readonly string[]> {
      asked.push(marker);
      throw asked.length === 1 ? new TooManyPagesError('ListClusters', 6, 'stale') : new Error('refused');
    }
    const sweep = new Sweep({ runningClusters }, () => {});
    expect(await sweep.next()).toEqual([]);
    await expect(sweep.next()).rejects.toThrow('refused');
    await expect(sweep.next()).rejects.toThrow('refused');
    expect(asked).toEqual([undefined, 'stale', undefined]);
  });

  test.each([1, 5, 15])('finds all of 1,000 clusters, by ticks that come every %i minutes', async (interval) => {
    const { sweep } = account(1000);
    const { cluster } = stuck({ cluster: { tags: { team: 'etl' } } });
    const found = new Set<string>();
    for (let tick = 0; tick < 2000 && found.size < 1000; tick++) {
      const watched = await clustersToWatch({
        emr: { cluster: async () => cluster!.value },
        sweep: () => sweep.next(),
        watch: { kind: 'tag', key: 'team', value: 'etl' },
        now: (29_500_000 + tick * interval) * MINUTE,
        open: [],
        openOnly: false,
        failed: (_, error) => {
          throw error;
        },
      });
      expect(watched.length).toBeLessThanOrEqual(12);
      for (const id of watched) found.add(id);
    }
    expect(found.size).toBe(1000);
  });
});
