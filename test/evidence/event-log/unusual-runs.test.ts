import { expect, test } from 'vitest';
import { examineJob } from '../../../lib/diagnosis';
import { coresInUse, dataSizes, memoryNeed, slotTime } from '../../../lib/evidence';
import {
  applicationEnd,
  applicationStart,
  environment,
  evidenceOf,
  executorAdded,
  jobEnd,
  jobStart,
  logStart,
  type MadeTask,
  STARTED_AT_MS,
  stageCompleted,
  stageSubmitted,
  taskEnd,
  taskStart,
} from './made-log';

const MINUTE = 60_000;
const metrics = { 'Executor Run Time': 1_000, 'Executor CPU Time': 900_000_000, 'JVM GC Time': 10 };
const opening = [logStart(), applicationStart(), environment({})];

/** A job of one stage whose tasks run from one moment to another. */
function job(jobId: number, executorId: string, times: readonly (readonly [fromMs: number, toMs: number])[]): string[] {
  const stage = { stageId: jobId, tasks: times.length };
  const from = Math.min(...times.map(([fromMs]) => fromMs));
  const to = Math.max(...times.map(([, toMs]) => toMs));
  const tasks = times.map(
    ([fromMs, toMs], index): MadeTask => ({
      ...{ stageId: jobId, index, taskId: 1_000 * jobId + index, executorId, fromMs, toMs, metrics },
    }),
  );
  return [
    jobStart(jobId, from, [stage]),
    stageSubmitted(stage, from),
    ...tasks.map(taskStart),
    ...tasks.map(taskEnd),
    stageCompleted(stage, from, to),
    jobEnd(jobId, to),
  ];
}

test('in local mode the driver is the executor, and a late first task is its own doing', () => {
  const evidence = evidenceOf([
    ...opening,
    executorAdded('driver', 500, 4),
    ...job(0, 'driver', [[5 * MINUTE, 6 * MINUTE]]),
    applicationEnd(6 * MINUTE),
  ]);
  expect(coresInUse(evidence).peakTaskSlots).toBe(4);
  expect(slotTime(evidence)).toMatchObject({ heldMs: 4 * (6 * MINUTE - 500), busyMs: MINUTE, cpuMs: 900, gcMs: 10 });
  const { findings, unknown } = examineJob(evidence);
  expect(findings.find(({ id }) => id === 'slow-start')).toMatchObject({
    arithmetic: ['the first executor came after 0.5 s'],
    remedy: 'look at what the driver does first: listing files, reading schemas, its own code',
  });
  const ofDriver = 'the tasks ran in the driver (local mode), whose heap has other uses';
  expect(unknown).toContainEqual({ id: 'unused-memory', reason: ofDriver });
  expect(unknown).toContainEqual({ id: 'cached-data', reason: ofDriver });
});

test('on a cluster the driver is not an executor', () => {
  const evidence = evidenceOf([
    ...opening,
    executorAdded('driver', 500, 4),
    executorAdded('1', 500, 2),
    ...job(0, '1', [[1_000, 2_000]]),
    applicationEnd(2_000),
  ]);
  expect(evidence.executors).toMatchObject([{ cores: 2, maxTasks: 2 }]);
});

test('where no executor is known, none is waited for', () => {
  const [found] = examineJob(
    evidenceOf([...opening, ...job(0, '1', [[3 * MINUTE, 4 * MINUTE]]), applicationEnd(4 * MINUTE)]),
  ).findings;
  expect(found).toMatchObject({ id: 'slow-start', arithmetic: [], confirm: 'thread dumps of the driver in that time' });
});

const profile = (id: number, cpus: number, gpusOfTask: number, gpusOfExecutor: number): string =>
  JSON.stringify({
    Event: 'SparkListenerResourceProfileAdded',
    'Resource Profile Id': id,
    'Executor Resource Requests': {
      cores: { 'Resource Name': 'cores', Amount: 8 },
      gpu: { 'Resource Name': 'gpu', Amount: gpusOfExecutor },
    },
    'Task Resource Requests': {
      cpus: { 'Resource Name': 'cpus', Amount: cpus },
      gpu: { 'Resource Name': 'gpu', Amount: gpusOfTask },
    },
  });

test.each([
  [1, 1, 1, 1],
  [1, 0.25, 1, 4],
  [1, 0.3, 2, 6],
  [2, 0.001, 1, 4],
  [1, 2, 4, 2],
])('tasks of %d cores and %d GPUs on 8 cores and %d GPUs have %d slots', (cpus, gpus, gpusOfExecutor, slots) => {
  const evidence = evidenceOf([...opening, profile(3, cpus, gpus, gpusOfExecutor), executorAdded('1', 0, 8, 3)]);
  expect(evidence.executors).toMatchObject([{ cores: 8, maxTasks: slots }]);
});

test('an event of another time does not hide that no task ran', () => {
  const late = executorAdded('2', 900 * MINUTE, 1);
  const evidence = evidenceOf([
    ...opening,
    executorAdded('1', 0, 2),
    late,
    // Its ends are logged in another order than they came.
    ...job(0, '1', [
      [0, 30_000],
      [0, 20_000],
    ]),
    ...job(1, '1', [[70_000, 90_000]]),
    applicationEnd(100_000),
  ]);
  expect(evidence.times).toMatchObject({ withoutTasksMs: 50_000, untilMs: STARTED_AT_MS + 100_000 });
});

test('a task of another time leaves the time without tasks within that of the run', () => {
  const year = 365 * 24 * 60 * MINUTE;
  const evidence = evidenceOf([
    ...opening,
    executorAdded('1', 0, 1),
    ...job(0, '1', [[-5 * year, -5 * year + 300]]),
    applicationEnd(10_000),
  ]);
  expect(evidence.times?.withoutTasksMs).toBe(10_000);
});

test('a log of many thousands of stages is read like any other', () => {
  const count = 130_000;
  const evidence = evidenceOf([
    ...opening,
    executorAdded('1', 0, 1),
    ...job(0, '1', [[0, 1_000]]),
    applicationEnd(1_000),
  ]);
  const many = { ...evidence, stages: Array.from({ length: count }, () => evidence.stages).flat() };
  expect(many.stages).toHaveLength(count);
  expect(dataSizes(many).largestShuffleBytes).toBe(0);
  expect(memoryNeed(many).executionPeakMiB).toBe(0);
  expect(() => examineJob(many)).not.toThrow();
});

test('what an old log may lack is said', () => {
  const unknown = (first: string[]): unknown[] => evidenceOf([...first, applicationStart()]).unknown.slice(0, 1);
  expect(unknown([logStart('2.3.1')])).toEqual([
    { what: 'figures that are 0', reason: 'the log is of Spark 2.3.1; before 2.4 it may lack them' },
  ]);
  expect(unknown([])).toEqual([
    { what: 'figures that are 0', reason: 'the log does not name its version of Spark; before 2.4 it may lack them' },
  ]);
  for (const version of ['2.4.8', '3.0.1', '4.1.0'])
    expect(unknown([logStart(version)])).toMatchObject([{ what: 'peaks of memory' }]);
});

test('jobs that failed are told from those that succeeded', () => {
  const evidence = evidenceOf([
    ...opening,
    jobStart(0, 0, []),
    jobStart(1, 0, []),
    jobEnd(0, 1, 'JobFailed'),
    jobEnd(1, 1),
  ]);
  expect(evidence.jobs?.map(({ hasFailed }) => hasFailed)).toEqual([true, false]);
});
