import type { JobEvidence } from '../../../lib/evidence';
import type { Observation } from '../../../lib/remedy';
import { MINUTE, NOW, START } from '../support';

/** What the stuck step of the brief is submitted with. */
const SUBMITTED = {
  'spark.executor.memory': '101053m',
  'spark.executor.memoryOverhead': '18947m',
  'spark.executor.cores': '7',
  'spark.sql.shuffle.partitions': '60000',
};

export interface Said {
  readonly settings?: Readonly<Record<string, string>>;
  readonly executors?: number;
  /** Of each executor; default 7. */
  readonly cores?: number;
  /** Tasks that run on each executor; default one on each core. */
  readonly busy?: number;
  /** When the stage was submitted, epoch ms. */
  readonly submittedAt?: number;
  /** Tasks of the one stage: all of them, those done, and how long each takes. */
  readonly tasks?: number;
  readonly done?: number;
  readonly taskMs?: number;
  readonly at?: number;
}

const same = (value: number) => ({ p05: value, p50: value, p95: value, max: value });

/** 82 executors of 7 slots in the middle of one stage of equal tasks, as a running driver says it. */
export function jobSaying({
  settings,
  executors = 82,
  cores = 7,
  busy = cores,
  submittedAt,
  tasks = 60_000,
  done = 6_000,
  taskMs = 222_000,
  at = NOW,
}: Said): JobEvidence {
  const active = executors * busy;
  return {
    source: 'driver',
    readAtMs: at,
    application: { id: 'application_1_0001', startedAtMs: START + MINUTE / 2, isLive: true },
    settings: { ...SUBMITTED, ...settings },
    executors: Array.from({ length: executors }, () => ({
      isActive: true,
      cores,
      maxTasks: cores,
      activeTasks: busy,
      completedTasks: done / executors,
      failedTasks: 0,
      taskTimeMs: (done * taskMs) / executors,
      gcTimeMs: 0,
      addedAtMs: START + MINUTE,
    })),
    stages: [
      {
        stageId: 0,
        attemptId: 0,
        status: 'ACTIVE',
        numTasks: tasks,
        activeTasks: active,
        completeTasks: done,
        failedTasks: 0,
        completedIndices: done,
        submittedAtMs: submittedAt,
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
          peakExecutionBytes: same(0),
          memorySpilledBytes: same(0),
          diskSpilledBytes: same(0),
          inputBytes: same(0),
          shuffleReadBytes: same(0),
        },
      },
    ],
    failures: {},
    unknown: [],
  };
}

export const askedJob = (at: number, evidence: JobEvidence): NonNullable<Observation['asked']> => ({
  at,
  value: { kind: 'evidence', evidence },
});
