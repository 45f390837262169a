import { describe, expect, test } from 'vitest';
import { type Action, decide, type Lineage, type Observation, type Row, type StepFacts } from '../../lib/remedy';
import {
  CLUSTER,
  detail,
  FAT_ARGS,
  FAT_POINT,
  lineage,
  MINUTE,
  markedArgs,
  NOW,
  POLICY,
  points,
  ROOT,
  row,
  SECOND,
  START,
  step,
  stuck,
} from './support';

const at = (now: number, obs: Observation, stored: Row): Action => decide(obs, stored, now, POLICY);
const moved = (action: Action): Row => {
  if (action.kind !== 'move') throw new Error(`expected a move, got ${action.kind}: ${action.reason}`);
  return action.row;
};
const called = (action: Action) => {
  if (action.kind !== 'call') throw new Error(`expected a call, got ${action.kind}: ${action.reason}`);
  return action;
};
const pages = (action: Action): string[] =>
  (action.first ?? []).flatMap((one) => (one.kind === 'page' ? [one.reason] : []));

/** A row in a state, with the lineage that the stuck cluster opens: its changes come from the engine itself. */
const opened = moved(at(NOW, stuck(), row()));
const owned = (changed: Partial<Lineage> = {}): Lineage => ({ ...(opened.lineage ?? lineage()), ...changed });

describe('watching', () => {
  test('W1: no finding waits', () => {
    const healthy = stuck({ point: { memoryAllocatedMB: 4_000_000, containersAllocated: 34 } });
    expect(at(NOW, healthy, row())).toMatchObject({ kind: 'wait', reason: 'no finding' });
  });

  test('W1: a gate that refuses waits and gives the reason, and the next run gets its configuration', () => {
    const action = at(NOW, stuck({ obs: { mode: 'advise' } }), row());
    expect(action).toMatchObject({ kind: 'wait', reason: expect.stringMatching(/^mode: /) });
    expect(action.first).toMatchObject([{ kind: 'next-run', jobKey: 'job-1' }]);
  });

  test('W1: without an explanation there is no next-run configuration', () => {
    const action = at(NOW, stuck({ point: { containersAllocated: 60, memoryAllocatedMB: 9_900_000 } }), row());
    expect(action.kind).toBe('wait');
    expect(action.first ?? []).toEqual([]);
  });

  test('W1: four of five points are enough, three are not', () => {
    const series = (healthy: number) =>
      points(NOW, 12, FAT_POINT).map((point, i) =>
        i >= 7 && i < 7 + healthy ? { ...point, memoryAllocatedMB: 9_000_000 } : point,
      );
    expect(at(NOW, stuck({ points: series(1) }), row()).kind).toBe('move');
    expect(at(NOW, stuck({ points: series(2) }), row())).toMatchObject({
      kind: 'wait',
      reason: '3 of 5 points breach the thresholds',
    });
  });

  test('W1: nothing is asked of a cluster that ends, and nothing at all in mode off', () => {
    expect(at(NOW, stuck({ cluster: { state: 'TERMINATING' } }), row())).toMatchObject({
      kind: 'wait',
      reason: 'the cluster is TERMINATING',
    });
    expect(at(NOW, stuck({ obs: { mode: 'off' } }), row())).toMatchObject({ kind: 'wait', reason: 'off' });
  });

  test('W2: a finding that every gate lets pass reserves budget and becomes an intent', () => {
    const action = at(NOW, stuck(), row());
    expect(action.first?.map(({ kind }) => kind)).toEqual(['next-run', 'reserve']);
    const next = moved(action);
    expect(next).toMatchObject({ state: 'intent', since: NOW, day: { date: '2026-01-05', started: 1 } });
    expect(next.lineage).toMatchObject({
      root: ROOT,
      attempt: 1,
      fingerprint: 'fingerprint-of-root',
      cancelRequests: 0,
    });
    expect(next.call).toBeUndefined();
  });

  test('W2: an approval is used up by the lineage it opens', () => {
    const approval = { stepId: ROOT, expiresAt: NOW + MINUTE };
    const next = moved(at(NOW, stuck({ obs: { mode: 'approve' } }), row({ approval })));
    expect(next.approval).toBeUndefined();
    expect(next.lineage?.approvedUntil).toBe(approval.expiresAt);
  });

  test('W2: a second lineage of the day counts', () => {
    expect(moved(at(NOW, stuck(), row({ day: { date: '2026-01-05', started: 1 } }))).day?.started).toBe(2);
    expect(moved(at(NOW, stuck(), row({ day: { date: '2026-01-04', started: 3 } }))).day?.started).toBe(1);
  });
});

