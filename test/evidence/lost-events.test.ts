import { expect, test } from 'vitest';
import { hasLostEvents, remainingWork } from '../../lib/evidence';
import { jobSaying } from '../remedy/gates/job';
import { NOW } from '../remedy/support';
import { evidenceIn, recorded } from './recorded';

/** 82 executors of 7 slots, 574 of 60,000 tasks active. */
const evidence = jobSaying({});
const [stage] = evidence.stages;
const [executor] = evidence.executors;
const stageWith = (changed: object) => ({ ...evidence, stages: [{ ...stage!, ...changed }] });

test.each([
  'dynamic-allocation',
  'dynamic-allocation-running',
  'fat-latency',
  'fat-latency-running',
  'oom-heap',
  'oom-pmem',
  'skew-join',
  'skew-join-running',
  'spill',
])('the figures of a real Spark agree with each other: %s', (name) => {
  expect(hasLostEvents(evidenceIn(recorded(name)))).toBe(false);
});

test.each([
  ['more tasks run than twice the slots', stageWith({ activeTasks: 1_200 })],
  [
    'an executor runs more tasks than twice its slots',
    { ...evidence, executors: [{ ...executor!, activeTasks: 15 }, ...evidence.executors.slice(1)] },
  ],
  [
    'more tasks are done and run than a stage has, repeated ones aside',
    stageWith({ completedIndices: 59_900, completeTasks: 59_900, activeTasks: 1_140, numTasks: 59_800 }),
  ],
])('where %s Spark has lost events, and nothing is certain', (_, one) => {
  expect(hasLostEvents(one)).toBe(true);
  expect(remainingWork(one, 574, NOW).atLeastMs).toBe(0);
});

test('copies of slow tasks, and tasks counted off late, are no lost events', () => {
  expect(hasLostEvents(stageWith({ completedIndices: 59_800, completeTasks: 59_900, activeTasks: 574 }))).toBe(false);
  expect(hasLostEvents(stageWith({ activeTasks: 1_100 }))).toBe(false);
});
