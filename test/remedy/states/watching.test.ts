import { describe, expect, test } from 'vitest';
import { CLUSTER, FAT_POINT, MINUTE, NOW, points, ROOT, row, stuck } from '../support';
import { at, moved } from './decisions';

describe('watching', () => {
  test('no finding waits', () => {
    const healthy = stuck({ point: { memoryAllocatedMB: 4_000_000, containersAllocated: 34 } });
    expect(at(NOW, healthy, row())).toMatchObject({ kind: 'wait', reason: 'no finding' });
  });

  test('a gate that refuses waits and gives the reason, and the next run gets its configuration', () => {
    const action = at(NOW, stuck({ obs: { mode: 'advise' } }), row());
    expect(action).toMatchObject({ kind: 'wait', reason: expect.stringMatching(/^mode: /) });
    expect(action.first).toMatchObject([
      { kind: 'next-run', jobKey: 'job-1' },
      { kind: 'owe', clusterId: CLUSTER },
    ]);
  });

  test('without an explanation there is no next-run configuration', () => {
    const action = at(NOW, stuck({ point: { containersAllocated: 60, memoryAllocatedMB: 9_900_000 } }), row());
    expect(action.kind).toBe('wait');
    expect(action.first ?? []).toEqual([]);
  });

  test('four of five points are enough, three are not', () => {
    const series = (healthy: number) =>
      points(NOW, 12, FAT_POINT).map((point, i) =>
        // 75 of the 82 executors that fit.
        i >= 7 && i < 7 + healthy
          ? { ...point, memoryAllocatedMB: 75 * 120_000 + 896, containersAllocated: 76 }
          : point,
      );
    expect(at(NOW, stuck({ points: series(1) }), row()).kind).toBe('move');
    expect(at(NOW, stuck({ points: series(2) }), row())).toMatchObject({
      kind: 'wait',
      reason: '3 of 5 points breach the thresholds',
    });
  });

  test('nothing is asked of a cluster that ends, and nothing at all in mode off', () => {
    expect(at(NOW, stuck({ cluster: { state: 'TERMINATING' } }), row())).toMatchObject({
      kind: 'wait',
      reason: 'the cluster is TERMINATING',
    });
    expect(at(NOW, stuck({ obs: { mode: 'off' } }), row())).toMatchObject({ kind: 'wait', reason: 'off' });
  });

  test('a finding that every gate lets pass reserves budget and becomes an intent', () => {
    const action = at(NOW, stuck(), row());
    expect(action.first?.map(({ kind }) => kind)).toEqual(['next-run', 'owe', 'reserve']);
    const next = moved(action);
    expect(next).toMatchObject({ state: 'intent', day: { date: '2026-01-05', started: 1 } });
    expect(next.lineage).toMatchObject({
      root: ROOT,
      attempt: 1,
      fingerprint: 'fingerprint-of-root',
      cancelRequests: 0,
    });
    expect(next.call).toBeUndefined();
  });

  test('an approval is used up by the lineage it opens', () => {
    const approval = { at: NOW, value: { expiresAt: NOW + MINUTE } };
    const action = at(NOW, stuck({ obs: { mode: 'approve', approval } }), row());
    expect(action.first).toContainEqual({ kind: 'take-approval', clusterId: CLUSTER, stepId: ROOT });
    expect(moved(action).lineage?.approvedUntil).toBe(approval.value.expiresAt);
  });

  test('a second lineage of the day counts', () => {
    expect(moved(at(NOW, stuck(), row({ day: { date: '2026-01-05', started: 1 } }))).day?.started).toBe(2);
    expect(moved(at(NOW, stuck(), row({ day: { date: '2026-01-04', started: 3 } }))).day?.started).toBe(1);
  });
});
