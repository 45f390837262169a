import { describe, expect, test } from 'vitest';
import { decide, EMPTY_REPORT, type Lineage, type Observation, type Row, type StepFacts } from '../../../lib/remedy';
import type { Verified } from '../../../lib/remedy/assessed';
import {
  CLUSTER,
  detail,
  FAT_POINT,
  MINUTE,
  markedArgs,
  NOW,
  POLICY,
  points,
  row,
  SECOND,
  step,
  stuck,
} from '../support';
import { at, moved, owned, pages } from './decisions';

describe('verifying', () => {
  const since = NOW;
  const submissions = [{ n: 1, stepId: 's-A' }];
  const stored = (changed: Partial<Lineage> = {}): Row =>
    row({ state: 'verifying', lineage: owned({ submissions, ...changed }) });
  const cancelled = detail({ state: 'CANCELLED' });
  const marked = (state: StepFacts['state']) =>
    detail({ id: 's-A', state, args: tunedArgs(25_870, 4_850, 4), createdAt: since, startedAt: since });
  /** What the attempt is submitted with: heap and overhead in MiB, cores. */
  const tunedArgs = (heap: number, overhead: number, cores: number) => [
    ...markedArgs().slice(0, -1),
    ...['--executor-memory', `${heap}m`, '--executor-cores', String(cores)],
    ...['--conf', `spark.executor.memoryOverhead=${overhead}m`, 's3://bucket/join.py'],
  ];
  const look = (now: number, state: StepFacts['state'], changed: Parameters<typeof stuck>[0] = {}) =>
    stuck({ at: now, root: cancelled, attempt: marked(state), steps: [marked(state), cancelled], ...changed });
  /** 327 executors of 30,720 MiB and an application master. */
  const tuned = { ...FAT_POINT, memoryAllocatedMB: 327 * 30_720 + 896, containersAllocated: 328 };
  const running = (now: number, point: typeof tuned, count: number) =>
    look(now, 'RUNNING', { points: points(now, count, point).filter((one) => one.at >= since) });

  test('PENDING waits', () => {
    const now = since + 10 * MINUTE;
    expect(at(now, look(now, 'PENDING'), stored()).kind).toBe('wait');
  });

  test('pages when nothing has run for a quarter of an hour', () => {
    const now = since + 15 * MINUTE + SECOND;
    expect(pages(at(now, look(now, 'PENDING'), stored()))).toEqual(['slot-stuck']);
    const busy = look(now, 'PENDING', { steps: [marked('PENDING'), step({ id: 's-P' }), cancelled] });
    expect(at(now, busy, stored()).kind).toBe('wait');
    const listed = { at: now, value: { steps: [marked('PENDING')], complete: false } };
    for (const scan of [listed, undefined])
      expect(at(now, { ...look(now, 'PENDING'), scan }, stored()).kind).toBe('wait');
    const inTime = since + 15 * MINUTE;
    expect(at(inTime, look(inTime, 'PENDING'), stored()).kind).toBe('wait');
  });

  describe('what the figures say', () => {
    const now = since + 30 * MINUTE;
    const measured = { containerMiB: 30_720 };
    const saying = (verified: Partial<Verified> | undefined, changed: Partial<Lineage> = {}) => {
      const said = verified && { measured, reason: 'measured', report: EMPTY_REPORT, ...verified };
      return decide(
        { ...look(now, 'RUNNING'), verified: said },
        stored({ seenRunning: true, ...changed }),
        now,
        POLICY,
      );
    };

    test('is noted as soon as it is new, and never again', () => {
      const news: [Partial<Verified>, Partial<Lineage>][] = [
        [{ applied: true }, {}],
        [{ applied: false }, {}],
        [{ applied: true, improved: true }, { applied: true }],
        [{ applied: true, improved: false }, { applied: true }],
      ];
      for (const [verified, before] of news) {
        const noted = moved(saying(verified, before));
        expect(noted).toMatchObject({ state: 'verifying', lineage: { ...verified, payload: { measured } } });
        expect(saying(verified, noted.lineage)).toMatchObject({ kind: 'wait', reason: 'measured' });
      }
    });

    test('is nothing where nobody has worked it out, and what was noted stays', () => {
      const before = { applied: true, improved: true };
      expect(saying(undefined, before)).toMatchObject({
        kind: 'wait',
        reason: 'the submission runs, nothing is measured yet',
      });
      const { payload } = owned();
      const kept = { ...before, seenRunning: false, payload: { ...payload, measured } };
      expect(moved(saying(undefined, kept)).lineage).toMatchObject({ ...before, payload: { measured } });
    });

    test("gives the account's place back when the attempt is first seen running", () => {
      expect(saying({}, { seenRunning: false }).first).toEqual([{ kind: 'release', clusterId: CLUSTER }]);
      expect(moved(saying({}, { seenRunning: false })).lineage?.seenRunning).toBe(true);
      expect(saying({ applied: true }).first).toEqual([]);
    });

    test('is remembered of the job where it sets its own configuration, once', () => {
      const overridden = [{ kind: 'overridden', jobKey: 'job-1' }];
      expect(saying({ applied: false }).first).toEqual(overridden);
      expect(saying({ applied: false }, { applied: true }).first).toEqual(overridden);
      expect(saying({ applied: true }, { applied: false }).first).toEqual([]);
      const again = saying({ applied: false, improved: true }, { applied: false });
      expect(again).toMatchObject({ kind: 'move', first: [] });
      expect(saying({ applied: false }, { jobKey: undefined }).first).toEqual([]);
    });
  });

  describe('which step is the attempt', () => {
    const now = since + 20 * MINUTE;
    const undescribed = (steps: readonly StepFacts[], attempt?: Observation['attempt']) =>
      at(now, stuck({ at: now, root: cancelled, steps, obs: { attempt } }), stored({ seenRunning: true }));

    test('is said by the list, while it waits or runs, where it could not be described', () => {
      expect(undescribed([marked('PENDING'), step({ id: 's-P' }), cancelled]).reason).toBe('the submission is PENDING');
      expect(undescribed([step({ id: 's-P' }), marked('RUNNING'), cancelled]).reason).toBe(
        'the submission runs, nothing is measured yet',
      );
    });

    test('is not said by the list once it has ended: only a description tells how', () => {
      for (const state of ['COMPLETED', 'FAILED', 'CANCELLED'] as const)
        expect(undescribed([step({ id: 's-P' }), marked(state), cancelled]).reason).toBe(
          'the submission could not be read',
        );
    });

    test('is not one that is described in its place', () => {
      const other = { at: now, value: { ...marked('COMPLETED'), id: 's-OTHER' } };
      expect(undescribed([cancelled], other).reason).toBe('the submission could not be read');
    });
  });

  test('containers of another size are noted at once and the job is remembered, but the attempt is watched to its end', () => {
    const now = since + 30 * MINUTE;
    const fat = { ...tuned, containersAllocated: 83, memoryAllocatedMB: 9_840_896 };
    const action = at(now, running(now, fat, 4), stored());
    expect(action.first).toContainEqual({ kind: 'overridden', jobKey: 'job-1' });
    const next = moved(action);
    expect(next).toMatchObject({ state: 'verifying', lineage: { applied: false } });
    expect(at(now, look(now, 'RUNNING'), next).kind).toBe('wait');
    expect(moved(at(now, look(now, 'COMPLETED'), next)).reason).toBe('ineffective:overridden');
    expect(moved(at(now, look(now, 'FAILED'), next))).toMatchObject({
      reason: 'failed',
      pages: [{ reason: 'failed' }],
    });
  });

  test('one point, or an average of too few containers, decides nothing', () => {
    const now = since + 12 * MINUTE;
    const one = moved(at(now, running(now, { ...tuned, containersAllocated: 83 }, 1), stored()));
    expect(one.state).toBe('verifying');
    const few = at(
      since + 30 * MINUTE,
      running(since + 30 * MINUTE, { ...tuned, containersAllocated: 2 }, 4),
      stored(),
    );
    expect(moved(few).lineage?.applied).toBeUndefined();
  });

  test('notes that it was applied and that it improved', () => {
    const now = since + 30 * MINUTE;
    const next = moved(at(now, running(now, tuned, 4), stored()));
    expect(next).toMatchObject({ state: 'verifying', lineage: { applied: true, improved: true } });
    expect(at(now, running(now, tuned, 4), next).kind).toBe('wait');
  });

  const reasons = (obs: Observation, now: number, changed: Partial<Lineage> = {}): string[] => {
    const told: string[] = [];
    let stored_ = stored({ seenRunning: true, ...changed });
    for (let looks = 0; looks < 3; looks++) {
      const action = at(now, obs, stored_);
      told.push(action.reason);
      if (action.kind !== 'move') break;
      stored_ = action.row;
    }
    return [...new Set(told)];
  };

  test('says what was measured, and says it still when nothing is read any more', () => {
    const now = since + 30 * MINUTE;
    const told = 'containers of 30,720 MB as submitted; memory 99.7 %, cores 99.7 %: improved';
    expect(reasons(running(now, tuned, 4), now)).toEqual([told]);
    const next = moved(at(now, running(now, tuned, 4), stored()));
    const blind = look(now, 'RUNNING', { obs: { metrics: undefined, instances: undefined } });
    expect(at(now, blind, next)).toMatchObject({ kind: 'wait', reason: told });
  });

  test('says first that nothing is measured, and of one point only what one point shows', () => {
    expect(reasons(running(since + 4 * MINUTE, tuned, 1), since + 4 * MINUTE)).toEqual([
      'the submission runs, nothing is measured yet',
    ]);
    expect(reasons(running(since + 12 * MINUTE, tuned, 1), since + 12 * MINUTE)).toEqual([
      'containers of 30,720 MB seen, 30,720 MB submitted',
    ]);
  });

  test('no verdict on cores before the size by which they are counted is known to be in force', () => {
    const now = since + 12 * MINUTE;
    // 574 slim executors that the application asked for itself would count as 2,296 cores.
    const slim = { ...tuned, containersAllocated: 575, memoryAllocatedMB: 574 * 17_000 + 896 };
    expect(moved(at(now, running(now, slim, 1), stored())).lineage?.improved).toBeUndefined();
  });

  test('names both sizes where the containers are not quite what was submitted', () => {
    const now = since + 30 * MINUTE;
    const rounded = { ...tuned, memoryAllocatedMB: 327 * 30_700 + 896 };
    expect(reasons(running(now, rounded, 4), now)[0]).toMatch(/^containers of 30,700 MB for the 30,720 MB submitted; /);
  });

  test('shows the size that was measured beside the one that was submitted', () => {
    const now = since + 30 * MINUTE;
    const fat = { ...tuned, containersAllocated: 83, memoryAllocatedMB: 9_840_896 };
    expect(at(now, running(now, fat, 4), stored()).report.arithmetic).toEqual([
      'containers of 120,000 MB, not of the 30,720 MB submitted',
    ]);
  });

  test('figures with a second application on the cluster say nothing of the submission', () => {
    const now = since + 30 * MINUTE;
    const mixed = { ...tuned, containersAllocated: 83, memoryAllocatedMB: 9_840_896 };
    for (const appsRunning of [2, undefined]) {
      const next = moved(at(now, running(now, { ...mixed, appsRunning: appsRunning as number }, 4), stored()));
      expect(next.state).toBe('verifying');
      expect(next.lineage).toMatchObject({ applied: undefined, improved: undefined });
    }
  });

  test('no verdict while the executors are still being started', () => {
    const now = since + 30 * MINUTE;
    const early = { ...tuned, containersAllocated: 40, memoryAllocatedMB: 39 * 30_720 + 896, containersPending: 288 };
    expect(moved(at(now, running(now, early, 4), stored())).lineage?.improved).toBeUndefined();
  });

  test('no verdict where the job asks for no more than it has, and that is less than before', () => {
    const now = since + 30 * MINUTE;
    const content = {
      ...tuned,
      containersAllocated: 40,
      memoryAllocatedMB: 39 * 30_720 + 896,
      containersPending: 0,
    };
    expect(moved(at(now, running(now, content, 4), stored())).lineage).toMatchObject({
      applied: true,
      improved: undefined,
    });
  });

  test('says improved as soon as a fifth more cores are held than the root step had, however many are pending', () => {
    const now = since + 14 * MINUTE;
    const growing = (executors: number) => ({
      ...tuned,
      containersAllocated: executors + 1,
      memoryAllocatedMB: executors * 30_720 + 896,
      containersPending: 150,
    });
    // 574 slots before: 689 cores are 1.2 times as many.
    expect(moved(at(now, running(now, growing(172), 2), stored())).lineage?.improved).toBeUndefined();
    expect(moved(at(now, running(now, growing(173), 2), stored())).lineage?.improved).toBe(true);
  });

  // Seen on a real YARN: 7 of 15 executors held, none asked for, and a second later the next round of requests.
  test('no verdict on points of the first ten minutes, in which few executors may be a job that starts', () => {
    const full = { before: { taskSlots: 1_200, vcpus: 1_312 } };
    const early = since + 14 * MINUTE;
    const next = moved(at(early, running(early, tuned, 2), stored({ payload: { ...owned().payload, ...full } })));
    expect(next.lineage).toMatchObject({ applied: true, improved: undefined });
    // Cores that hold tasks cannot be mistaken.
    expect(moved(at(early, running(early, tuned, 2), stored())).lineage?.improved).toBe(true);
  });

  test('no verdict where the cores of the cluster are not known', () => {
    const now = since + 30 * MINUTE;
    const blind = { ...running(now, tuned, 4), instances: undefined };
    expect(moved(at(now, blind, stored())).lineage?.improved).toBeUndefined();
  });

  test('notes that it did not improve after three points of a full cluster, though a fifth of the memory is free', () => {
    const now = since + 30 * MINUTE;
    // One executor of 97,280 MiB and 8 cores fits on a node: 656 cores where the root step had 574, and 79.2 % of the memory.
    const predicted = { ...owned().payload.predicted, containerMiB: 97_280, executorCores: 8, executors: 82 };
    const args = tunedArgs(81_920, 15_360, 8);
    const full = { ...tuned, memoryAllocatedMB: 82 * 97_280 + 896, containersAllocated: 83, containersPending: 40 };
    const attempt = detail({ id: 's-A', args, createdAt: since, startedAt: since });
    const seen = (minutes: number, count: number, point = full) => {
      const obs = running(since + minutes * MINUTE, point, count);
      return at(since + minutes * MINUTE, { ...obs, attempt: { at: now, value: attempt } }, stored({ payload }));
    };
    const payload = { ...owned().payload, predicted };
    expect(moved(seen(24, 4)).lineage).toMatchObject({ applied: true, improved: undefined });
    expect(moved(seen(30, 5)).lineage).toMatchObject({ applied: true, improved: false });
    // The same cores without demand for more: nothing is known.
    expect(moved(seen(30, 5, { ...full, containersPending: 0 })).lineage?.improved).toBeUndefined();
  });

  test('on fewer nodes than the root step had, fewer cores are as many', () => {
    const now = since + 30 * MINUTE;
    const half = {
      ...tuned,
      memoryTotalMB: 41 * 122_880,
      containersAllocated: 164,
      memoryAllocatedMB: 163 * 30_720 + 896,
    };
    const obs = look(now, 'RUNNING', {
      nodes: Array.from({ length: 41 }, () => 'r5.4xlarge'),
      points: points(now, 4, half).filter((one) => one.at >= since),
    });
    // 652 cores of 656, where 574 of 1,312 were held before.
    expect(moved(at(now, obs, stored())).lineage).toMatchObject({ applied: true, improved: true });
  });

  test.each([
    [true, 'improved'],
    [false, 'not-improved'],
    [undefined, 'unknown'],
  ])('COMPLETED with improved=%s closes as %s', (improved, reason) => {
    expect(moved(at(NOW, look(NOW, 'COMPLETED'), stored({ improved })))).toMatchObject({ state: 'closed', reason });
  });

  test('CANCELLED by somebody else is final', () => {
    expect(moved(at(NOW, look(NOW, 'CANCELLED'), stored()))).toMatchObject({
      state: 'closed',
      reason: 'cancelled-by-other',
    });
  });

  test('and a person is told, because R has not completed', () => {
    expect(pages(at(NOW, look(NOW, 'CANCELLED'), stored()))).toEqual(['cancelled-by-other']);
  });

  test('CANCELLED because the cluster ends is a loss, nobody’s decision', () => {
    const obs = look(NOW, 'CANCELLED', { cluster: { state: 'TERMINATING' } });
    const next = moved(at(NOW, obs, stored()));
    expect(next).toMatchObject({ state: 'closed', reason: 'lost:cluster-gone' });
    expect(pages(at(NOW, obs, stored()))).toEqual(['lost:cluster-gone']);
  });

  test.each(['FAILED', 'INTERRUPTED'] as const)('%s closes and pages', (state) => {
    const next = moved(at(NOW, look(NOW, state), stored()));
    expect(next).toMatchObject({ state: 'closed', reason: 'failed' });
    expect(next.pages.map(({ reason }) => reason)).toEqual(['failed']);
  });

  test('two submissions of different number are held', () => {
    const two = [marked('RUNNING'), step({ id: 's-A2', state: 'PENDING', args: markedArgs(2) }), cancelled];
    expect(moved(at(NOW, look(NOW, 'RUNNING', { steps: two }), stored()))).toMatchObject({
      state: 'held',
      reason: 'two-submissions',
    });
  });

  test('two steps of one number are a person’s copy: held, never cancelled', () => {
    const two = [marked('RUNNING'), step({ id: 's-COPY', state: 'PENDING', args: markedArgs(1) }), cancelled];
    expect(moved(at(NOW, look(NOW, 'RUNNING', { steps: two }), stored()))).toMatchObject({
      state: 'held',
      reason: 'foreign-copy',
    });
  });

  test.each(['RUNNING', 'COMPLETED'] as const)('a row that names a step with other work, %s, is held', (state) => {
    const other = { ...marked(state), fingerprint: 'another' };
    const obs = look(since + MINUTE, state, { attempt: other, steps: [cancelled] });
    const held = moved(at(since + MINUTE, obs, stored()));
    expect(held).toMatchObject({ state: 'held', reason: 'foreign-copy', pages: [{ reason: 'held:foreign-copy' }] });
  });

  test.each(['PENDING', 'RUNNING'] as const)('one that is %s after a day is paged once, and watched on', (state) => {
    const end = since + 24 * 60 * MINUTE;
    const now = end + 1;
    const busy = { steps: [marked(state), step({ id: 's-P' }), cancelled], points: [] };
    expect(at(end, look(end, state, busy), stored({ seenRunning: true })).kind).toBe('wait');
    const action = at(now, look(now, state, busy), stored({ seenRunning: true }));
    expect(pages(action)).toEqual(['unknown:still-running']);
    expect(at(now, look(now, state, busy), moved(action)).kind).toBe('wait');
  });

  test('one that cannot be read is waited for, and held after a day of it', () => {
    const unread = (now: number) =>
      stuck({ at: now, root: cancelled, steps: [cancelled], obs: { attempt: undefined } });
    const since = moved(at(NOW, unread(NOW), stored()));
    expect(since).toMatchObject({ state: 'verifying', lineage: { unreadableUntil: NOW + 24 * 60 * MINUTE } });
    const later = NOW + 23 * 60 * MINUTE;
    expect(at(later, unread(later), since).kind).toBe('wait');
    expect(moved(at(later, look(later, 'RUNNING'), since)).lineage?.unreadableUntil).toBeUndefined();
    const end = NOW + 24 * 60 * MINUTE;
    expect(at(end, unread(end), since).kind).toBe('wait');
    expect(moved(at(end + 1, unread(end + 1), since))).toMatchObject({
      state: 'held',
      reason: 'unreadable',
      pages: [{ reason: 'held:unreadable' }],
    });
  });

  describe('an attempt that has failed', () => {
    const now = since + 20 * MINUTE;
    const ended = (changed: Partial<StepFacts> = {}, asked?: Observation['asked']): Observation => {
      const attempt = detail({ ...marked('FAILED'), endedAt: now - MINUTE, ...changed });
      return { ...look(now, 'FAILED'), attempt: { at: now, value: attempt }, ...(asked ? { asked } : {}) };
    };
    /** The ResourceManager was asked and lists no application of the attempt. */
    const none: Observation['asked'] = {
      at: now,
      value: { kind: 'none', reason: 'driver', isApplicationUnknown: true, hasNoApplication: true },
    };

    test('is followed by the step as it was, once, in a time of its own', () => {
      const next = moved(at(now, ended(), stored({ applied: true, unansweredN: 1 })));
      expect(next).toMatchObject({ state: 'fencing', pages: [], lineage: { attempt: 2, submissions } });
      expect(next.lineage?.deadlines.fencing).toEqual({ pageAt: now + 10 * MINUTE, endAt: now + 30 * MINUTE });
      expect(next.lineage?.deadlines.verifying).toBeUndefined();
      expect([next.lineage?.applied, next.lineage?.unansweredN]).toEqual([undefined, undefined]);
      expect(next.lineage?.fencedAt).toBe(now + 120 * SECOND);
      const last = moved(at(now, ended({ endedAt: now - 15 * MINUTE }), stored({ improved: true, secondScanAt: now })));
      expect(last).toMatchObject({ state: 'fencing', lineage: { improved: undefined, secondScanAt: undefined } });
    });

    test.each([
      ['it is the rollback', {}, { attempt: 2 }],
      ['its settings were not in force anyway', {}, { applied: false }],
      ['it failed by itself', { failedByItself: true }, {}],
      ['it ended more than a quarter of an hour ago', { endedAt: now - 15 * MINUTE - SECOND }, {}],
      ['nobody knows when it ended', { endedAt: undefined }, {}],
      ['it was interrupted', { state: 'INTERRUPTED' }, {}],
    ] as const)('is the end, and paged, where %s', (_, changed, lineage) => {
      const next = moved(at(now, ended(changed), stored(lineage)));
      expect(next).toMatchObject({ state: 'closed', reason: 'failed', pages: [{ reason: 'failed' }] });
    });

    test('without an application of its own was ended by its guard: a person has to look what runs on YARN', () => {
      const guarded = stored({ fence: 'guard' });
      const held = moved(at(now, ended({}, none), guarded));
      expect(held).toMatchObject({ state: 'held', reason: 'guard-refused', pages: [{ reason: 'held:guard-refused' }] });
      // What the ResourceManager was not asked is not known.
      const unasked = { at: now, value: { kind: 'none', reason: 'driver', isApplicationUnknown: true } } as const;
      expect(moved(at(now, ended({}, unasked), guarded)).state).toBe('fencing');
      // Without a guard there is no such thing, and one whose settings were seen in force had an application.
      expect(moved(at(now, ended({}, none), stored({ fence: 'delay' }))).state).toBe('fencing');
      expect(moved(at(now, ended({}, none), stored({ fence: 'guard', applied: true }))).state).toBe('fencing');
    });
  });

  test('an attempt that has completed without an application of its own: the root step had succeeded, in cluster mode', () => {
    const now = since + 10 * MINUTE;
    const value = { kind: 'none', reason: 'driver', isApplicationUnknown: true, hasNoApplication: true } as const;
    const done = look(now, 'COMPLETED', { obs: { asked: { at: now, value } } });
    const end = (changed: Partial<Lineage>) => moved(at(now, done, stored({ fence: 'guard', ...changed })));
    expect(end({ deployMode: 'cluster' })).toMatchObject({ state: 'closed', reason: 'root-succeeded', pages: [] });
    expect(end({ deployMode: 'client' }).reason).toBe('unknown');
    expect(end({ deployMode: 'cluster', applied: true, improved: true }).reason).toBe('improved');
  });

  test('a rollback is watched to its end and not measured: it runs what it always ran', () => {
    const now = since + 30 * MINUTE;
    const fat = { ...tuned, containersAllocated: 83, memoryAllocatedMB: 9_840_896 };
    const second = stored({ attempt: 2, seenRunning: true });
    expect(at(now, running(now, fat, 4), second).kind).toBe('wait');
    expect(moved(at(now, look(now, 'COMPLETED'), second)).reason).toBe('rolled-back');
  });
});
