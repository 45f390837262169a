import { describe, expect, test } from 'vitest';
import { type Assessed, decide, judged, type Row } from '../../../lib/remedy';
import { CLUSTER, detail, FAT_POINT, MINUTE, NOW, POLICY, points, ROOT, SECOND, START, step, stuck } from '../support';
import { at, called, moved, opened, owned, pages } from './decisions';

describe('intent', () => {
  const stored = opened;
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
  ])('aborts when %s', (_, obs, reason) => {
    expect(moved(at(NOW, obs, stored()))).toMatchObject({ state: 'closed', reason });
  });

  test('aborts when the intent is older than half an hour', () => {
    const now = NOW + 30 * MINUTE;
    const still = stuck({ at: now, root: detail({ startedAt: START + 10 * MINUTE }) });
    expect(at(now, still, stored()).kind).toBe('call');
    expect(moved(at(now + 1, stuck({ at: now + 1 }), stored()))).toMatchObject({
      state: 'closed',
      reason: 'aborted:expired',
    });
  });

  test.each<[string, Partial<Assessed>]>([
    ['nothing is suspect any more', { suspect: false }],
    ['the figures explain it, and the cure is not confirmed', { tier: 'T1' }],
    ['no cure is known', { plan: undefined }],
  ])('aborts when %s, though no gate refuses', (_, changed) => {
    const { assessed, ...obs } = judged(stuck(), stored(), NOW, POLICY);
    const said = { ...obs, assessed: { ...assessed!, ...changed } };
    expect(moved(decide(said, stored(), NOW, POLICY))).toMatchObject({ state: 'closed', reason: 'aborted:no-finding' });
  });

  test('aborts when EMR or YARN would refuse the resubmission', () => {
    const refused = stuck({ obs: { prepared: { kind: 'refused', code: 'too-long' } } });
    expect(moved(at(NOW, refused, stored()))).toMatchObject({ state: 'closed', reason: 'aborted:limits' });
  });

  test('waits while the job does not say again what the lineage was opened on', () => {
    const asked = { applicationId: 'application_1_0001', startedAtMs: START };
    const lineage = owned({ payload: { ...owned().payload, asked } });
    expect(at(NOW, stuck(), { ...stored(), lineage })).toMatchObject({
      kind: 'wait',
      reason: 'the job does not say any more what was known of it',
    });
  });

  test('a step that failed by itself is nobody’s doing, and nobody is paged', () => {
    const action = at(NOW, stuck({ root: detail({ state: 'FAILED' }) }), stored());
    expect(moved(action).reason).toBe('aborted:step-failed');
    expect(pages(action)).toEqual([]);
  });

  test('logs the figures of the second look with whatever it decides', () => {
    for (const obs of [stuck(), stuck({ cluster: { tags: {} } })]) {
      const { report } = at(NOW, obs, stored());
      expect(report).toMatchObject({ root: ROOT, finding: 'stranded-cores', observed: { containers: 83 } });
    }
  });

  test('aborts when another configuration would be computed now', () => {
    const other = { ...stored(), lineage: owned({ plan: 'spark.executor.cores=5' }) };
    expect(moved(at(NOW, stuck(), other))).toMatchObject({ state: 'closed', reason: 'aborted:plan-changed' });
  });

  test('aborts when another fence would be chosen now', () => {
    const other = { ...stored(), lineage: owned({ fence: 'delay' }) };
    expect(moved(at(NOW, stuck(), other))).toMatchObject({ state: 'closed', reason: 'aborted:plan-changed' });
  });

  test('waits while a security configuration on which the guard rests cannot be read', () => {
    const cluster = { securityConfiguration: 'disks' };
    const security = { at: NOW, value: { kind: 'understood', parts: [] } } as const;
    const delayed = { ...stored(), lineage: owned({ fence: 'delay' }) };
    expect(at(NOW, stuck({ cluster, obs: { security } }), stored()).kind).toBe('call');
    expect(at(NOW, stuck({ cluster }), stored())).toMatchObject({
      kind: 'wait',
      reason: "the cluster's security configuration could not be read",
    });
    expect(at(NOW, stuck({ cluster }), delayed).kind).toBe('call');
    const tls = { at: NOW, value: { kind: 'understood', parts: ['in-transit-encryption'] } } as const;
    expect(moved(at(NOW, stuck({ cluster, obs: { security: tls } }), stored())).reason).toBe('aborted:plan-changed');
  });

  test('waits where the engine has said nothing', () => {
    expect(decide(stuck(), stored(), NOW, POLICY)).toMatchObject({ reason: 'not everything could be read' });
  });

  test('waits for no newer figures, and aborts where the period of the newest ended more than 20 minutes ago', () => {
    const root = detail({ startedAt: START - 15 * MINUTE });
    const seeing = (ageMinutes: number) =>
      at(later, stuck({ at: later, root, points: points(later - ageMinutes * MINUTE, 12, FAT_POINT) }), stored());
    expect(seeing(5).kind).toBe('call');
    expect(seeing(15).kind).toBe('call');
    expect(moved(seeing(20)).reason).toBe('aborted:stale-data');
  });

  test('waits while something cannot be read', () => {
    expect(at(NOW, stuck({ obs: { metrics: undefined } }), stored()).kind).toBe('wait');
    expect(at(NOW, stuck({ obs: { root: undefined } }), stored()).kind).toBe('wait');
  });

  test('waits while a reading is older than 30 s', () => {
    expect(at(NOW + 30 * SECOND, stuck(), stored()).kind).toBe('call');
    expect(at(NOW + 30 * SECOND + 1, stuck(), stored())).toMatchObject({
      kind: 'wait',
      reason: 'everything has to be read again',
    });
  });

  test.each(['cluster', 'groups', 'instances', 'autoTermination', 'scan', 'metrics'] as const)(
    'one answer of EMR or CloudWatch that is missing (%s) is no refusal',
    (part) => {
      expect(at(NOW, stuck({ obs: { [part]: undefined } }), stored())).toMatchObject({ kind: 'wait' });
    },
  );

  test('aborts when the cluster is about to end', () => {
    expect(moved(at(NOW, stuck({ cluster: { state: 'TERMINATING' } }), stored()))).toMatchObject({
      state: 'closed',
      reason: 'aborted:cluster-ending',
    });
  });

  test('everything read again and still true writes cancelling ahead of CancelSteps', () => {
    const { before, call } = called(at(later, stuck({ at: later }), stored()));
    expect(call).toEqual({ kind: 'cancel', clusterId: CLUSTER, stepId: ROOT, n: 1 });
    expect(before).toMatchObject({
      state: 'cancelling',
      call: { kind: 'cancel', n: 1, nonce: 'nonce-1', silentAt: later + 180 * SECOND },
    });
    expect(before.lineage).toMatchObject({
      cancelFirstAt: later,
      cancelRequests: 1,
      attemptFingerprint: 'fingerprint-of-attempt',
    });
  });

  test('says in the index that a cancel may be sent, before the row does', () => {
    const { first } = called(at(later, stuck({ at: later }), stored()));
    const settledAt = later + (180 + 120 + 60) * SECOND;
    const listing = { root: ROOT, cancelling: true, settledAt };
    expect(first).toEqual([{ kind: 'list', clusterId: CLUSTER, listing, firstCancel: true }]);
  });

  test.each(['lever', 'cluster', 'scan'] as const)('nothing is sent on a reading (%s) of more than 30 s', (part) => {
    const obs = stuck({ at: later });
    const { freshUntil } = called(at(later, obs, stored()));
    expect(freshUntil).toBe(later + 30 * SECOND);
    const old = { ...obs, [part]: { ...obs[part], at: later - 10 * SECOND } };
    expect(called(at(later, old, stored())).freshUntil).toBe(later + 20 * SECOND);
  });
});