describe('intent', () => {
  const stored = (): Row => opened;
  const later = NOW + 20 * SECOND;

  test.each([
    ['the step is no longer running', stuck({ root: detail({ state: 'COMPLETED' }) }), 'aborted:step-completed'],
    ['a gate refuses now', stuck({ cluster: { tags: {} } }), 'aborted:not-opted-in'],
    [
      'a step has queued up behind it',
      stuck({ steps: [step({ id: 's-P', state: 'PENDING' }), detail()] }),
      'aborted:successors',
    ],
    ['the arguments have changed', stuck({ root: detail({ fingerprint: 'another' }) }), 'aborted:arguments-changed'],
    [
      'the job has recovered',
      stuck({ point: { memoryAllocatedMB: 4_000_000, containersAllocated: 34 } }),
      'aborted:no-finding',
    ],
  ])('N1: aborts when %s', (_, obs, reason) => {
    expect(moved(at(NOW, obs, stored()))).toMatchObject({ state: 'closed', reason });
  });

  test('N1: aborts when the intent is older than half an hour', () => {
    const now = NOW + 31 * MINUTE;
    expect(moved(at(now, stuck({ at: now }), stored()))).toMatchObject({ state: 'closed', reason: 'aborted:expired' });
  });

  test('N1: aborts when another configuration would be computed now', () => {
    const other = { ...stored(), lineage: owned({ changes: [{ key: 'spark.executor.cores', to: '5' }] }) };
    expect(moved(at(NOW, stuck(), other))).toMatchObject({ state: 'closed', reason: 'aborted:plan-changed' });
  });

  test('N2: waits while the newest point is older than a period', () => {
    const root = detail({ startedAt: START - 15 * MINUTE });
    const obs = stuck({ at: later, root, points: points(later - 5 * MINUTE, 12, FAT_POINT) });
    expect(at(later, obs, stored())).toMatchObject({ kind: 'wait', reason: 'the newest point is older than a period' });
  });

  test('N2: waits while something cannot be read', () => {
    expect(at(NOW, stuck({ obs: { metrics: undefined } }), stored()).kind).toBe('wait');
    expect(at(NOW, stuck({ obs: { root: undefined } }), stored()).kind).toBe('wait');
  });

  test('N2: waits while a reading is older than 30 s or older than the intent', () => {
    expect(at(NOW + 31 * SECOND, stuck(), stored())).toMatchObject({
      kind: 'wait',
      reason: 'everything has to be read again',
    });
    const before = { ...stored(), since: NOW + 5 * SECOND };
    expect(at(NOW + 6 * SECOND, stuck(), before).kind).toBe('wait');
  });

  test.each(['cluster', 'groups', 'instances', 'autoTermination', 'scan', 'metrics'] as const)(
    'N2: one answer of EMR or CloudWatch that is missing (%s) is no refusal',
    (part) => {
      expect(at(NOW, stuck({ obs: { [part]: undefined } }), stored())).toMatchObject({ kind: 'wait' });
    },
  );

  test('N1: aborts when the cluster is about to end', () => {
    expect(moved(at(NOW, stuck({ cluster: { state: 'TERMINATING' } }), stored()))).toMatchObject({
      state: 'closed',
      reason: 'aborted:cluster-ending',
    });
  });

  test('N3: everything read again and still true writes cancelling ahead of CancelSteps', () => {
    const { before, call } = called(at(later, stuck({ at: later }), stored()));
    expect(call).toEqual({ kind: 'cancel', clusterId: CLUSTER, stepId: ROOT, n: 1 });
    expect(before).toMatchObject({
      state: 'cancelling',
      since: later,
      call: { kind: 'cancel', n: 1, nonce: 'nonce-1', at: later },
    });
    expect(before.lineage).toMatchObject({ cancelFirstAt: later, cancelRequests: 1 });
  });
});

