import { describe, expect, test } from 'vitest';
import type { Row } from '../../../lib/remedy';
import { CLUSTER, detail, FAT_POINT, MINUTE, NOW, points, ROOT, SECOND, START, step, stuck } from '../support';
import { at, called, moved, opened, owned } from './decisions';

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
  ])('aborts when %s', (_, obs, reason) => {
    expect(moved(at(NOW, obs, stored()))).toMatchObject({ state: 'closed', reason });
  });

  test('aborts when the intent is older than half an hour', () => {
    const now = NOW + 31 * MINUTE;
    expect(moved(at(now, stuck({ at: now }), stored()))).toMatchObject({ state: 'closed', reason: 'aborted:expired' });
  });

  test('aborts when another configuration would be computed now', () => {
    const other = { ...stored(), lineage: owned({ changes: [{ key: 'spark.executor.cores', to: '5' }] }) };
    expect(moved(at(NOW, stuck(), other))).toMatchObject({ state: 'closed', reason: 'aborted:plan-changed' });
  });

  test('waits while the newest point is older than a period', () => {
    const root = detail({ startedAt: START - 15 * MINUTE });
    const obs = stuck({ at: later, root, points: points(later - 5 * MINUTE, 12, FAT_POINT) });
    expect(at(later, obs, stored())).toMatchObject({ kind: 'wait', reason: 'the newest point is older than a period' });
  });

  test('waits while something cannot be read', () => {
    expect(at(NOW, stuck({ obs: { metrics: undefined } }), stored()).kind).toBe('wait');
    expect(at(NOW, stuck({ obs: { root: undefined } }), stored()).kind).toBe('wait');
  });

  test('waits while a reading is older than 30 s or older than the intent', () => {
    expect(at(NOW + 31 * SECOND, stuck(), stored())).toMatchObject({
      kind: 'wait',
      reason: 'everything has to be read again',
    });
    const before = { ...stored(), since: NOW + 5 * SECOND };
    expect(at(NOW + 6 * SECOND, stuck(), before).kind).toBe('wait');
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
      since: later,
      call: { kind: 'cancel', n: 1, nonce: 'nonce-1', at: later },
    });
    expect(before.lineage).toMatchObject({ cancelFirstAt: later, cancelRequests: 1 });
  });
});
