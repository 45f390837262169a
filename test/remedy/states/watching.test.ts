import { describe, expect, test } from 'vitest';
import { decide, EMPTY_JOB, judged, type Observation, type PastRun } from '../../../lib/remedy';
import {
  CLUSTER,
  detail,
  FAT_POINT,
  MINUTE,
  markedArgs,
  NOW,
  POLICY,
  points,
  ROOT,
  row,
  START,
  stuck,
} from '../support';
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
    expect(action.first).toContainEqual(
      expect.objectContaining({ kind: 'take-approval', clusterId: CLUSTER, stepId: ROOT, nonce: 'nonce-1' }),
    );
    expect(moved(action).lineage?.approvedUntil).toBe(approval.value.expiresAt);
  });

  test('a second lineage of the day counts', () => {
    expect(moved(at(NOW, stuck(), row({ day: { date: '2026-01-05', started: 1 } }))).day?.started).toBe(2);
    expect(moved(at(NOW, stuck(), row({ day: { date: '2026-01-04', started: 3 } }))).day?.started).toBe(1);
  });

  test('a lineage begins with nothing sent, half an hour for its intent, and what the first look found', () => {
    const obs = stuck({ obs: { freshKey: '22'.repeat(32) } });
    expect(moved(at(NOW, obs, row())).lineage).toEqual({
      root: ROOT,
      attempt: 1,
      hmacKey: '22'.repeat(32),
      fingerprint: 'fingerprint-of-root',
      plan: expect.stringContaining('spark.executor.cores=4'),
      jobKey: 'job-1',
      deployMode: 'client',
      fence: 'guard',
      approvedUntil: undefined,
      deadlines: { intent: { pageAt: NOW + 30 * MINUTE, endAt: NOW + 30 * MINUTE } },
      cancelRequests: 0,
      maybeSent: false,
      throttled: 0,
      submissions: [],
      seenRunning: false,
      paged: [],
      payload: expect.objectContaining({ openedAt: NOW, before: { taskSlots: 574, vcpus: 1312 } }),
    });
  });

  test('a lineage is not opened on a step that cannot be recognised again', () => {
    const unnamed = { at: NOW, value: { ...detail(), fingerprint: undefined } };
    expect(at(NOW, stuck({ obs: { root: unnamed } }), row()).kind).toBe('wait');
  });

  test('no lineage is opened on a word of the engine that is out of date, or has no cure', () => {
    const { assessed, ...obs } = judged(stuck(), row(), NOW, POLICY);
    const opens = (changed: Partial<Observation>) => decide({ ...obs, assessed, ...changed }, row(), NOW, POLICY).kind;
    expect(opens({})).toBe('move');
    expect(opens({ root: { at: NOW, value: detail({ state: 'CANCEL_PENDING' }) } })).toBe('wait');
    expect(opens({ root: undefined })).toBe('wait');
    expect(opens({ assessed: { ...assessed!, plan: undefined } })).toBe('wait');
    expect(opens({ assessed: { ...assessed!, tier: 'T1' } })).toBe('wait');
  });

  test('a cluster that could not be read is no reason not to look, and none to act', () => {
    expect(at(NOW, stuck({ obs: { cluster: undefined } }), row()).reason).toBe(
      "not-opted-in: the cluster's tags could not be read",
    );
  });

  test('a lineage is opened on a cluster that EMR calls WAITING', () => {
    expect(at(NOW, stuck({ cluster: { state: 'WAITING' } }), row()).kind).toBe('move');
  });

  test('where no step is running there is nothing to find', () => {
    const none = { root: undefined, scan: { at: NOW, value: { steps: [], complete: true } } };
    expect(at(NOW, stuck({ obs: none }), row())).toMatchObject({ kind: 'wait', reason: 'no step is running' });
  });

  test('a job that has no key is treated like any other, and nothing is remembered of it', () => {
    const { first, ...action } = at(NOW, stuck({ obs: { jobKey: undefined, job: undefined } }), row());
    expect(first?.map(({ kind }) => kind)).toEqual(['owe', 'reserve']);
    expect(first?.at(-1)).toStrictEqual({ kind: 'reserve', clusterId: CLUSTER, root: ROOT });
    expect(action).toMatchObject({ kind: 'move', row: { state: 'intent' } });
    const keyed = at(NOW, stuck(), row()).first?.at(-1);
    expect(keyed).toEqual({ kind: 'reserve', clusterId: CLUSTER, root: ROOT, jobKey: 'job-1' });
  });
});

