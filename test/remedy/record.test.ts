import { describe, expect, test } from 'vitest';
import { type CallResult, record } from '../../lib/remedy';
import { lineage, MINUTE, NOW, POLICY, row, SECOND } from './support';

const THEN = NOW + SECOND;
const call = { kind: 'add', n: 1, nonce: 'x', silentAt: NOW + 180 * SECOND, repeatAt: NOW } as const;
const submitting = row({ state: 'submitting', call, lineage: lineage() });
const recorded = (result: CallResult, stored = submitting) => record(stored, result, THEN, POLICY);

describe('an answered AddJobFlowSteps', () => {
  test('done leads to verifying with the step id', () => {
    const next = recorded({ kind: 'done', stepId: 's-A' });
    expect(next).toMatchObject({
      state: 'verifying',
      call: { answer: 'accepted', silentAt: THEN },
      lineage: { submissions: [{ n: 1, stepId: 's-A' }] },
    });
  });

  test('done without a step id is unknown', () => {
    expect(recorded({ kind: 'done' })).toMatchObject({
      state: 'submitting',
      call: { answer: 'unknown', silentAt: THEN },
    });
  });

  test('throttled goes back to the fence, with a back-off of 5 s that doubles up to 60 s', () => {
    const waits = [0, 1, 2, 3, 4, 9].map((throttled) => {
      const stored = { ...submitting, lineage: lineage({ throttled }) };
      return ((recorded({ kind: 'noEffect', code: 'ThrottlingException' }, stored).notBefore ?? 0) - THEN) / SECOND;
    });
    expect(waits).toEqual([5, 10, 20, 40, 60, 60]);
    expect(recorded({ kind: 'noEffect', code: 'ThrottlingException' })).toMatchObject({
      state: 'fencing',
      lineage: { throttled: 1 },
    });
  });

  test.each(['no-time', 'look-too-old', 'actor-unavailable', 'not-claimed'])(
    '%s was never sent and comes again',
    (code) => {
      expect(recorded({ kind: 'noEffect', code })).toMatchObject({
        state: 'fencing',
        call: { answer: 'throttled' },
        lineage: { attempt: 1 },
      });
    },
  );

  test.each(['ThrottlingException', 'Throttling', 'TooManyRequestsException'])('%s says later', (code) => {
    expect(recorded({ kind: 'noEffect', code })).toMatchObject({ state: 'fencing', call: { answer: 'throttled' } });
  });

  test.each(['ValidationException', 'InvalidRequestException', 'AccessDeniedException'])(
    '%s is followed by the step as it was, and of that it is held',
    (code) => {
      const again = recorded({ kind: 'noEffect', code });
      expect(again).toMatchObject({ state: 'fencing', pages: [], lineage: { attempt: 2, submissions: [] } });
      // The index has to take the next submission for another one.
      expect(again.lineage?.throttled).toBe(1);
      const second = row({ ...again, state: 'submitting', call });
      expect(record(second, { kind: 'noEffect', code }, THEN, POLICY)).toMatchObject({
        state: 'held',
        reason: 'submit-refused',
        pages: [{ reason: 'held:submit-refused' }],
      });
    },
  );

  test('refused gives the step as it was a time of its own to be submitted and watched in', () => {
    const late = NOW + 29 * MINUTE;
    const { lineage: again } = record(submitting, { kind: 'noEffect', code: 'ValidationException' }, late, POLICY);
    expect(again?.deadlines).toEqual({
      intent: lineage().deadlines.intent,
      cancelling: lineage().deadlines.cancelling,
      fencing: { pageAt: late + 10 * MINUTE, endAt: late + 30 * MINUTE },
    });
  });

  test('unknown stays in submitting, with the time of the answer', () => {
    expect(recorded({ kind: 'unknown' })).toMatchObject({
      state: 'submitting',
      call: { answer: 'unknown', silentAt: THEN },
    });
  });
});

test.each([
  [{ kind: 'done', accepted: true }, 'accepted'],
  [{ kind: 'done', accepted: false }, 'rejected'],
  [{ kind: 'noEffect', code: 'ThrottlingException' }, 'throttled'],
  [{ kind: 'noEffect', code: 'AccessDeniedException' }, 'refused'],
  [{ kind: 'unknown' }, 'unknown'],
] as const)('a cancel answered %j stays in cancelling: DescribeStep decides', (result, answer) => {
  const stored = row({ state: 'cancelling', call: { ...call, kind: 'cancel' }, lineage: lineage() });
  expect(recorded(result, stored)).toMatchObject({ state: 'cancelling', call: { answer, silentAt: THEN } });
});

test.each([
  ['names no call', row({ state: 'submitting', lineage: lineage() })],
  [
    'names a call that was answered',
    row({ state: 'submitting', call: { ...call, answer: 'unknown' }, lineage: lineage() }),
  ],
  ['is in another state', row({ state: 'verifying', call, lineage: lineage() })],
  ['has no lineage', row({ state: 'submitting', call })],
])('a row that %s is held, and somebody is told', (_, stored) => {
  const next = recorded({ kind: 'done', stepId: 's-A' }, stored);
  expect(next).toMatchObject({ state: 'held', reason: 'row-broken' });
  expect(next.pages).toEqual([{ reason: 'held:row-broken', root: stored.lineage?.root, at: THEN }]);
});
