import { describe, expect, test } from 'vitest';
import {
  type Action,
  decide,
  judged,
  LEVER,
  type Lineage,
  type Observation,
  type Row,
  type StepFacts,
} from '../../lib/remedy';
import { brokenRule } from '../../lib/remedy/invariants';
import { sceneOf } from '../../lib/remedy/states/moves';
import { called, opened, owned } from './states/decisions';
import { detail, MINUTE, markedArgs, NOW, POLICY, row, step, stuck } from './support';

const broken = (obs: Observation, stored: Row, action: Action): string | undefined =>
  brokenRule(sceneOf(obs, stored, stored.lineage ?? owned(), NOW, POLICY), action);

const page = { reason: 'cancel-slow', at: NOW } as const;
const cancelled = detail({ state: 'CANCELLED', endedAt: NOW - 5 * MINUTE });
const sent = { kind: 'cancel', n: 1, nonce: 'x', silentAt: NOW, repeatAt: NOW, answer: 'accepted' } as const;
const lineageSent = (changed: Partial<Lineage> = {}): Lineage =>
  owned({ cancelFirstAt: NOW - 10 * MINUTE, cancelRequests: 1, ...changed });

/** The request to cancel, as it is made. */
function cancelling() {
  const stored = { ...opened(), pages: [page] };
  const obs = stuck();
  return { obs, stored, action: called(decide(judged(obs, stored, NOW, POLICY), stored, NOW, POLICY)) };
}

/** The submission, as it is made. */
function submitting() {
  const stored = row({ state: 'fencing', lineage: lineageSent({ fencedAt: NOW }), pages: [page] });
  const obs = stuck({ root: cancelled });
  return { obs, stored, action: called(decide(obs, stored, NOW, POLICY)) };
}

const move = (next: Row): Action => ({
  kind: 'move',
  row: next,
  reason: 'x',
  report: { refusals: [], arithmetic: [] },
});

describe('a request', () => {
  test.each([cancelling, submitting])('as it is made breaks no rule', (made) => {
    const { obs, stored, action } = made();
    expect(broken(obs, stored, action)).toBeUndefined();
  });

  test.each([cancelling, submitting])(
    'has to be written ahead as it is made, by this look, with its answer open',
    (made) => {
      const { obs, stored, action } = made();
      const { call } = action.before;
      const kind = call!.kind === 'add' ? ('cancel' as const) : ('add' as const);
      const writes = [
        undefined,
        { ...call!, kind },
        { ...call!, n: 7 },
        { ...call!, nonce: 'x' },
        { ...call!, answer: 'unknown' as const },
      ];
      for (const written of writes)
        expect(broken(obs, stored, { ...action, before: { ...action.before, call: written } })).toBe('no-write-ahead');
    },
  );

  test.each([cancelling, submitting])('needs consent at this moment', (made) => {
    const { obs, stored, action } = made();
    const pulled = { at: NOW, value: LEVER.stop };
    for (const changed of [
      { lever: pulled },
      { lever: undefined },
      { mode: 'advise' as const },
      { cluster: undefined },
    ])
      expect(broken({ ...obs, ...changed }, stored, action)).toBe('no-consent');
  });

  test('to cancel names the root step, as it was fingerprinted', () => {
    const { obs, stored, action } = cancelling();
    const call = { kind: 'cancel', clusterId: obs.clusterId, stepId: 's-OTHER', n: 1 } as const;
    expect(broken(obs, stored, { ...action, call })).toBe('cancel-of-another-step');
    const changed = { ...obs, root: { at: NOW, value: detail({ fingerprint: 'another' }) } };
    expect(broken(changed, stored, action)).toBe('cancel-of-another-step');
  });

  test('to submit follows CANCELLED, with what was fingerprinted before the cancel and is named in the index', () => {
    const { obs, stored, action } = submitting();
    const running = { ...obs, root: { at: NOW, value: detail() } };
    expect(broken(running, stored, action)).toBe('submitted-before-cancelled');
    const { prepared } = obs;
    if (prepared?.kind !== 'built') throw new Error('nothing is built');
    for (const other of [undefined, { ...prepared, fingerprint: 'another' }, { kind: 'refused', code: 'x' } as const])
      expect(broken({ ...obs, prepared: other }, stored, action)).toBe('submitted-other-work');
    for (const claim of [undefined, { ...action.claim!, claim: { count: 1, nonce: 'x' } }])
      expect(broken(obs, stored, { ...action, claim })).toBe('no-write-ahead');
  });
});

describe('a rollback', () => {
  const submissions = [{ n: 1, stepId: 's-A' }];
  const stored = () =>
    row({ state: 'fencing', lineage: lineageSent({ attempt: 2, submissions, fencedAt: NOW, fence: 'guard' }) });
  const attempt = (state: StepFacts['state']) => step({ id: 's-A', state, args: markedArgs() });
  const listing = (...steps: readonly StepFacts[]) => stuck({ root: cancelled, steps: [...steps, cancelled] });
  const action = () => called(decide(listing(attempt('FAILED')), stored(), NOW, POLICY));

  test('follows an attempt that has FAILED, whatever its changes were', () => {
    expect(broken(listing(attempt('FAILED')), stored(), action())).toBeUndefined();
    expect(action().reason).toBe('the resubmission has failed: the step is submitted again as it was');
    expect(action().before.lineage?.rollbackFingerprint).toBe('fingerprint-of-attempt');
    const { lineage: next } = action().before;
    const other = {
      ...action(),
      before: { ...action().before, lineage: { ...next!, rollbackFingerprint: undefined } },
    };
    expect(broken(listing(attempt('FAILED')), stored(), other)).toBe('submitted-other-work');
  });

  test('follows no attempt that may run, has run, was cancelled by a person or is not seen', () => {
    for (const state of ['PENDING', 'RUNNING', 'CANCEL_PENDING', 'COMPLETED', 'CANCELLED', 'INTERRUPTED'] as const)
      expect([state, broken(listing(attempt(state)), stored(), action())]).toEqual([state, 'rolled-back-beside']);
    expect(broken(listing(), stored(), action())).toBe('rolled-back-beside');
    expect(broken(stuck({ root: cancelled, obs: { scan: undefined } }), stored(), action())).toBe('rolled-back-beside');
  });
});