describe('cancelling', () => {
  const since = NOW;
  const call = { kind: 'cancel', n: 1, nonce: 'x', at: since, deadline: since + 180 * SECOND } as const;
  const stored = (changed: Partial<Row> = {}): Row =>
    row({ state: 'cancelling', since, call, lineage: owned({ cancelFirstAt: since, cancelRequests: 1 }), ...changed });
  const seeing = (state: StepFacts['state'], now: number, changed: Partial<Observation> = {}) =>
    stuck({ at: now, root: detail({ state }), obs: changed });

  test('C1: repeats the cancel, at most once a minute', () => {
    const soon = since + 59 * SECOND;
    expect(at(soon, seeing('RUNNING', soon), stored()).kind).toBe('wait');
    const now = since + 60 * SECOND;
    for (const state of ['RUNNING', 'CANCEL_PENDING'] as const) {
      const { call: again, before } = called(at(now, seeing(state, now), stored()));
      expect(again).toMatchObject({ kind: 'cancel', n: 2 });
      expect(before).toMatchObject({ state: 'cancelling', since, call: { at: now, n: 2 } });
      expect(before.lineage?.cancelMayHaveTakenEffect).toBe(true);
    }
  });

  test('C1: never aborts once a cancel may have taken effect, whatever the gates say', () => {
    const now = since + 20 * SECOND;
    const hopeless = {
      ...seeing('RUNNING', now),
      cluster: stuck({ at: now, cluster: { tags: { 'emr-autotune': 'off' } } }).cluster,
    };
    for (const answer of [undefined, 'accepted', 'unknown'] as const) {
      expect(at(now, hopeless, stored({ call: { ...call, answer } }))).toMatchObject({ kind: 'wait' });
    }
  });

  test('C1: with the lever pulled it only watches', () => {
    const now = since + 5 * MINUTE;
    expect(at(now, seeing('RUNNING', now, { mode: 'off' }), stored())).toMatchObject({
      kind: 'wait',
      reason: 'the lever is pulled: only watching the cancel',
    });
  });

  test('C1: with the lever pulled and every request answered without effect, nothing is owed', () => {
    const now = since + 5 * MINUTE;
    const refused = stored({ call: { ...call, answer: 'refused' } });
    expect(moved(at(now, seeing('RUNNING', now, { mode: 'advise' }), refused))).toMatchObject({
      state: 'closed',
      reason: 'aborted:mode',
    });
  });

  test.each(['throttled', 'refused', 'rejected'] as const)(
    'C1: after a request that was %s nothing is sent again before another second look',
    (answer) => {
      const now = since + 10 * MINUTE;
      const turnedAway = stored({ call: { ...call, answer } });
      const back = moved(at(now, seeing('RUNNING', now), turnedAway));
      expect(back).toMatchObject({ state: 'intent', since: opened.since, lineage: { cancelRequests: 1 } });
      expect(back.call).toBeUndefined();
      expect(back.lineage?.cancelFirstAt).toBeUndefined();

      const stuckStill = stuck({ at: now, root: detail({ startedAt: START + 5 * MINUTE }) });
      expect(called(at(now, stuckStill, back))).toMatchObject({
        call: { kind: 'cancel', n: 2 },
        before: {
          state: 'cancelling',
          call: { n: 2 },
          lineage: { cancelFirstAt: now, cancelMayHaveTakenEffect: false },
        },
      });
      const queued = stuck({ at: now, steps: [step({ id: 's-P', state: 'PENDING' }), detail()] });
      expect(moved(at(now, queued, back)).reason).toBe('aborted:successors');
      const recovered = stuck({ at: now, point: { memoryAllocatedMB: 4_000_000, containersAllocated: 34 } });
      expect(moved(at(now, recovered, back)).reason).toBe('aborted:no-finding');
    },
  );

  test('C1: a request that was turned away is made again after a minute, not before', () => {
    const soon = since + 20 * SECOND;
    const back = moved(at(soon, seeing('RUNNING', soon), stored({ call: { ...call, answer: 'throttled' } })));
    expect(at(soon, stuck({ at: soon }), back).kind).toBe('wait');
    const later = since + 60 * SECOND;
    const { before } = called(at(later, stuck({ at: later }), back));
    expect(before.notBefore).toBeUndefined();
  });

  test('C7: when EMR takes no request for half an hour, nothing is owed and somebody is told', () => {
    const now = opened.since + 30 * MINUTE + SECOND;
    const back = { ...opened, lineage: owned({ cancelRequests: 9 }) };
    const next = moved(at(now, stuck({ at: now }), back));
    expect(next).toMatchObject({ state: 'closed', reason: 'aborted:cancel-refused' });
    expect(pages(at(now, stuck({ at: now }), next))).toEqual(['aborted:cancel-refused']);
  });

  test('C2: CANCELLED is noted and leads to the fence', () => {
    const now = since + 20 * SECOND;
    const next = moved(at(now, seeing('CANCELLED', now), stored()));
    expect(next).toMatchObject({ state: 'fencing', since: now });
    expect(next.lineage?.seenCancelledAt).toBe(now);
  });

  test('C3: CANCELLED after our only request was answered FAILED was somebody else', () => {
    const now = since + 20 * SECOND;
    const answered = stored({ call: { ...call, answer: 'rejected' } });
    expect(moved(at(now, seeing('CANCELLED', now), answered))).toMatchObject({
      state: 'closed',
      reason: 'aborted:cancelled-by-other',
    });
  });

  test('C3: but not if an earlier request may have taken effect', () => {
    const now = since + 2 * MINUTE;
    const second = stored({
      call: { ...call, n: 2, answer: 'rejected' },
      lineage: owned({ cancelRequests: 2, cancelMayHaveTakenEffect: true }),
    });
    expect(moved(at(now, seeing('CANCELLED', now), second)).state).toBe('fencing');
  });

  test('C4: COMPLETED finished first', () => {
    expect(moved(at(NOW, seeing('COMPLETED', NOW), stored()))).toMatchObject({
      state: 'closed',
      reason: 'aborted:finished-first',
    });
  });

  test.each(['FAILED', 'INTERRUPTED'] as const)(
    'C5: %s closes and pages, because our signal may be the cause',
    (state) => {
      const next = moved(at(NOW, seeing(state, NOW), stored()));
      expect(next).toMatchObject({ state: 'closed', reason: 'aborted:failed-after-cancel' });
      expect(pages(at(NOW, stuck(), next))).toEqual(['aborted:failed-after-cancel']);
    },
  );

  test('C6: unreadable waits', () => {
    expect(at(NOW, stuck({ obs: { root: undefined } }), stored())).toMatchObject({ kind: 'wait' });
  });

  test('C7: older than ten minutes pages once and goes on', () => {
    const now = since + 10 * MINUTE + SECOND;
    const action = at(now, seeing('RUNNING', now), stored());
    expect(pages(action)).toEqual(['cancel-slow']);
    const next = moved(action);
    expect(next.state).toBe('cancelling');
    expect(pages(at(now, seeing('RUNNING', now), next))).toEqual([]);
  });

  test('C7: older than thirty minutes is held', () => {
    const now = since + 30 * MINUTE + SECOND;
    expect(moved(at(now, seeing('RUNNING', now), stored()))).toMatchObject({ state: 'held', reason: 'cancel-stuck' });
  });
});

