import { describe, expect, test } from 'vitest';
import { type CallResult, record } from '../../lib/remedy';
import { lineage, NOW, row, SECOND } from './support';

const THEN = NOW + SECOND;
const call = { kind: 'add', n: 1, nonce: 'x', at: NOW, deadline: NOW + 180 * SECOND } as const;
const submitting = row({ state: 'submitting', since: NOW, call, lineage: lineage() });
const recorded = (result: CallResult, stored = submitting) => record(stored, result, THEN);

describe('an answered AddJobFlowSteps', () => {
  test('done leads to verifying with the step id', () => {
    const next = recorded({ kind: 'done', stepId: 's-A' });
    expect(next).toMatchObject({
      state: 'verifying',
      since: THEN,
      lineage: { submissions: [{ n: 1, stepId: 's-A', at: THEN }] },
    });
  });

  test('done without a step id is unknown', () => {
    expect(recorded({ kind: 'done' })).toMatchObject({
      state: 'submitting',
      call: { answer: 'unknown', answeredAt: THEN },
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

  test.each(['no-time', 'actor-unavailable'])('%s was never sent and comes again', (code) => {
    expect(recorded({ kind: 'noEffect', code }).state).toBe('fencing');
  });

  test.each(['ValidationException', 'InvalidRequestException', 'AccessDeniedException'])('%s is held', (code) => {
    expect(recorded({ kind: 'noEffect', code })).toMatchObject({ state: 'held', reason: 'submit-refused' });
  });

  test('unknown stays in submitting, with the time of the answer', () => {
    expect(recorded({ kind: 'unknown' })).toMatchObject({
      state: 'submitting',
      call: { answer: 'unknown', answeredAt: THEN },
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
  const stored = row({ state: 'cancelling', since: NOW, call: { ...call, kind: 'cancel' }, lineage: lineage() });
  expect(recorded(result, stored)).toMatchObject({ state: 'cancelling', since: NOW, call: { answer } });
});
