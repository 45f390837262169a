import { describe, expect, test } from 'vitest';
import { LEVER, type Observation, type Row, type StepFacts } from '../../../lib/remedy';
import { CLUSTER, detail, MINUTE, NOW, ROOT, row, SECOND, START, step, stuck } from '../support';
import { at, called, moved, opened, owned, pages } from './decisions';

describe('cancelling', () => {
  const since = NOW;
  const call = {
    kind: 'cancel',
    n: 1,
    nonce: 'x',
    silentAt: since + 180 * SECOND,
    repeatAt: since + 60 * SECOND,
  } as const;
  const accepted = { ...call, answer: 'accepted', silentAt: since } as const;
  const stored = (changed: Partial<Row> = {}): Row =>
    row({ state: 'cancelling', call, lineage: owned({ cancelFirstAt: since, cancelRequests: 1 }), ...changed });
  const seeing = (state: StepFacts['state'], now: number, changed: Partial<Observation> = {}) =>
    stuck({ at: now, root: detail({ state }), obs: changed });

  test('repeats the cancel, at most once a minute', () => {
    const soon = since + 59 * SECOND;
    expect(at(soon, seeing('RUNNING', soon), stored({ call: accepted })).kind).toBe('wait');
    const now = since + 60 * SECOND;
    for (const state of ['RUNNING', 'CANCEL_PENDING'] as const) {
      const { call: again, before } = called(at(now, seeing(state, now), stored({ call: accepted })));
      expect(again).toMatchObject({ kind: 'cancel', n: 2 });
      expect(before).toMatchObject({ state: 'cancelling', call: { n: 2, repeatAt: now + 60 * SECOND } });
      expect(before.lineage).toMatchObject({ maybeSent: true, earlierSettledAt: since + 180 * SECOND });
    }
  });

  test.each([
    ['the arguments have changed', { root: { at: since, value: detail({ fingerprint: 'another' }) } }],
    ['the lever is pulled', { lever: { at: since, value: LEVER.stop } }],
    ['the lever cannot be read', { lever: undefined }],
    ['the tag is gone', { cluster: stuck({ at: since, cluster: { tags: {} } }).cluster }],
  ] as const)('never repeats it when %s', (_, changed) => {
    const now = since + 5 * MINUTE;
    expect(at(now, seeing('RUNNING', now, changed), stored({ call: accepted })).kind).toBe('wait');
  });

  test('a request of which nothing is known sends nothing more until it has taken effect or never will', () => {
    const settled = since + (180 + 120 + 60) * SECOND;
    expect(at(settled - 1, seeing('RUNNING', settled - 1), stored())).toMatchObject({ kind: 'wait' });
    const back = moved(at(settled, seeing('RUNNING', settled), stored()));
    expect(back).toMatchObject({ state: 'intent', lineage: { maybeSent: true, cancelFirstAt: since } });
    expect(back.call).toBeUndefined();
    const unknown = { ...call, answer: 'unknown', silentAt: since + 20 * SECOND } as const;
    expect(
      moved(at(since + 200 * SECOND, seeing('RUNNING', since + 200 * SECOND), stored({ call: unknown }))).state,
    ).toBe('intent');
  });

  test('one that was turned away goes back only when earlier ones are settled', () => {
    const earlier = owned({ cancelFirstAt: since, maybeSent: true, earlierSettledAt: since + 200 * SECOND });
    const turnedAway = stored({ call: { ...call, n: 2, answer: 'throttled', silentAt: since }, lineage: earlier });
    expect(at(since + 199 * SECOND, seeing('RUNNING', since + 199 * SECOND), turnedAway).kind).toBe('wait');
    const back = moved(at(since + 200 * SECOND, seeing('RUNNING', since + 200 * SECOND), turnedAway));
    expect(back).toMatchObject({ state: 'intent', lineage: { maybeSent: true } });
  });

  test('a step that somebody else is cancelling gets no request of ours', () => {
    const turnedAway = stored({ call: { ...call, answer: 'refused' } });
    const now = since + 5 * MINUTE;
    expect(at(now, seeing('CANCEL_PENDING', now), turnedAway).kind).toBe('wait');
  });

  test('a step that had ended before the first request, by any clock, was somebody else’s', () => {
    const ended = (endedAt: number) => stuck({ at: since, root: detail({ state: 'CANCELLED', endedAt }), obs: {} });
    expect(moved(at(since, ended(since - 61 * SECOND), stored())).reason).toBe('aborted:cancelled-by-other');
    expect(moved(at(since, ended(since - 60 * SECOND), stored())).state).toBe('fencing');
  });

  test('a step of which it is not known when it ended, or when our first request was, may be our doing', () => {
    const now = since + MINUTE;
    expect(moved(at(now, seeing('CANCELLED', now), stored())).state).toBe('fencing');
    const old = stuck({ at: now, root: detail({ state: 'CANCELLED', endedAt: START }) });
    expect(moved(at(now, old, stored({ lineage: owned({ cancelRequests: 1 }) }))).state).toBe('fencing');
  });

  test('the reading of another step says nothing of this one', () => {
    const other = stuck({ at: since, root: detail({ id: 's-OTHER', state: 'CANCELLED' }) });
    expect(at(since, other, stored())).toMatchObject({ kind: 'wait', reason: 'the step could not be read' });
  });

  test('every request is told to the index before the row, with the time at which it has taken effect or never will', () => {
    const now = since + MINUTE;
    const { first } = called(at(now, seeing('CANCEL_PENDING', now), stored({ call: accepted })));
    const listing = { root: ROOT, cancelling: true, settledAt: now + (180 + 120 + 60) * SECOND };
    expect(first).toEqual([{ kind: 'list', clusterId: CLUSTER, listing }]);
  });

  test('the index is told when it goes back, and says still that a cancel was sent if one may have been', () => {
    const settledAt = since + (180 + 120 + 60) * SECOND;
    const lost = at(settledAt, seeing('RUNNING', settledAt), stored());
    const listing = { root: ROOT, cancelling: true, settledAt };
    expect(lost.first).toEqual([{ kind: 'list', clusterId: CLUSTER, listing }]);
    const refused = at(since, seeing('RUNNING', since), stored({ call: { ...call, answer: 'refused' } }));
    expect(refused.first).toEqual([
      { kind: 'list', clusterId: CLUSTER, listing: { root: ROOT, cancelling: false, settledAt: 0 } },
    ]);
  });

  test('a step that is being cancelled when nothing is open any more is asked again at once', () => {
    const lineage = owned({ cancelFirstAt: since, cancelRequests: 1, maybeSent: true });
    const now = since + MINUTE;
    const again = called(at(now, seeing('CANCEL_PENDING', now), stored({ call: undefined, lineage })));
    expect(again).toMatchObject({ call: { n: 2 }, before: { lineage: { maybeSent: true } } });
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

  test('with the mode lowered it only watches', () => {
    const now = since + 5 * MINUTE;
    expect(at(now, seeing('RUNNING', now, { mode: 'off' }), stored({ call: accepted }))).toMatchObject({
      kind: 'wait',
      reason: 'only watching the cancel: mode off never writes to EMR',
    });
  });

  test('with the mode lowered and every request answered without effect, nothing is owed', () => {
    const now = since + 5 * MINUTE;
    const refused = stored({ call: { ...call, answer: 'refused' } });
    const back = moved(at(now, seeing('RUNNING', now, { mode: 'advise' }), refused));
    expect(moved(at(now, stuck({ at: now, obs: { mode: 'advise' } }), back))).toMatchObject({
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
      expect(back).toMatchObject({ state: 'intent', lineage: { cancelRequests: 1, maybeSent: false } });
      expect(back.call).toBeUndefined();
      expect(back.lineage?.cancelFirstAt).toBeUndefined();

      const stuckStill = stuck({ at: now, root: detail({ startedAt: START + 5 * MINUTE }) });
      expect(called(at(now, stuckStill, back))).toMatchObject({
        call: { kind: 'cancel', n: 2 },
        before: {
          state: 'cancelling',
          call: { n: 2 },
          lineage: { cancelFirstAt: now, maybeSent: false },
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
    const now = NOW + 30 * MINUTE + SECOND;
    const back = { ...opened(), lineage: owned({ cancelRequests: 9 }) };
    const next = moved(at(now, stuck({ at: now }), back));
    expect(next).toMatchObject({ state: 'closed', reason: 'aborted:cancel-refused' });
    expect(next.pages.map(({ reason }) => reason)).toEqual(['aborted:cancel-refused']);
  });

  test('CANCELLED is noted and leads to the fence', () => {
    const now = since + 20 * SECOND;
    const next = moved(at(now, seeing('CANCELLED', now), stored()));
    expect(next).toMatchObject({ state: 'fencing', lineage: { fencedAt: now + 120 * SECOND } });
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
      lineage: owned({ cancelRequests: 2, maybeSent: true }),
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
    expect(next.pages.map(({ reason }) => reason)).toEqual(['aborted:failed-after-cancel']);
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
    expect(pages(at(now, seeing('RUNNING', now), next), next)).toEqual([]);
  });

  test('older than thirty minutes is held', () => {
    const now = since + 30 * MINUTE + SECOND;
    expect(moved(at(now, seeing('RUNNING', now), stored()))).toMatchObject({ state: 'held', reason: 'cancel-stuck' });
  });
});