describe('fencing', () => {
  const seen = NOW;
  const ready = seen + 60 * SECOND;
  const cancelled = detail({ state: 'CANCELLED' });
  const stored = (changed: Partial<Row> = {}): Row =>
    row({
      state: 'fencing',
      since: seen,
      lineage: owned({ cancelFirstAt: seen - 20 * SECOND, seenCancelledAt: seen }),
      ...changed,
    });
  const look = (now: number, steps: readonly StepFacts[] = [], changed: Parameters<typeof stuck>[0] = {}) =>
    stuck({ at: now, root: cancelled, steps: [...steps, cancelled], ...changed });

  test('F1: a step with the marker is adopted, even one that has ended', () => {
    for (const state of ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED'] as const) {
      const marked = step({ id: 's-A', state, args: markedArgs(), createdAt: seen });
      const next = moved(at(ready, look(ready, [marked]), stored()));
      expect(next.state).toBe('verifying');
      expect(next.lineage?.submissions).toEqual([{ n: 1, stepId: 's-A', at: seen }]);
    }
  });

  test('F1: the marker of another lineage is not ours', () => {
    const other = step({ id: 's-A', state: 'COMPLETED', args: markedArgs(1, 's-OTHER') });
    expect(at(ready, look(ready, [other]), stored()).kind).toBe('call');
  });

  test('F2: a live copy that others submitted after the cancel replaces ours, and pages', () => {
    const copy = step({ id: 's-COPY', state: 'PENDING', createdAt: seen });
    const next = moved(at(ready, look(ready, [copy]), stored()));
    expect(next).toMatchObject({ state: 'closed', reason: 'replaced-by-other' });
    expect(pages(at(ready, look(ready), next))).toEqual(['replaced-by-other']);
  });

  test('F2: an equal step from before the cancel, or an ended one, is no replacement', () => {
    const earlier = step({ id: 's-COPY', state: 'COMPLETED', createdAt: seen });
    const older = step({ id: 's-OLD', state: 'PENDING', createdAt: START });
    expect(at(ready, look(ready, [earlier]), stored()).kind).toBe('call');
    expect(at(ready, look(ready, [older]), stored()).kind).toBe('call');
  });

  test.each([
    ['the tag is off', { cluster: { tags: { 'emr-autotune': 'off' } } }],
    ['the tag is gone', { cluster: { tags: {} } }],
    ['the lever is pulled', { obs: { mode: 'advise' } }],
  ] as const)('F3: is held when %s', (_, changed) => {
    expect(moved(at(ready, look(ready, [], changed), stored()))).toMatchObject({
      state: 'held',
      reason: 'opt-out-midway',
    });
  });

  test('F4: waits until 60 s have passed since CANCELLED was seen', () => {
    const early = ready - 1;
    expect(at(early, look(early), stored()).kind).toBe('wait');
    expect(at(ready, look(ready), stored()).kind).toBe('call');
  });

  test('F4: waits while EMR has no slot', () => {
    const full = Array.from({ length: 256 }, (_, i) => step({ id: `s-${i}`, state: 'PENDING', fingerprint: `f${i}` }));
    expect(at(ready, look(ready, full), stored()).kind).toBe('wait');
  });

  test.each(['cluster', 'scan', 'root', 'groups'] as const)('F4: waits while %s cannot be read', (part) => {
    expect(at(ready, look(ready, [], { obs: { [part]: undefined } }), stored()).kind).toBe('wait');
  });

  test('F4: waits while the scan is not complete', () => {
    const obs = { ...look(ready), scan: { at: ready, value: { steps: [cancelled], complete: false } } };
    expect(at(ready, obs, stored()).kind).toBe('wait');
  });

  test('F4: pages after ten minutes and is held after thirty', () => {
    const unread = (now: number) => look(now, [], { obs: { scan: undefined } });
    const slow = seen + 10 * MINUTE + SECOND;
    expect(pages(at(slow, unread(slow), stored()))).toEqual(['fence-slow']);
    const stuckAt = seen + 30 * MINUTE + SECOND;
    expect(moved(at(stuckAt, unread(stuckAt), stored()))).toMatchObject({ state: 'held', reason: 'fence-stuck' });
  });

  test('F5: writes submitting ahead of AddJobFlowSteps, with the changes and the marker and nothing else', () => {
    const { call, before } = called(at(ready, look(ready), stored()));
    expect(before).toMatchObject({ state: 'submitting', call: { kind: 'add', n: 1, at: ready } });
    if (call.kind !== 'add') throw new Error('not an add');
    const expected = [
      ...FAT_ARGS.map((arg) => {
        if (arg === '101053m') return '25870m';
        if (arg === '7') return '4';
        if (arg === 'spark.executor.memoryOverhead=18947m') return 'spark.executor.memoryOverhead=4850m';
        return arg === 'spark.sql.shuffle.partitions=60000' ? 'spark.sql.shuffle.partitions=100000' : arg;
      }),
    ];
    const application = expected.indexOf('s3://bucket/join.py');
    const added = call.step.HadoopJarStep.Args.slice(
      application,
      call.step.HadoopJarStep.Args.indexOf('s3://bucket/join.py'),
    );
    expect(call.step.HadoopJarStep.Args.filter((_, i) => i < application || i >= application + added.length)).toEqual(
      expected,
    );
    expect(added).toContain(`spark.emrautotune.lineage=${ROOT}:1`);
    expect(added).toContain(`spark.yarn.tags=emr-autotune-${ROOT}-1`);
    expect(call.step).toMatchObject({ Name: 'nightly join', ActionOnFailure: 'CONTINUE' });
  });

  test('F5: pages when another step came in between', () => {
    const successor = step({ id: 's-P', state: 'RUNNING', fingerprint: 'other', args: ['spark-submit', 'b.py'] });
    const action = at(ready, look(ready, [successor]), stored());
    expect(action.kind).toBe('call');
    expect(pages(action)).toEqual(['order-broken']);
    expect(action.report.orderBroken).toBe(true);
  });

  test('is held, never submitted, when R is not CANCELLED after all or its arguments changed', () => {
    const running = { ...look(ready), root: { at: ready, value: detail() } };
    expect(moved(at(ready, running, stored()))).toMatchObject({ state: 'held', reason: 'not-cancelled' });
    const changed = { ...look(ready), root: { at: ready, value: detail({ state: 'CANCELLED', fingerprint: 'x' }) } };
    expect(moved(at(ready, changed, stored()))).toMatchObject({ state: 'held', reason: 'arguments-changed' });
  });
});

