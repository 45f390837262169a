import { describe, expect, test } from 'vitest';
import type { Row } from '../../../lib/remedy';
import { CLUSTER, detail, FAT_POINT, MINUTE, NOW, points, ROOT, SECOND, START, step, stuck } from '../support';
import { at, called, moved, opened, owned } from './decisions';

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
    const now = NOW + 31 * MINUTE;
    expect(moved(at(now, stuck({ at: now }), stored()))).toMatchObject({ state: 'closed', reason: 'aborted:expired' });
  });

  test('aborts when another configuration would be computed now', () => {
    const other = { ...stored(), lineage: owned({ plan: 'spark.executor.cores=5' }) };
    expect(moved(at(NOW, stuck(), other))).toMatchObject({ state: 'closed', reason: 'aborted:plan-changed' });
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
    expect(at(NOW + 31 * SECOND, stuck(), stored())).toMatchObject({
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
  ] as const)('finds it %s', (state, reason, paged) => {
    const next = moved(at(NOW, seeing({ state }), stored()));
    expect(next).toMatchObject({ state: 'closed', reason });
    expect(next.pages.map((page) => page.reason)).toEqual(paged);
  });

  test('finds it being cancelled', () => {
    expect(moved(at(NOW, seeing({ state: 'CANCEL_PENDING' }), stored())).state).toBe('cancelling');
  });

  test('only watches where a gate refuses, where the arguments changed, and where it cannot be read', () => {
    const queued = stuck({ steps: [step({ id: 's-P', state: 'PENDING' }), detail()] });
    for (const obs of [queued, seeing({ fingerprint: 'another' }), stuck({ obs: { root: undefined } })]) {
      expect(at(NOW, obs, stored()).kind).toBe('wait');
    }
  });

  test('is held after half an hour', () => {
    const now = NOW + 30 * MINUTE + SECOND;
    expect(moved(at(now, stuck({ at: now }), stored()))).toMatchObject({ state: 'held', reason: 'cancel-unexplained' });
  });

  test('cancels again where every gate lets pass, and remembers the first request', () => {
    const { before } = called(at(later(NOW), stuck({ at: later(NOW) }), stored()));
    expect(before.lineage).toMatchObject({ cancelFirstAt: NOW, maybeSent: true });
  });
});

const later = (now: number): number => now + 20 * SECOND;
