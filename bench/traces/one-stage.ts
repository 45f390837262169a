import type { JobEvidence } from '../../lib/evidence';

/** A job in the middle of one stage of equal tasks. Times in ms. */
export interface OneStage {
  readonly readAtMs: number;
  readonly startedAtMs: number;
  readonly addedAtMs: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly executors: number;
  /** Of each executor. */
  readonly cores: number;
  /** Tasks that run on each executor. */
  readonly busy: number;
  readonly tasks: number;
  readonly done: number;
  readonly taskMs: number;
  /** Of execution memory, per task; default none. */
  readonly peakBytes?: number;
  readonly submittedAtMs?: number;
}

const same = (value: number) => ({ p05: value, p50: value, p95: value, max: value });

/** The same job as its running driver says it. */
export function inOneStage(job: OneStage): JobEvidence {
  const { readAtMs, startedAtMs, addedAtMs, settings, executors, cores, busy, done, taskMs } = job;
  return {
    source: 'driver',
    readAtMs,
    application: { id: 'application_1_0001', startedAtMs, isLive: true },
    settings,
    executors: Array.from({ length: executors }, () => ({
      isActive: true,
      cores,
      maxTasks: cores,
      activeTasks: busy,
      completedTasks: done / executors,
      failedTasks: 0,
      taskTimeMs: (done * taskMs) / executors,
      gcTimeMs: 0,
      addedAtMs,
    })),
    stages: [stageOf(job)],
    failures: {},
    unknown: [],
  };
}

function stageOf({ executors, busy, tasks, done, taskMs, peakBytes = 0, submittedAtMs }: OneStage) {
  return {
    stageId: 0,
    attemptId: 0,
    status: 'ACTIVE' as const,
    numTasks: tasks,
    activeTasks: executors * busy,
    completeTasks: done,
    failedTasks: 0,
    completedIndices: done,
    submittedAtMs,
    runTimeMs: done * taskMs,
    cpuTimeMs: done * taskMs,
    memorySpilledBytes: 0,
    diskSpilledBytes: 0,
    inputBytes: 0,
    shuffleReadBytes: 0,
    shuffleWriteBytes: 0,
    newerRunTimeMs: taskMs,
    tasks: {
      runTimeMs: same(taskMs),
      gcTimeMs: same(0),
      peakExecutionBytes: same(peakBytes),
      memorySpilledBytes: same(0),
      diskSpilledBytes: same(0),
      inputBytes: same(0),
      shuffleReadBytes: same(0),
    },
  };
}
