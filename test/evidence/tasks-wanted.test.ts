import { expect, test } from 'vitest';
import { tasksWanted } from '../../lib/evidence';
import { evidenceIn, recorded } from './recorded';

const running = evidenceIn(recorded('fat-latency-running'));
const ended = evidenceIn(recorded('fat-latency'));
const MINUTE = 60_000;

const active = running.stages.filter(({ status }) => status === 'ACTIVE');
const withoutResult = active.reduce((sum, { numTasks, completedIndices }) => sum + numTasks - completedIndices, 0);

test('a job wants to run what its active stages have no result of', () => {
  expect(withoutResult).toBeGreaterThan(0);
  expect(tasksWanted(running, 0)).toBe(withoutResult);
  expect(tasksWanted(ended, 0)).toBe(0);
});

test('stages that were submitted later than asked for do not count', () => {
  const submitted = Math.max(...active.map(({ submittedAtMs = 0 }) => submittedAtMs));
  const live = { ...running, readAtMs: submitted + 5 * MINUTE, application: { ...running.application, isLive: true } };
  expect(tasksWanted(live, 5 * MINUTE)).toBe(withoutResult);
  expect(tasksWanted(live, 5 * MINUTE + 1)).toBeLessThan(withoutResult);
});

test('nothing counts of a driver that shows far more tasks at work than it has slots: it has dropped events', () => {
  const [first, ...others] = active;
  const overloaded = { ...first!, activeTasks: 1_000, numTasks: 5_000 };
  expect(tasksWanted({ ...running, stages: [overloaded, ...others] }, 0)).toBe(0);
});