describe('submitting', () => {
  const sent = NOW;
  const call = { kind: 'add', n: 1, nonce: 'x', at: sent, deadline: sent + 180 * SECOND } as const;
  const unknown = { ...call, answer: 'unknown', answeredAt: sent + 20 * SECOND } as const;
  const stored = (changed: Partial<Row> = {}): Row =>
    row({ state: 'submitting', since: sent, call, lineage: owned(), ...changed });
  const cancelled = detail({ state: 'CANCELLED' });
  const look = (now: number, steps: readonly StepFacts[] = []) =>
    stuck({ at: now, root: cancelled, steps: [...steps, cancelled] });
  const mark = (id: string, n = 1) => step({ id, state: 'RUNNING', args: markedArgs(n), createdAt: sent });

  test('S4: the marker is found', () => {
    const next = moved(at(sent + SECOND, look(sent + SECOND, [mark('s-A')]), stored()));
    expect(next).toMatchObject({ state: 'verifying', lineage: { submissions: [{ n: 1, stepId: 's-A', at: sent }] } });
    expect(next.call).toBeUndefined();
  });

  test('S5: waits 120 s from the recorded unknown answer, or from the certain death of a sender that recorded nothing', () => {
    const afterAnswer = sent + 20 * SECOND + 120 * SECOND;
    expect(at(afterAnswer - 1, look(afterAnswer - 1), stored({ call: unknown })).kind).toBe('wait');
    expect(at(afterAnswer, look(afterAnswer), stored({ call: unknown })).kind).toBe('move');
    const afterDeath = call.deadline + 120 * SECOND;
    expect(at(afterDeath - 1, look(afterDeath - 1), stored()).kind).toBe('wait');
    expect(at(afterDeath, look(afterDeath), stored()).kind).toBe('move');
  });

  test('S5: an incomplete scan is no miss', () => {
    const now = call.deadline + 120 * SECOND;
    const obs = { ...look(now), scan: { at: now, value: { steps: [], complete: false } } };
    expect(at(now, obs, stored()).kind).toBe('wait');
  });

  test('S7: two complete scans without the marker, 30 s apart, are held and paged: nobody knows', () => {
    const first = call.deadline + 120 * SECOND;
    const once = moved(at(first, look(first), stored()));
    expect(once).toMatchObject({ state: 'submitting', lineage: { misses: [first] } });
    expect(at(first + 29 * SECOND, look(first + 29 * SECOND), once).kind).toBe('wait');
    const held = moved(at(first + 30 * SECOND, look(first + 30 * SECOND), once));
    expect(held).toMatchObject({ state: 'held', reason: 'submit-ambiguous' });
    expect(pages(at(first + MINUTE, look(first + MINUTE), held))).toEqual(['held:submit-ambiguous']);
  });

  test('S4: the marker is still adopted after the first miss', () => {
    const now = call.deadline + 150 * SECOND;
    const once = stored({ lineage: owned({ misses: [now - 30 * SECOND] }) });
    expect(moved(at(now, look(now, [mark('s-A')]), once)).state).toBe('verifying');
  });
});

