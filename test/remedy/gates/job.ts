import { inOneStage } from '../../../bench/traces/one-stage';
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
  return inOneStage({
    readAtMs: at,
    startedAtMs: START + MINUTE / 2,
    addedAtMs: START + MINUTE,
    settings: { ...SUBMITTED, ...settings },
    executors,
    cores,
    busy,
    tasks,
    done,
    taskMs,
    submittedAtMs: submittedAt,
  });
}

export const askedJob = (at: number, evidence: JobEvidence): NonNullable<Observation['asked']> => ({
  at,
  value: { kind: 'evidence', evidence },
});
