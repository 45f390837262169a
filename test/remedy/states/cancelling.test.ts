import { describe, expect, test } from 'vitest';
import type { Observation, Row, StepFacts } from '../../../lib/remedy';
import { detail, MINUTE, NOW, row, SECOND, START, step, stuck } from '../support';
import { at, called, moved, opened, owned, pages } from './decisions';

describe('cancelling', () => {
  const since = NOW;
  const call = { kind: 'cancel', n: 1, nonce: 'x', at: since, deadline: since + 180 * SECOND } as const;
  const stored = (changed: Partial<Row> = {}): Row =>
    row({ state: 'cancelling', since, call, lineage: owned({ cancelFirstAt: since, cancelRequests: 1 }), ...changed });
  const seeing = (state: StepFacts['state'], now: number, changed: Partial<Observation> = {}) =>
    stuck({ at: now, root: detail({ state }), obs: changed });

  test('repeats the cancel, at most once a minute', () => {
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

  test('never aborts once a cancel may have taken effect, whatever the gates say', () => {
    const now = since + 20 * SECOND;
    const hopeless = {
      ...seeing('RUNNING', now),
      cluster: stuck({ at: now, cluster: { tags: { 'emr-autotune': 'off' } } }).cluster,
    };
    for (const answer of [undefined, 'accepted', 'unknown'] as const) {
      expect(at(now, hopeless, stored({ call: { ...call, answer } }))).toMatchObject({ kind: 'wait' });
    }
  });

  test('with the lever pulled it only watches', () => {
    const now = since + 5 * MINUTE;
    expect(at(now, seeing('RUNNING', now, { mode: 'off' }), stored())).toMatchObject({
      kind: 'wait',
      reason: 'the lever is pulled: only watching the cancel',
    });
  });

  test('with the lever pulled and every request answered without effect, nothing is owed', () => {
    const now = since + 5 * MINUTE;
    const refused = stored({ call: { ...call, answer: 'refused' } });
    expect(moved(at(now, seeing('RUNNING', now, { mode: 'advise' }), refused))).toMatchObject({
      state: 'closed',
      reason: 'aborted:mode',
    });
  });

  test.each(['throttled', 'refused', 'rejected'] as const)(
    'after a request that was %s nothing is sent again before another second look',
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

  test('a request that was turned away is made again after a minute, not before', () => {
    const soon = since + 20 * SECOND;
    const back = moved(at(soon, seeing('RUNNING', soon), stored({ call: { ...call, answer: 'throttled' } })));
    expect(at(soon, stuck({ at: soon }), back).kind).toBe('wait');
    const later = since + 60 * SECOND;
    const { before } = called(at(later, stuck({ at: later }), back));
    expect(before.notBefore).toBeUndefined();
  });

  test('when EMR takes no request for half an hour, nothing is owed and somebody is told', () => {
    const now = opened.since + 30 * MINUTE + SECOND;
    const back = { ...opened, lineage: owned({ cancelRequests: 9 }) };
    const next = moved(at(now, stuck({ at: now }), back));
    expect(next).toMatchObject({ state: 'closed', reason: 'aborted:cancel-refused' });
    expect(pages(at(now, stuck({ at: now }), next))).toEqual(['aborted:cancel-refused']);
  });

  test('CANCELLED is noted and leads to the fence', () => {
    const now = since + 20 * SECOND;
    const next = moved(at(now, seeing('CANCELLED', now), stored()));
    expect(next).toMatchObject({ state: 'fencing', since: now });
    expect(next.lineage?.seenCancelledAt).toBe(now);
  });

  test('CANCELLED after our only request was answered FAILED was somebody else', () => {
    const now = since + 20 * SECOND;
    const answered = stored({ call: { ...call, answer: 'rejected' } });
    expect(moved(at(now, seeing('CANCELLED', now), answered))).toMatchObject({
      state: 'closed',
      reason: 'aborted:cancelled-by-other',
    });
  });

  test('but not if an earlier request may have taken effect', () => {
    const now = since + 2 * MINUTE;
    const second = stored({
      call: { ...call, n: 2, answer: 'rejected' },
      lineage: owned({ cancelRequests: 2, cancelMayHaveTakenEffect: true }),
    });
    expect(moved(at(now, seeing('CANCELLED', now), second)).state).toBe('fencing');
  });

  test('COMPLETED finished first', () => {
    expect(moved(at(NOW, seeing('COMPLETED', NOW), stored()))).toMatchObject({
      state: 'closed',
      reason: 'aborted:finished-first',
    });
  });

  test.each(['FAILED', 'INTERRUPTED'] as const)('%s closes and pages, because our signal may be the cause', (state) => {
    const next = moved(at(NOW, seeing(state, NOW), stored()));
    expect(next).toMatchObject({ state: 'closed', reason: 'aborted:failed-after-cancel' });
    expect(pages(at(NOW, stuck(), next))).toEqual(['aborted:failed-after-cancel']);
  });

  test('unreadable waits', () => {
    expect(at(NOW, stuck({ obs: { root: undefined } }), stored())).toMatchObject({ kind: 'wait' });
  });

  test('older than ten minutes pages once and goes on', () => {
    const now = since + 10 * MINUTE + SECOND;
    const action = at(now, seeing('RUNNING', now), stored());
    expect(pages(action)).toEqual(['cancel-slow']);
    const next = moved(action);
    expect(next.state).toBe('cancelling');
    expect(pages(at(now, seeing('RUNNING', now), next))).toEqual([]);
  });

  test('older than thirty minutes is held', () => {
    const now = since + 30 * MINUTE + SECOND;
    expect(moved(at(now, seeing('RUNNING', now), stored()))).toMatchObject({ state: 'held', reason: 'cancel-stuck' });
  });
});
