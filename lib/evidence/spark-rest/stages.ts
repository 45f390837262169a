import { failureKind } from '../failure-kind';
import type { StageEvidence, StageStatus } from '../types';
import { beginning, count, listOf, matching, objectOf, optional, type Reader, sum, time } from './form';

const MAX_STAGES = 20_000;
/** That run at once, an order of magnitude above what drivers do: each is compared with every stage and executor, which must not take the caller's time. */
const MAX_ACTIVE = 500;
const REASON_CHARACTERS = 4_000;
const NS_PER_MS = 1e6;

const stage = objectOf({
  status: matching(/^(ACTIVE|COMPLETE|FAILED|PENDING|SKIPPED)$/, 'the status of a stage'),
  stageId: count,
  attemptId: count,
  numTasks: count,
  numActiveTasks: count,
  numCompleteTasks: count,
  numFailedTasks: count,
  numCompletedIndices: count,
  executorRunTime: sum,
  executorCpuTime: sum,
  jvmGcTime: optional(sum),
  memoryBytesSpilled: sum,
  diskBytesSpilled: sum,
  inputBytes: sum,
  shuffleReadBytes: sum,
  shuffleWriteBytes: sum,
  submissionTime: optional(time),
  firstTaskLaunchedTime: optional(time),
  completionTime: optional(time),
  failureReason: optional(beginning(REASON_CHARACTERS)),
});

/** `/stages`: every attempt of every stage that Spark still keeps. */
export const stages: Reader<readonly StageEvidence[]> = (value, place) => {
  const listed = listOf(stage, MAX_STAGES)(value, place);
  const active = listed.filter(({ status }) => status === 'ACTIVE');
  listOf((one) => one, MAX_ACTIVE)(active, `${place} that run`);
  return listed.map((one) => ({
    stageId: one.stageId,
    attemptId: one.attemptId,
    status: one.status as StageStatus,
    numTasks: one.numTasks,
    activeTasks: one.numActiveTasks,
    completeTasks: one.numCompleteTasks,
    failedTasks: one.numFailedTasks,
    completedIndices: one.numCompletedIndices,
    runTimeMs: one.executorRunTime,
    cpuTimeMs: one.executorCpuTime / NS_PER_MS,
    gcTimeMs: one.jvmGcTime,
    memorySpilledBytes: one.memoryBytesSpilled,
    diskSpilledBytes: one.diskBytesSpilled,
    inputBytes: one.inputBytes,
    shuffleReadBytes: one.shuffleReadBytes,
    shuffleWriteBytes: one.shuffleWriteBytes,
    submittedAtMs: one.submissionTime,
    firstTaskAtMs: one.firstTaskLaunchedTime,
    completedAtMs: one.completionTime,
    failure: one.failureReason === undefined ? undefined : failureKind(one.failureReason),
  }));
};
