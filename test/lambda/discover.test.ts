import { describe, expect, test } from 'vitest';
import { clustersToWatch, type Discovery, turnFor } from '../../lambda/remediator/discover';
import type { ClusterFacts } from '../../lib/remedy';
import { MINUTE, stuck } from '../remedy/support';

const facts = (tags: Record<string, string>): ClusterFacts => {
  const { cluster } = stuck({ cluster: { tags } });
  if (cluster === undefined) throw new Error('no cluster');
  return cluster.value;
};

function account(changed: Partial<Discovery> & { running?: readonly string[] } = {}) {
  const described: string[] = [];
  const failures: unknown[] = [];
  const discovery: Discovery = {
    emr: {
      cluster: async (id) => {
        described.push(id);
        if (id === 'j-B') throw new Error('throttled');
        return facts({ team: id === 'j-C' ? 'other' : 'etl' });
      },
    },
    sweep: async () => changed.running ?? ['j-A', 'j-B', 'j-C'],
    watch: { kind: 'tag', key: 'team', value: 'etl' },
    now: 0,
    open: [],
    openOnly: false,
    failed: (id) => failures.push(id),
    ...changed,
  };
  return { discovery, described, failures };
}

describe('the clusters to watch', () => {
  test('begin with open lineages, another one first at each tick, so that each gets its time', async () => {
    const open = ['j-1', 'j-2', 'j-3', 'j-4', 'j-5', 'j-6'];
    const firsts = new Set<string | undefined>();
    for (let minute = 0; minute < 100; minute += 5) {
      const { discovery } = account({ open, now: minute * MINUTE });
      const ids = await clustersToWatch(discovery);
      expect(ids.slice(0, 6).toSorted()).toEqual(open);
      firsts.add(ids[0]);
    }
    expect(firsts.size).toBe(6);
  });

  test('are those with the tag; one that cannot be read stops no other', async () => {
    const { discovery, failures } = account();
    expect(await clustersToWatch(discovery)).toEqual(['j-A']);
    expect(failures).toEqual(['j-B']);
  });

  test('begin with open lineages, whatever became of their tag, their list or the cluster', async () => {
    const { discovery } = account({ open: ['j-GONE', 'j-A'] });
    expect((await clustersToWatch(discovery)).toSorted()).toEqual(['j-A', 'j-GONE']);
    const listed = account({ open: ['j-GONE'], watch: { kind: 'ids', clusterIds: ['j-X'] } }).discovery;
    expect(await clustersToWatch(listed)).toEqual(['j-GONE', 'j-X']);
    expect((await clustersToWatch({ ...discovery, openOnly: true })).toSorted()).toEqual(['j-A', 'j-GONE']);
  });

  test('are those found so far when EMR answers so slowly that none could be examined', async () => {
    let asked = 0;
    const { discovery, failures, described } = account({ open: ['j-OPEN'], hasTime: () => ++asked <= 1 });
    expect(await clustersToWatch(discovery)).toEqual(['j-OPEN', 'j-A']);
    expect(described).toEqual(['j-A']);
    expect(failures).toEqual(['j-B']);
  });

  test('remain the open ones where EMR does not answer', async () => {
    const { discovery, failures } = account({ open: ['j-A'] });
    const silent = () => Promise.reject(new Error('no'));
    expect(await clustersToWatch({ ...discovery, sweep: silent })).toEqual(['j-A']);
    expect(failures).toEqual([undefined]);
  });

  test.each([1, 2, 3, 5, 10, 15, 30, 60])('are all found by ticks that come every %i minutes', (interval) => {
    for (let turns = 1; turns <= 20; turns++) {
      const begin = 29_500_000;
      const seen = new Set<number>();
      for (let tick = 0; tick < 8 * turns; tick++) seen.add(turnFor(begin + tick * interval, turns));
      expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: turns }, (_, i) => i));
    }
  });

  test('are found by twelve descriptions a tick, everyone in turn', async () => {
    const running = Array.from({ length: 30 }, (_, i) => `j-N${String(i).padStart(2, '0')}`);
    const found: string[] = [];
    for (let minute = 0; minute < 3; minute++) {
      const { discovery, described } = account({ running, now: minute * MINUTE });
      found.push(...(await clustersToWatch(discovery)));
      expect(described.length).toBeLessThanOrEqual(12);
    }
    expect(found.sort()).toEqual(running);
  });
});
