import { describe, expect, test } from 'vitest';
import { assess, decide, judged, type MetricPoint } from '../../lib/remedy';
import { detail, FAT_POINT, MINUTE, POLICY, points, row, START, stuck } from './support';

/** The stuck cluster at a minute of its step, where CloudWatch publishes so many minutes after a period's end. */
function seenAt(minute: number, lagMinutes: number, change: (point: MetricPoint, i: number) => object = () => ({})) {
  const now = START + minute * MINUTE;
  const published = points(now - lagMinutes * MINUTE, 12, FAT_POINT).map((point, i) => ({
    ...point,
    ...change(point, i),
  }));
  return { now, obs: stuck({ at: now, points: published }) };
}

const gatesAt = ({ now, obs }: ReturnType<typeof seenAt>) =>
  assess(obs, row(), now, POLICY).refusals.map(({ gate }) => gate);

describe('figures that are published late', () => {
  test.each([0, 1, 5, 10, 15])(
    '%i minutes after the end of their period, count as soon as five lie behind the warm-up',
    (lag) => {
      const first = Array.from({ length: 60 }, (_, minute) => minute).find((minute) => {
        const { now, obs } = seenAt(minute, lag);
        return assess(obs, row(), now, POLICY).tier === 'T2' && gatesAt({ now, obs }).length === 0;
      });
      expect(first).toBe(35 + lag);
    },
  );

  test.each([0, 5, 10, 15])('%i minutes late, hold for the second look as well, without a newer point', (lag) => {
    const { now, obs } = seenAt(40 + lag + 4, lag);
    const first = decide(judged(obs, row(), now, POLICY), row(), now, POLICY);
    expect(first).toMatchObject({ kind: 'move', row: { state: 'intent' } });
    if (first.kind !== 'move') return;
    const later = now + 20_000;
    const again = { ...stuck({ at: later }), metrics: { at: later, value: obs.metrics!.value } };
    expect(decide(judged(again, first.row, later, POLICY), first.row, later, POLICY)).toMatchObject({
      kind: 'call',
      call: { kind: 'cancel' },
    });
  });

  test('count for nothing more than 20 minutes after the end of the newest period', () => {
    expect(gatesAt(seenAt(55, 20))).toEqual([]);
    expect(gatesAt(seenAt(56, 20))).toEqual(['stale-data']);
  });

  test('are as old for the first hour as they say, not as late as they come', () => {
    // The newest period ended 60 minutes after the start; it is published a quarter of an hour later.
    expect(gatesAt(seenAt(75, 15))).toEqual([]);
    expect(gatesAt(seenAt(80, 15))).toEqual(['outside-window']);
    expect(gatesAt(seenAt(60, 0))).toEqual([]);
    expect(gatesAt(seenAt(65, 0))).toEqual(['outside-window']);
  });

  test('form a window of the newest moment that has them all', () => {
    const late = (name: string) => seenAt(45, 0, (_, i) => (i === 11 ? { [name]: undefined } : {}));
    for (const name of ['cpuUtilisation', 'containersPending', 'appsRunning', 'containersAllocated']) {
      expect([name, gatesAt(late(name))]).toEqual([name, []]);
    }
  });

  test('miss a node that has joined since', () => {
    const { now, obs } = seenAt(60, 15);
    const workers = obs.instances!.value.workers.map((one, i) =>
      i === 0 ? { ...one, readyAt: now - 25 * MINUTE } : one,
    );
    const joined = { ...obs, instances: { at: now, value: { workers, primaries: 1 } } };
    expect(gatesAt({ now, obs: joined })).toEqual(['resize']);
  });
});

describe('a lineage that is given up for lack of figures', () => {
  const opened = () => {
    const { now, obs } = seenAt(56, 15);
    const action = decide(judged(obs, row(), now, POLICY), row(), now, POLICY);
    if (action.kind !== 'move') throw new Error(action.reason);
    return { now, obs, stored: action.row };
  };

  test('does not spend the day, of the cluster, the account or the job', () => {
    const { now, obs, stored } = opened();
    const later = now + 10 * MINUTE;
    const stale = { ...stuck({ at: later }), metrics: { at: later, value: obs.metrics!.value } };
    const closed = decide(judged(stale, stored, later, POLICY), stored, later, POLICY);
    expect(closed).toMatchObject({ kind: 'move', row: { state: 'closed', reason: 'aborted:stale-data' } });
    if (closed.kind !== 'move') return;
    const archived = decide(stale, closed.row, later, POLICY);
    expect(archived.first).toContainEqual({
      kind: 'release',
      clusterId: stored.clusterId,
      unspent: { root: stored.lineage!.root, jobKey: 'job-1' },
    });
    expect(archived).toMatchObject({ kind: 'move', row: { state: 'watching', day: { started: 0 } } });
  });

  test('spends it where the step ended first', () => {
    const { now, stored } = opened();
    const obs = stuck({ at: now, root: detail({ state: 'COMPLETED' }) });
    const closed = decide(judged(obs, stored, now, POLICY), stored, now, POLICY);
    if (closed.kind !== 'move') throw new Error(closed.reason);
    expect(decide(obs, closed.row, now, POLICY)).toMatchObject({ row: { state: 'watching', day: { started: 1 } } });
  });
});
