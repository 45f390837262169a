import { describe, expect, test } from 'vitest';
import {
  asOfMs,
  type JobEvidence,
  remainingByHistory,
  remainingWork,
  type StageEvidence,
  taskQuestions,
  withTasks,
} from '../../lib/evidence';
import { type Event, finishedAt, hasFailed, quantile, readEvents, taskListAfter, tasksEnded } from './event-log';
import { applicationIn, evidenceIn, recorded } from './recorded';

const CUT = ['fat-latency', 'skew-join', 'dynamic-allocation'];

/** When the last task of a run ended: the job cannot be done before. */
const endOf = (name: string): number => Math.max(...tasksEnded(readEvents(name)).map(finishedAt));

describe.each(CUT)('the lower bound of the remaining work of %s, cut off in the middle', (name) => {
  const evidence = evidenceIn(recorded(`${name}-running`), Number.MAX_SAFE_INTEGER, readEvents(name));
  const cutAtMs = asOfMs(evidence);

  test('dates the figures by the newest event in them', () => {
    const events = readEvents(name);
    const launches = events.map((event) => event['Task Info']?.['Launch Time'] ?? 0);
    expect(launches).toContain(cutAtMs);
    expect(cutAtMs).toBeLessThan(endOf(name));
  });

  test('does not exceed what really remained', () => {
    const { atLeastMs } = remainingWork(evidence, 0, cutAtMs);
    expect(atLeastMs).toBeLessThanOrEqual(endOf(name) - cutAtMs);
  });

  test('falls with the age of the figures and with more slots', () => {
    const { atLeastMs } = remainingWork(evidence, 0, cutAtMs);
    expect(remainingWork(evidence, 0, cutAtMs + 1000).atLeastMs).toBe(Math.max(0, atLeastMs - 1000));
    expect(remainingWork(evidence, 1000, cutAtMs).atLeastMs).toBeLessThanOrEqual(atLeastMs);
  });
});

/** Every run at every end of a task, as a driver would have told it then; the log knows what came after. */
describe.each(['spill', 'skew-join', 'dynamic-allocation', 'fat-latency'])('at every end of a task of %s', (name) => {
  const events = readEvents(name);
  const all = tasksEnded(events);
  const application = { ...applicationIn(recorded(name)), endedAtMs: undefined, isLive: true };

  test('the bound does not exceed what really remained', () => {
    let positive = 0;
    for (const [i, event] of events.entries()) {
      if (event.Event !== 'SparkListenerTaskEnd') continue;
      const nowMs = finishedAt(event);
      const { atLeastMs } = remainingWork(withNewer(events.slice(0, i + 1), application, nowMs), 0, nowMs);
      expect(atLeastMs).toBeLessThanOrEqual(Math.max(...all.map(finishedAt)) - nowMs);
      if (atLeastMs > 0) positive += 1;
    }
    if (name === 'fat-latency' || name === 'dynamic-allocation') expect(positive).toBeGreaterThan(10);
  });
});

function withNewer(events: readonly Event[], application: JobEvidence['application'], nowMs: number): JobEvidence {
  const evidence = evidenceAfter(events, application, nowMs);
  const asked = taskQuestions(evidence).filter(({ kind }) => kind === 'newer');
  return withTasks(
    evidence,
    asked.map(({ stageId, attemptId, offset, length }) => ({
      stageId,
      attemptId,
      newer: taskListAfter(events, stageId, nowMs).slice(offset, offset + length),
    })),
  );
}

function evidenceAfter(
  events: readonly Event[],
  application: JobEvidence['application'],
  readAtMs: number,
): JobEvidence {
  const submitted = events.flatMap((event) =>
    event.Event === 'SparkListenerStageSubmitted' ? (event['Stage Info'] ?? []) : [],
  );
  const done = events.flatMap((event) =>
    event.Event === 'SparkListenerStageCompleted' ? (event['Stage Info']?.['Stage ID'] ?? []) : [],
  );
  const stages = submitted.map(
    ({ 'Stage ID': stageId, 'Stage Attempt ID': attemptId, 'Number of Tasks': numTasks }): StageEvidence => {
      const ofStage = events.filter((event) => event['Stage ID'] === stageId);
      const ended = tasksEnded(ofStage);
      const good = ended.filter((task) => !hasFailed(task));
      const runTimes = good.map((task) => task['Task Metrics']?.['Executor Run Time'] ?? 0);
      const quantiles = { p05: quantile(runTimes, 0.05), p50: quantile(runTimes, 0.5), p95: 0, max: 0 };
      const none = { p05: 0, p50: 0, p95: 0, max: 0 };
      return {
        stageId,
        attemptId,
        status: done.includes(stageId) ? 'COMPLETE' : 'ACTIVE',
        numTasks,
        activeTasks: ofStage.filter(({ Event }) => Event === 'SparkListenerTaskStart').length - ended.length,
        completeTasks: good.length,
        failedTasks: ended.length - good.length,
        completedIndices: new Set(good.map((task) => task['Task Info']?.Index)).size,
        runTimeMs: 0,
        cpuTimeMs: 0,
        memorySpilledBytes: 0,
        diskSpilledBytes: 0,
        inputBytes: 0,
        shuffleReadBytes: 0,
        shuffleWriteBytes: 0,
        tasks: {
          runTimeMs: quantiles,
          gcTimeMs: none,
          peakExecutionBytes: none,
          memorySpilledBytes: none,
          diskSpilledBytes: none,
          inputBytes: none,
          shuffleReadBytes: none,
        },
      };
    },
  );
  const executors = events.flatMap((event) => {
    const cores = event['Executor Info']?.['Total Cores'] ?? 0;
    const isActive = !events.some(
      (one) => one.Event === 'SparkListenerExecutorRemoved' && one['Executor ID'] === event['Executor ID'],
    );
    return event.Event === 'SparkListenerExecutorAdded'
      ? [
          {
            isActive,
            cores,
            maxTasks: cores,
            activeTasks: 0,
            completedTasks: 0,
            failedTasks: 0,
            taskTimeMs: 0,
            gcTimeMs: 0,
            addedAtMs: 0,
          },
        ]
      : [];
  });
  return { source: 'driver', readAtMs, application, settings: {}, executors, stages, failures: {}, unknown: [] };
}

