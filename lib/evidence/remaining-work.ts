import { laterRunTimeMs } from './later-run-time';
import { hasLostEvents, slotsIn } from './lost-events';
import type { JobEvidence, StageEvidence } from './types';

/** Successful tasks of a stage without which their run times say nothing of the others'. */
const MIN_RUN_TIMES = 20;

/** The share of successful tasks that ran for a shorter time than is counted for those that wait. */
const SHORTER_RUNS = 0.05;

/** What remains of a stage, at least. */
interface StageRemainder {
  readonly stageId: number;
  readonly attemptId: number;
  /** Tasks that have not begun. */
  readonly waitingTasks: number;
  /** What each of them takes on average, at least; undefined where too few tasks have ended (`hasEnoughRunTimes`) or these do not tell. */
  readonly runTimeMs?: number;
}

/** A lower bound of the time that a job still takes. */
export interface RemainingWork {
  /** Work that is certainly left, as time on all task slots, ms. */
  readonly atLeastMs: number;
  readonly stages: readonly StageRemainder[];
  /** The slots that it is divided by. */
  readonly taskSlots: number;
  /** Age of the figures, taken off. */
  readonly ageMs: number;
  /** What the bound rests on, for every text that shows it. */
  readonly assumes: string;
}

const ASSUMES =
  'the tasks of a stage become lighter no faster than those that have ended did, and no stage fails or is cancelled (LIMIT, adaptive execution); running tasks, stages that wait and later jobs count as nothing';

/**
 * The lower bound of what remains: over the latest attempts of the active stages, the tasks that have not begun × the 5 % quantile of that stage's
 * successful run times (once enough have ended; less where newer tasks took less time or few bytes are left, `laterRunTimeMs`) ÷ the most task slots that
 * this executor size can reach, less the age of the figures.
 *
 * @param maxTaskSlots by maxExecutors, the queue or the cluster's largest size, whichever is least; at least the slots there are
 * @param nowMs epoch ms
 */
export function remainingWork(evidence: JobEvidence, maxTaskSlots: number, nowMs: number): RemainingWork {
  const taskSlots = Math.max(1, maxTaskSlots, slotsIn(evidence));
  const ageMs = Math.max(0, nowMs - asOfMs(evidence));
  const isUncertain = evidence.application.endedAtMs !== undefined || hasLostEvents(evidence);
  const stages = isUncertain ? [] : latestActiveStages(evidence).map((stage) => remainderOf(stage, evidence));
  const workMs = stages.reduce((sum, { waitingTasks, runTimeMs = 0 }) => sum + waitingTasks * runTimeMs, 0);
  return { atLeastMs: Math.max(0, workMs / taskSlots - ageMs), stages, taskSlots, ageMs, assumes: ASSUMES };
}

function remainderOf(stage: StageEvidence, evidence: JobEvidence): StageRemainder {
  const { stageId, attemptId } = stage;
  const waiting = waitingTasks(stage, evidence);
  const runTimeMs = hasEnoughRunTimes(stage, evidence) ? laterRunTimeMs(stage, waiting, evidence) : undefined;
  return { stageId, attemptId, waitingTasks: waiting, runTimeMs };
}

/**
 * Whether the run times of a stage may stand for those of its later tasks: 20 or more, and so many that the quantile lies among those after the first
 * wave, which also loads classes, opens connections and warms up compilers (measured: half as long again as later tasks).
 */
export function hasEnoughRunTimes({ completeTasks }: StageEvidence, evidence: JobEvidence): boolean {
  const afterFirstWave = completeTasks - slotsIn(evidence);
  return completeTasks >= MIN_RUN_TIMES && afterFirstWave > SHORTER_RUNS * completeTasks;
}

/**
 * Tasks of a stage that certainly have not begun. Those that run may end as its last ones; of a repeated attempt also those that ran in an earlier one when
 * it was given up: they go on, and what they end is not run again, nor counted (`TaskSetManager.markPartitionCompleted`).
 */
export function waitingTasks(
  { stageId, attemptId, numTasks, completedIndices, activeTasks }: StageEvidence,
  evidence: JobEvidence,
): number {
  const begunEarlier = attemptId === 0 ? 0 : Math.max(runningEarlier(stageId, attemptId, evidence), slotsIn(evidence));
  return Math.max(0, numTasks - completedIndices - activeTasks - begunEarlier - begunUnseen(evidence));
}

function runningEarlier(stageId: number, attemptId: number, { stages }: JobEvidence): number {
  const earlier = stages.filter((one) => one.stageId === stageId && one.attemptId < attemptId);
  return earlier.reduce((sum, one) => sum + one.activeTasks, 0);
}

/**
 * Tasks that may have begun since a driver last wrote the figures of a stage. It writes them with an event, but not within 100 ms of the last time
 * (`spark.ui.liveUpdate.period`): where a wave of tasks ends at once, only its first task shows until the next wave ends (measured: all others missing for
 * 0.6 s). One wave at most, because longer tasks free each slot once in that time. A history server writes them with every event.
 */
const begunUnseen = (evidence: JobEvidence): number => (evidence.application.isLive ? slotsIn(evidence) : 0);

/** The latest attempt of each stage, where that one runs. */
export function latestActiveStages({ stages }: JobEvidence): StageEvidence[] {
  const latest = new Map<number, StageEvidence>();
  for (const stage of stages) {
    if (stage.attemptId >= (latest.get(stage.stageId)?.attemptId ?? 0)) latest.set(stage.stageId, stage);
  }
  return [...latest.values()].filter(({ status }) => status === 'ACTIVE');
}

/** When the figures were true: a driver's when it was asked, a history server's no earlier than the newest event in them. */
export function asOfMs({ application, readAtMs, stages, executors, jobs = [] }: JobEvidence): number {
  if (application.isLive) return readAtMs;
  const events = [
    application.startedAtMs,
    application.endedAtMs,
    ...stages.flatMap((one) => [one.submittedAtMs, one.firstTaskAtMs, one.completedAtMs, one.newestLaunchAtMs]),
    ...executors.flatMap((one) => [one.addedAtMs, one.removedAtMs]),
    ...jobs.map((one) => one.submittedAtMs),
  ];
  const newest = events.reduce<number>((max, at) => Math.max(max, at ?? 0), 0);
  return Math.min(newest, readAtMs);
}

/** Finished runs of a job without which its length is not known. */
const MIN_FINISHED_RUNS = 3;

/**
 * How far below the shortest finished run the next one may lie, as mean gaps between neighbouring runs. Where runs differ as their data do, the shortest
 * of three is longer than one later run in four; with two gaps taken off, longer than one in thirty (measured, `docs/history.md`).
 */
const GAPS_BELOW = 2;

/**
 * What remains at least by the job's history: its shortest run, less what runs differ by and the time that has passed; 0 where they differ too much to tell,
 * undefined with fewer than 3 finished runs.
 */
export function remainingByHistory(finishedRunsMs: readonly number[], elapsedMs: number): number | undefined {
  const count = finishedRunsMs.length;
  if (count < MIN_FINISHED_RUNS) return undefined;
  const shortestMs = Math.min(...finishedRunsMs);
  const gapMs = (Math.max(...finishedRunsMs) - shortestMs) / (count - 1);
  return Math.max(0, shortestMs - GAPS_BELOW * gapMs - elapsedMs);
}