describe('what is remembered of jobs while nothing is under way', () => {
  const healthy = { point: { memoryAllocatedMB: 4_000_000, containersAllocated: 34 } };
  const notes = (obs: Partial<Observation>) => at(NOW, stuck({ ...healthy, obs }), row()).first;
  const ended = { jobKey: 'job-2', run: { ...run('s-2'), endedAt: START } };

  function run(stepId: string): PastRun {
    return { clusterId: CLUSTER, stepId, startedAt: START, work: 'work-1', taskSlots: 574 };
  }

  test('is that a run has begun, told once', () => {
    const history = { work: 'work-1', runs: [] };
    expect(notes({ history })).toEqual([{ kind: 'run', jobKey: 'job-1', run: run(ROOT) }]);
    const known = { at: NOW, value: { ...EMPTY_JOB, runs: [run(ROOT)] } };
    expect(notes({ history, job: known })).toEqual([]);
  });

  test('is how runs of any job have ended, on a cluster that is about to end as well, and whether or not a step runs', () => {
    const told = [{ kind: 'run', ...ended }];
    expect(notes({ ended: [ended] })).toEqual(told);
    expect(notes({ ended: [ended], jobKey: undefined })).toEqual(told);
    const ending = stuck({ ...healthy, cluster: { state: 'TERMINATING' }, obs: { ended: [ended] } });
    expect(at(NOW, ending, row()).first).toEqual(told);
    const idle = { root: undefined, scan: { at: NOW, value: { steps: [], complete: true } } };
    expect(notes({ ended: [ended], ...idle })).toEqual(told);
  });

  test('is where its history can be asked about, told once', () => {
    const asked = (persistentUiId?: string) =>
      ({ at: NOW, value: { kind: 'none', reason: 'x', isApplicationUnknown: false, persistentUiId } }) as const;
    const job = (id: string) => ({ at: NOW, value: { ...EMPTY_JOB, persistentUi: { clusterId: CLUSTER, id } } });
    const told = [{ kind: 'persistent-ui', jobKey: 'job-1', clusterId: CLUSTER, id: 'p-1' }];
    expect(notes({ asked: asked('p-1') })).toEqual(told);
    expect(notes({ asked: asked('p-1'), job: undefined })).toEqual(told);
    expect(notes({ asked: asked('p-1'), job: job('p-0') })).toEqual(told);
    expect(notes({ asked: asked('p-1'), job: job('p-1') })).toEqual([]);
    expect(notes({ asked: asked() })).toEqual([]);
    expect(notes({ asked: asked(), job: job('p-1') })).toEqual([]);
  });

  test('is nothing in mode off', () => {
    expect(notes({ ended: [ended], mode: 'off' })).toBeUndefined();
  });
});

describe('a finding', () => {
  test('of which people are told is written into the row, whether or not a lineage is opened', () => {
    const waits = at(NOW, stuck({ obs: { mode: 'advise' } }), row());
    expect(waits).toMatchObject({ kind: 'wait', row: { state: 'watching', pages: [{ at: NOW }] } });
    expect(waits.first).toContainEqual({ kind: 'owe', clusterId: CLUSTER, at: NOW });
    const told = waits.kind === 'wait' ? waits.row! : row();
    const again = at(NOW, stuck({ obs: { mode: 'advise' } }), told);
    expect(again).not.toHaveProperty('row');
    expect(again.first?.map(({ kind }) => kind)).not.toContain('owe');
    expect(again.report).not.toHaveProperty('noticeDeferred');
  });

  test('that has to wait, because ten were told that day, is reported as such', () => {
    const told = { day: { date: '2026-01-05', sent: 10 }, findings: [] };
    const action = at(NOW, stuck({ obs: { mode: 'advise' } }), row({ told }));
    expect(action.report.noticeDeferred).toBe(true);
    expect(at(NOW, stuck({ obs: { mode: 'advise' } }), row()).report).not.toHaveProperty('noticeDeferred');
    const healthy = stuck({ point: { memoryAllocatedMB: 4_000_000, containersAllocated: 34 } });
    expect(at(NOW, healthy, row()).report).not.toHaveProperty('noticeDeferred');
  });

  test('on an attempt of an earlier lineage opens none', () => {
    const attempt = detail({ args: markedArgs(1, 's-EARLIER') });
    expect(at(NOW, stuck({ root: attempt }), row()).kind).toBe('wait');
  });
});