describe('an intent to which an earlier request to cancel may still have done something', () => {
  const stored = (): Row => ({
    ...opened(),
    lineage: owned({ maybeSent: true, cancelFirstAt: NOW, deadlines: opened().lineage!.deadlines }),
  });
  const seeing = (state: Parameters<typeof detail>[0] = {}) => stuck({ root: detail(state) });

  test('finds the step cancelled: by whom nobody can tell', () => {
    expect(moved(at(NOW, seeing({ state: 'CANCELLED' }), stored()))).toMatchObject({
      state: 'held',
      reason: 'cancel-unexplained',
      pages: [{ reason: 'held:cancel-unexplained' }],
    });
  });

  test.each([
    ['COMPLETED', 'aborted:finished-first', []],
    ['FAILED', 'aborted:failed-after-cancel', ['aborted:failed-after-cancel']],
    ['INTERRUPTED', 'aborted:failed-after-cancel', ['aborted:failed-after-cancel']],
  ] as const)('finds it %s', (state, reason, paged) => {
    const next = moved(at(NOW, seeing({ state }), stored()));
    expect(next).toMatchObject({ state: 'closed', reason });
    expect(next.pages.map((page) => page.reason)).toEqual(paged);
  });

  test('finds it being cancelled', () => {
    const next = moved(at(NOW, seeing({ state: 'CANCEL_PENDING' }), stored()));
    expect(next.state).toBe('cancelling');
    expect(next.lineage?.deadlines.cancelling).toEqual({ pageAt: NOW + 10 * MINUTE, endAt: NOW + 30 * MINUTE });
  });

  test('finds its cluster ending: the job may be lost by our request', () => {
    const action = at(NOW, stuck({ cluster: { state: 'TERMINATING' } }), stored());
    expect(moved(action)).toMatchObject({ state: 'closed', reason: 'lost:cluster-gone' });
    expect(pages(action)).toEqual(['lost:cluster-gone']);
  });

  test('only watches where a gate refuses, where the arguments changed, and where it cannot be read', () => {
    const queued = stuck({ steps: [step({ id: 's-P', state: 'PENDING' }), detail()] });
    const watched = [queued, seeing({ fingerprint: 'another' }), stuck({ obs: { root: undefined } })];
    expect(watched.map((obs) => at(NOW, obs, stored()))).toMatchObject([
      { kind: 'wait', reason: 'an earlier cancel is only watched: successors' },
      { kind: 'wait', reason: 'an earlier cancel is only watched: arguments-changed' },
      { kind: 'wait', reason: 'the step could not be read' },
    ]);
  });

  test('is held after half an hour', () => {
    const now = NOW + 30 * MINUTE;
    expect(at(now, stuck({ at: now }), stored()).kind).not.toBe('move');
    expect(moved(at(now + 1, stuck({ at: now + 1 }), stored()))).toMatchObject({
      state: 'held',
      reason: 'cancel-unexplained',
    });
    const timeless = { ...stored(), lineage: owned({ maybeSent: true, cancelFirstAt: NOW, deadlines: {} }) };
    expect(moved(at(NOW, seeing(), timeless)).reason).toBe('cancel-unexplained');
  });

  test('cancels again where every gate lets pass, and remembers the first request', () => {
    const { before } = called(at(later(NOW), stuck({ at: later(NOW) }), stored()));
    expect(before.lineage).toMatchObject({ cancelFirstAt: NOW, maybeSent: true });
  });
});

const later = (now: number): number => now + 20 * SECOND;