const evidence = evidenceIn(recorded('fat-latency-running'), Number.MAX_SAFE_INTEGER, readEvents('fat-latency'));
const [stage] = evidence.stages as [StageEvidence];
const boundOf = (...stages: StageEvidence[]): number =>
  remainingWork({ ...evidence, application: { ...evidence.application, isLive: true }, readAtMs: 0, stages }, 24, 0)
    .atLeastMs;

test('with fewer than 20 ended tasks nothing is certain', () => {
  const fewSlots = { ...evidence, executors: evidence.executors.slice(0, 1) };
  const few = (stage: StageEvidence): number =>
    remainingWork({ ...fewSlots, stages: [{ ...stage, activeTasks: 8 }] }, 8, 0).atLeastMs;
  expect(few({ ...stage, completeTasks: 20 })).toBeGreaterThan(0);
  expect(few({ ...stage, completeTasks: 19 })).toBe(0);
  expect(few({ ...stage, tasks: undefined })).toBe(0);
});

test('as long as no more than the first wave of tasks has ended nothing is certain', () => {
  expect(boundOf({ ...stage, completeTasks: 25 })).toBe(0);
  expect(boundOf({ ...stage, completeTasks: 26 })).toBeGreaterThan(0);
});

test('only the latest attempt of a stage counts, less the tasks that may still run or have run on in earlier ones', () => {
  const runTimeMs = stage.tasks?.runTimeMs.p05 ?? 0;
  const newerRunTimeMs = stage.tasks?.runTimeMs.p50;
  const retry = { ...stage, attemptId: 1, numTasks: 130, completedIndices: 30, activeTasks: 10, newerRunTimeMs };
  expect(boundOf({ ...stage, status: 'FAILED', activeTasks: 5 }, retry)).toBe(
    ((130 - 30 - 10 - 24 - 24) * runTimeMs) / 24,
  );
  expect(boundOf(stage, { ...retry, status: 'PENDING' })).toBe(0);
});

test('a driver may show the first task of a wave alone: the others may have begun', () => {
  // A driver of Spark 3.5.5 (npm run bench:evidence, "jobs"): by its event log 64 tasks had ended and 8 ran, and the last ended 2,730 ms later.
  const [executor] = evidence.executors;
  const executors = [executor, executor].map((one) => ({
    ...one,
    isActive: true,
    maxTasks: 4,
  })) as typeof evidence.executors;
  const quantiles = { p05: 800, p50: 800, p95: 820, max: 847 };
  const shown = {
    ...{ ...stage, numTasks: 96, completedIndices: 56, completeTasks: 56, activeTasks: 9 },
    tasks: stage.tasks && { ...stage.tasks, runTimeMs: quantiles },
    newerRunTimeMs: 800,
  };
  const application = { ...evidence.application, isLive: true };
  const { atLeastMs } = remainingWork({ ...evidence, application, executors, stages: [shown], readAtMs: 0 }, 8, 0);
  expect(atLeastMs).toBeLessThanOrEqual(2730);
  expect(atLeastMs).toBeGreaterThan(2730 / 2);
});

test('stages that wait, are done or were skipped count as nothing', () => {
  for (const status of ['PENDING', 'COMPLETE', 'SKIPPED', 'FAILED'] as const)
    expect(boundOf({ ...stage, status })).toBe(0);
});

test('an application that has ended has nothing left', () => {
  const ended = { ...evidence, application: { ...evidence.application, endedAtMs: 1 } };
  expect(remainingWork(ended, 24, 0).atLeastMs).toBe(0);
});

test('the history of a job needs three runs and counts the shortest, where all took as long', () => {
  expect(remainingByHistory([100, 100], 10)).toBeUndefined();
  expect(remainingByHistory([100, 100, 100], 10)).toBe(90);
  expect(remainingByHistory([100, 100, 100], 105)).toBe(0);
});

test('the more the runs of a job differ, and the fewer there are, the less certainly remains by them', () => {
  expect(remainingByHistory([100, 90, 120], 10)).toBe(50);
  expect(remainingByHistory([100, 90, 105, 110, 120], 10)).toBe(65);
  expect(remainingByHistory([100, 90, 120], 65)).toBe(0);
});

test('a job whose runs take one hour or two, as its data are, has nothing that certainly remains', () => {
  const minutes = [60, 90, 120];
  expect(remainingByHistory(minutes, 0)).toBe(0);
});

test('where more tasks seem to run than there are slots Spark has lost events, and nothing is certain', () => {
  expect(boundOf({ ...stage, activeTasks: 48 })).toBeGreaterThan(0);
  expect(boundOf({ ...stage, activeTasks: 49 })).toBe(0);
});
