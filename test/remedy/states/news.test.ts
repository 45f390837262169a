import { expect, test } from 'vitest';
import { record } from '../../../lib/remedy';
import { detail, markedArgs, NOW, POLICY, ROOT, row, SECOND, step, stuck } from '../support';
import { at, moved, owned } from './decisions';

const sent = NOW - 60 * SECOND;
const submissions = [{ n: 1, stepId: 's-A' }];
const cancelled = detail({ state: 'CANCELLED', endedAt: NOW });
const call = { kind: 'cancel', n: 1, nonce: 'x', silentAt: sent, repeatAt: sent, answer: 'accepted' } as const;
const add = { kind: 'add', n: 1, nonce: 'x', silentAt: NOW, repeatAt: NOW } as const;

test('an orchestrator is told that the remediator has cancelled its step', () => {
  const stored = row({ state: 'cancelling', call, lineage: owned({ cancelFirstAt: sent }) });
  expect(moved(at(NOW, stuck({ root: cancelled }), stored)).news).toEqual([{ kind: 'cancelled', root: ROOT, at: NOW }]);
});

test('by which step the job runs from then on, whether EMR has answered or the list of steps shows it', () => {
  const told = [{ kind: 'resubmitted', root: ROOT, at: NOW, newStepId: 's-A' }];
  const submitting = row({ state: 'submitting', call: add, lineage: owned({ cancelFirstAt: sent }) });
  expect(record(submitting, { kind: 'done', stepId: 's-A' }, NOW, POLICY).news).toEqual(told);
  const marked = step({ id: 's-A', args: markedArgs(), createdAt: NOW });
  expect(moved(at(NOW, stuck({ root: cancelled, steps: [marked, cancelled] }), submitting)).news).toEqual(told);
});

test('and how it ended', () => {
  const attempt = detail({ id: 's-A', state: 'COMPLETED', args: markedArgs(), createdAt: NOW });
  const stored = row({ state: 'verifying', lineage: owned({ cancelFirstAt: sent, submissions }) });
  const obs = stuck({ root: cancelled, attempt, steps: [attempt, cancelled] });
  expect(moved(at(NOW, obs, stored)).news).toEqual([
    { kind: 'closed', root: ROOT, at: NOW, newStepId: 's-A', outcome: 'unknown' },
  ]);
});

test('nothing of a lineage that ends before anything was sent', () => {
  const stored = row({ state: 'intent', lineage: owned() });
  const completed = detail({ state: 'COMPLETED', endedAt: NOW });
  const next = moved(at(NOW, stuck({ root: completed }), stored));
  expect([next.state, next.news]).toEqual(['closed', undefined]);
});

test('a lineage is not archived while somebody has still to be told', () => {
  const news = [{ kind: 'closed', root: ROOT, at: NOW, outcome: 'improved' } as const];
  const stored = row({ state: 'closed', reason: 'improved', news, lineage: owned({ submissions }) });
  expect(at(NOW, stuck(), stored)).toMatchObject({ kind: 'wait', reason: 'news of the step are owed' });
  expect(at(NOW, stuck(), { ...stored, news: undefined }).kind).toBe('move');
});