describe('verifying', () => {
  const since = NOW;
  const submissions = [{ n: 1, stepId: 's-A', at: since }];
  const stored = (changed: Partial<Lineage> = {}): Row =>
    row({ state: 'verifying', since, lineage: owned({ submissions, ...changed }) });
  const cancelled = detail({ state: 'CANCELLED' });
  const marked = (state: StepFacts['state']) =>
    detail({ id: 's-A', state, args: markedArgs(), createdAt: since, startedAt: since });
  const look = (now: number, state: StepFacts['state'], changed: Parameters<typeof stuck>[0] = {}) =>
    stuck({ at: now, root: cancelled, attempt: marked(state), steps: [marked(state), cancelled], ...changed });
  /** 327 executors of 30,720 MiB and an application master. */
  const tuned = { ...FAT_POINT, memoryAllocatedMB: 327 * 30_720 + 896, containersAllocated: 328 };
  const running = (now: number, point: typeof tuned, count: number) =>
    look(now, 'RUNNING', { points: points(now, count, point).filter((one) => one.at >= since) });

  test('V1: PENDING waits', () => {
    const now = since + 10 * MINUTE;
    expect(at(now, look(now, 'PENDING'), stored()).kind).toBe('wait');
  });

  test('V1: pages when nothing has run for a quarter of an hour', () => {
    const now = since + 15 * MINUTE + SECOND;
    expect(pages(at(now, look(now, 'PENDING'), stored()))).toEqual(['slot-stuck']);
    const busy = look(now, 'PENDING', { steps: [marked('PENDING'), step({ id: 's-P' }), cancelled] });
    expect(at(now, busy, stored()).kind).toBe('wait');
  });

  test('V2: containers of another size close it, and the job is remembered', () => {
    const now = since + 30 * MINUTE;
    const next = moved(
      at(now, running(now, { ...tuned, containersAllocated: 83, memoryAllocatedMB: 9_840_896 }, 4), stored()),
    );
    expect(next).toMatchObject({ state: 'closed', reason: 'ineffective:overridden' });
    expect(at(now, look(now, 'RUNNING'), next).first).toContainEqual({ kind: 'overridden', jobKey: 'job-1' });
  });

  test('V2: one point, or an average of too few containers, decides nothing', () => {
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

  test('V3: notes that it was applied and that it improved', () => {
    const now = since + 30 * MINUTE;
    const next = moved(at(now, running(now, tuned, 4), stored()));
    expect(next).toMatchObject({ state: 'verifying', lineage: { applied: true, improved: true } });
    expect(at(now, running(now, tuned, 4), next).kind).toBe('wait');
  });

  const reasons = (obs: Observation, now: number, changed: Partial<Lineage> = {}): string[] => {
    const told: string[] = [];
    let stored_ = stored({ runningSince: since, ...changed });
    for (let looks = 0; looks < 3; looks++) {
      const action = at(now, obs, stored_);
      told.push(action.reason);
      if (action.kind !== 'move') break;
      stored_ = action.row;
    }
    return [...new Set(told)];
  };

  test('V3: says what was measured, and says it still when nothing is read any more', () => {
    const now = since + 30 * MINUTE;
    const told = 'containers of 30,720 MB as submitted; memory 99.7 %, cores 99.7 %: improved';
    expect(reasons(running(now, tuned, 4), now)).toEqual([told]);
    const next = moved(at(now, running(now, tuned, 4), stored()));
    const blind = look(now, 'RUNNING', { obs: { metrics: undefined, instances: undefined } });
    expect(at(now, blind, next)).toMatchObject({ kind: 'wait', reason: told });
  });

  test('V3: says first that nothing is measured, and of one point only what one point shows', () => {
    expect(reasons(running(since + 4 * MINUTE, tuned, 1), since + 4 * MINUTE)).toEqual([
      'the submission runs, nothing is measured yet',
    ]);
    expect(reasons(running(since + 12 * MINUTE, tuned, 1), since + 12 * MINUTE)).toEqual([
      'containers of 30,720 MB seen, 30,720 MB submitted',
    ]);
  });

  test('V3: no verdict on cores before the size by which they are counted is known to be in force', () => {
    const now = since + 12 * MINUTE;
    // 574 slim executors that the application asked for itself would count as 2,296 cores.
    const slim = { ...tuned, containersAllocated: 575, memoryAllocatedMB: 574 * 17_000 + 896 };
    expect(moved(at(now, running(now, slim, 1), stored())).lineage?.improved).toBeUndefined();
  });

  test('V3: names both sizes where the containers are not quite what was submitted', () => {
    const now = since + 30 * MINUTE;
    const rounded = { ...tuned, memoryAllocatedMB: 327 * 30_700 + 896 };
    expect(reasons(running(now, rounded, 4), now)[0]).toMatch(/^containers of 30,700 MB for the 30,720 MB submitted; /);
  });

  test('V2: shows the size that was measured beside the one that was submitted', () => {
    const now = since + 30 * MINUTE;
    const fat = { ...tuned, containersAllocated: 83, memoryAllocatedMB: 9_840_896 };
    expect(at(now, running(now, fat, 4), stored()).report.arithmetic).toEqual([
      'containers of 120,000 MB, not of the 30,720 MB submitted',
    ]);
  });

  test('V2: figures with a second application on the cluster say nothing of the submission', () => {
    const now = since + 30 * MINUTE;
    const mixed = { ...tuned, containersAllocated: 83, memoryAllocatedMB: 9_840_896 };
    for (const appsRunning of [2, undefined]) {
      const next = moved(at(now, running(now, { ...mixed, appsRunning: appsRunning as number }, 4), stored()));
      expect(next.state).toBe('verifying');
      expect(next.lineage).toMatchObject({ applied: undefined, improved: undefined });
    }
  });

  test('V3: no verdict while the executors are still being started', () => {
    const now = since + 30 * MINUTE;
    const early = { ...tuned, containersAllocated: 40, memoryAllocatedMB: 39 * 30_720 + 896, containersPending: 288 };
    expect(moved(at(now, running(now, early, 4), stored())).lineage?.improved).toBeUndefined();
    // Nothing more is asked for: the memory is free because the job needs no more.
    const content = { ...early, containersPending: 0 };
    expect(moved(at(now, running(now, content, 4), stored())).lineage?.improved).toBe(true);
  });

  // Seen on a real YARN: 7 of 15 executors held, none asked for, and a second later the next round of requests.
  test('V3: no verdict on points of the first ten minutes, in which few executors may be a job that starts', () => {
    const between = { ...tuned, containersAllocated: 40, memoryAllocatedMB: 39 * 30_720 + 896, containersPending: 0 };
    const early = since + 14 * MINUTE;
    const next = moved(at(early, running(early, between, 2), stored()));
    expect(next.lineage).toMatchObject({ applied: true, improved: undefined });
    const late = since + 25 * MINUTE;
    expect(moved(at(late, running(late, between, 3), stored())).lineage?.improved).toBe(true);
    // Cores that hold tasks cannot be mistaken.
    expect(moved(at(early, running(early, tuned, 2), stored())).lineage?.improved).toBe(true);
  });

  test('V3: no verdict where the cores of the cluster are not known', () => {
    const now = since + 30 * MINUTE;
    const blind = { ...running(now, tuned, 4), instances: undefined };
    expect(moved(at(now, blind, stored())).lineage?.improved).toBeUndefined();
  });

  test('V3: notes that it did not improve after three points', () => {
    const now = since + 30 * MINUTE;
    // Applied, but only a third of the executors came: 400 of 1,312 cores at 97.7 % of memory.
    const poor = {
      ...tuned,
      memoryTotalMB: 3_140_000,
      containersAllocated: 101,
      memoryAllocatedMB: 100 * 30_720 + 896,
    };
    expect(moved(at(now, running(now, poor, 4), stored())).lineage).toMatchObject({ improved: false });
  });

  test.each([
    [true, 'improved'],
    [false, 'not-improved'],
    [undefined, 'unknown'],
  ])('V4: COMPLETED with improved=%s closes as %s', (improved, reason) => {
    expect(moved(at(NOW, look(NOW, 'COMPLETED'), stored({ improved })))).toMatchObject({ state: 'closed', reason });
  });

  test('V5: CANCELLED by somebody else is final', () => {
    expect(moved(at(NOW, look(NOW, 'CANCELLED'), stored()))).toMatchObject({
      state: 'closed',
      reason: 'cancelled-by-other',
    });
  });

  test('V5: and a person is told, because R has not completed', () => {
    const next = moved(at(NOW, look(NOW, 'CANCELLED'), stored()));
    expect(pages(at(NOW, look(NOW, 'CANCELLED'), next))).toEqual(['cancelled-by-other']);
  });

  test('X1: CANCELLED because the cluster ends is a loss, nobody’s decision', () => {
    const obs = look(NOW, 'CANCELLED', { cluster: { state: 'TERMINATING' } });
    const next = moved(at(NOW, obs, stored()));
    expect(next).toMatchObject({ state: 'closed', reason: 'lost:cluster-gone' });
    expect(pages(at(NOW, obs, next))).toEqual(['lost:cluster-gone']);
  });

  test.each(['FAILED', 'INTERRUPTED'] as const)('V7: %s closes and pages', (state) => {
    const next = moved(at(NOW, look(NOW, state), stored()));
    expect(next).toMatchObject({ state: 'closed', reason: 'failed' });
    expect(pages(at(NOW, look(NOW, state), next))).toEqual(['failed']);
  });

  test('V8: two submissions of different number are held', () => {
    const two = [marked('RUNNING'), step({ id: 's-A2', state: 'PENDING', args: markedArgs(2) }), cancelled];
    expect(moved(at(NOW, look(NOW, 'RUNNING', { steps: two }), stored()))).toMatchObject({
      state: 'held',
      reason: 'two-submissions',
    });
  });

  test('V9: two steps of one number are a person’s copy: held, never cancelled', () => {
    const two = [marked('RUNNING'), step({ id: 's-COPY', state: 'PENDING', args: markedArgs(1) }), cancelled];
    expect(moved(at(NOW, look(NOW, 'RUNNING', { steps: two }), stored()))).toMatchObject({
      state: 'held',
      reason: 'foreign-copy',
    });
  });

  test('V10: after a day nobody looks any more', () => {
    const now = since + 24 * 60 * MINUTE + SECOND;
    expect(moved(at(now, look(now, 'RUNNING'), stored()))).toMatchObject({ state: 'closed', reason: 'unknown' });
  });

  test('V10: pages where it was not even running after a day, or could not be read', () => {
    const now = since + 24 * 60 * MINUTE + SECOND;
    const unread = stuck({ at: now, root: cancelled, steps: [cancelled], obs: { attempt: undefined } });
    for (const obs of [look(now, 'PENDING'), unread]) {
      const next = moved(at(now, obs, stored()));
      expect(next).toMatchObject({ state: 'closed', reason: 'unknown:not-seen-running' });
      expect(pages(at(now, obs, next))).toEqual(['unknown:not-seen-running']);
    }
  });

  test('waits while the submission cannot be read', () => {
    const obs = stuck({ root: cancelled, steps: [cancelled], obs: { attempt: undefined } });
    expect(at(NOW, obs, stored()).kind).toBe('wait');
  });
});

describe('a cluster that ends', () => {
  const ending = { cluster: { state: 'TERMINATING' } } as const;
  const submissions = [{ n: 1, stepId: 's-A', at: NOW }];

  test.each(['cancelling', 'fencing', 'submitting', 'verifying'] as const)(
    'X1: in %s the job is lost, and paged',
    (state) => {
      const stored = row({
        state,
        since: NOW,
        lineage: owned({ submissions, seenCancelledAt: NOW, cancelFirstAt: NOW }),
      });
      const root = detail({ state: state === 'cancelling' ? 'RUNNING' : 'CANCELLED' });
      const next = moved(at(NOW, stuck({ ...ending, root, steps: [root] }), stored));
      expect(next).toMatchObject({ state: 'closed', reason: 'lost:cluster-gone' });
      expect(pages(at(NOW, stuck(ending), next))).toEqual(['lost:cluster-gone']);
    },
  );

  test('X1: what has completed is not lost', () => {
    const attempt = detail({ id: 's-A', state: 'COMPLETED', args: markedArgs() });
    const stored = row({ state: 'verifying', since: NOW, lineage: owned({ submissions }) });
    expect(moved(at(NOW, stuck({ ...ending, attempt, steps: [] }), stored)).reason).toBe('unknown');
    const cancelling = row({ state: 'cancelling', since: NOW, lineage: owned() });
    expect(moved(at(NOW, stuck({ ...ending, root: detail({ state: 'COMPLETED' }) }), cancelling)).reason).toBe(
      'aborted:finished-first',
    );
  });
});

describe('held and closed', () => {
  test('H1: pages once and then only waits, whatever it sees', () => {
    const stored = row({ state: 'held', reason: 'cancel-stuck', lineage: owned() });
    const action = at(NOW, stuck(), stored);
    expect(pages(action)).toEqual(['held:cancel-stuck']);
    const next = moved(action);
    expect(next.state).toBe('held');
    for (const obs of [stuck(), stuck({ obs: { mode: 'off' } }), stuck({ root: detail({ state: 'COMPLETED' }) })]) {
      expect(at(NOW, obs, next)).toMatchObject({ kind: 'wait' });
    }
  });

  const judged = (...kinds: string[]) => kinds.map((outcome, i) => ({ at: START + i, root: `s-${i}`, outcome }));
  const closing = (outcomes: Row['outcomes'], reason = 'not-improved') =>
    at(NOW, stuck(), row({ state: 'closed', reason, lineage: owned(), outcomes }));

  test('K1: pages when this outcome trips the breaker, and not again after it', () => {
    expect(pages(closing(judged('not-improved', 'improved')))).toEqual([]);
    expect(pages(closing(judged('not-improved', 'not-improved')))).toEqual(['breaker']);
    expect(pages(closing(judged('not-improved', 'not-improved', 'not-improved')))).toEqual([]);
  });

  test('K1: aborted lineages do not push what the breaker counts out of the row', () => {
    let outcomes: Row['outcomes'] = judged('not-improved', 'not-improved');
    for (let i = 0; i < 20; i++) outcomes = moved(closing(outcomes, 'aborted:expired')).outcomes;
    expect(outcomes).toHaveLength(10);
    expect(pages(closing(outcomes))).toEqual(['breaker']);
  });

  test('K1: archives, gives the budget place back, starts the cooldown and watches again', () => {
    const stored = row({ state: 'closed', reason: 'improved', lineage: owned() });
    const action = at(NOW, stuck(), stored);
    expect(action.first).toMatchObject([
      { kind: 'archive', clusterId: CLUSTER, outcome: 'improved' },
      { kind: 'release', clusterId: CLUSTER },
    ]);
    const next = moved(action);
    expect(next).toMatchObject({ state: 'watching', cooldownUntil: NOW + 60 * MINUTE });
    expect(next.outcomes).toEqual([{ at: NOW, root: ROOT, outcome: 'improved' }]);
    expect(next.lineage).toBeUndefined();
  });
});