describe('a row', () => {
  const cancellingRow = (): Row => row({ state: 'cancelling', call: sent, lineage: lineageSent(), pages: [page] });
  const obs = stuck();

  test('keeps the pages that are owed, and may owe more', () => {
    const stored = cancellingRow();
    expect(broken(obs, stored, move({ ...stored, pages: [] }))).toBe('page-dropped');
    expect(
      broken(obs, stored, move({ ...stored, pages: [page, { ...page, reason: 'held:cancel-stuck' }] })),
    ).toBeUndefined();
  });

  test('keeps its lineage, which is that of one step with one key, until it watches again', () => {
    const stored = cancellingRow();
    for (const changed of [{ root: 's-OTHER' }, { hmacKey: '22' }, { fingerprint: 'another' }])
      expect(broken(obs, stored, move({ ...stored, lineage: lineageSent(changed) }))).toBe('lineage-changed');
    expect(broken(obs, stored, move({ ...stored, lineage: undefined }))).toBe('lineage-changed');
    expect(broken(obs, stored, move({ ...stored, state: 'watching', lineage: undefined }))).toBeUndefined();
  });

  test('comes to the fence with a step that is CANCELLED, and to verifying with a listed step that runs the same', () => {
    const stored = cancellingRow();
    const fenced = move({ ...stored, state: 'fencing' });
    expect(broken(obs, stored, fenced)).toBe('fenced-before-cancelled');
    expect(broken(stuck({ obs: { root: undefined } }), stored, fenced)).toBe('fenced-before-cancelled');
    expect(broken(stuck({ root: cancelled }), stored, fenced)).toBeUndefined();
    // From a submission that is not there it goes back, whatever can be read.
    const unanswered = { ...stored, state: 'submitting' as const };
    expect(broken(stuck({ obs: { root: undefined } }), unanswered, fenced)).toBeUndefined();

    const attempt = detail({ id: 's-A', args: markedArgs() });
    const fencing = { ...stored, state: 'fencing' as const };
    const adopted = move({
      ...stored,
      state: 'verifying',
      lineage: lineageSent({ submissions: [{ n: 1, stepId: 's-A' }] }),
    });
    const listing = (...steps: readonly StepFacts[]) => stuck({ root: cancelled, steps });
    expect(broken(listing(attempt), fencing, adopted)).toBeUndefined();
    expect(broken(listing(), fencing, adopted)).toBe('adopted-other-work');
    expect(broken(listing({ ...attempt, fingerprint: 'another' }), fencing, adopted)).toBe('adopted-other-work');
    const unsubmitted = move({ ...stored, state: 'verifying', lineage: lineageSent() });
    expect(broken(listing(attempt), fencing, unsubmitted)).toBe('adopted-other-work');
    expect(broken(stuck({ root: cancelled, obs: { scan: undefined } }), fencing, adopted)).toBe('adopted-other-work');
    const another = { ...attempt, id: 's-A2' };
    expect(broken(listing(another), fencing, adopted)).toBe('adopted-other-work');
    // What was adopted once is not judged again by a list that may be older.
    expect(broken(listing(), { ...stored, state: 'verifying' }, adopted)).toBeUndefined();
  });

  test('is not given up while the step may still be cancelled by a request of ours', () => {
    const stored = cancellingRow();
    const closed = (reason?: string) => move({ ...stored, state: 'closed', reason });
    const given = (look: Observation, before: Row = stored, reason = 'aborted:no-finding') =>
      broken(look, before, closed(reason));
    for (const state of ['RUNNING', 'CANCEL_PENDING', 'PENDING'] as const)
      expect(given(stuck({ root: detail({ state }) }))).toBe('aborted-with-a-job-owed');
    expect(given(stuck({ obs: { root: undefined } }))).toBe('aborted-with-a-job-owed');
    expect(given(stuck(), { ...opened(), lineage: lineageSent({ maybeSent: true }), pages: [page] })).toBe(
      'aborted-with-a-job-owed',
    );

    expect(given(stuck({ root: detail({ state: 'COMPLETED' }) }))).toBeUndefined();
    expect(given(stuck(), stored, 'lost:cluster-gone')).toBeUndefined();
    expect(broken(stuck(), stored, closed())).toBeUndefined();
    expect(given(stuck(), { ...stored, call: { ...sent, answer: 'refused' } })).toBeUndefined();
    expect(broken(stuck(), stored, move({ ...stored, state: 'held', reason: 'cancel-stuck' }))).toBeUndefined();
  });
});

test('to wait breaks nothing', () => {
  const { stored } = submitting();
  const wait: Action = { kind: 'wait', until: NOW, reason: 'x', report: { refusals: [], arithmetic: [] } };
  expect(broken(stuck({ obs: { mode: 'off', root: undefined } }), stored, wait)).toBeUndefined();
});
