import type { JobEvidence, StageEvidence } from './types';

/** Newer tasks that are looked at: at most so many, and at most this share of those that have ended, so that there are older ones to compare them with. */
const MAX_NEWER = 200;
const NEWER_SHARE = 0.25;

/**
 * Tasks of a stage that Spark certainly still lists: 90 % of `spark.ui.retainedTasks`, because it drops a tenth of them at a time. Where that is set lower
 * the list of newer tasks is empty, and nothing is certain.
 */
const MIN_LISTED = 90_000;

/** Where the newest tasks of a stage that are not expected to run still stand in its list, which is in the order in which they began. */
export function newerTasks(stage: StageEvidence): { readonly offset: number; readonly length: number } {
  const { completeTasks, failedTasks, activeTasks } = stage;
  const length = newerCount(stage);
  const listed = Math.min(completeTasks + failedTasks + activeTasks, MIN_LISTED);
  return { offset: Math.max(0, listed - activeTasks - length), length };
}

const newerCount = ({ completeTasks }: StageEvidence): number =>
  Math.min(MAX_NEWER, Math.ceil(NEWER_SHARE * completeTasks));

/**
 * What the tasks that wait take on average, at least: the 5 % quantile of those that have ended, or less by what newer ones tell. Undefined where they do
 * not tell, or where nothing is certain.
 *
 * Where newer tasks took less time than all, those that wait are taken to go on like that: as much less for each further task. Spark begins with the
 * largest files, so that this is common.
 */
export function laterRunTimeMs(stage: StageEvidence, waitingTasks: number, evidence: JobEvidence): number | undefined {
  const { tasks, newerRunTimeMs, completeTasks, activeTasks } = stage;
  if (tasks === undefined || newerRunTimeMs === undefined) return undefined;
  const { p05, p50 } = tasks.runTimeMs;
  const newer = newerCount(stage);
  // From the middle of all that have ended to the middle of the newer ones, and from there to the middle of those that wait; both twice.
  const seenTasks = Math.min(completeTasks, MIN_LISTED) - newer;
  const furtherTasks = newer + 2 * activeTasks + waitingTasks;
  const fallMs = Math.max(0, p50 - newerRunTimeMs) * (furtherTasks / seenTasks);
  const byTime = Math.min(p05, newerRunTimeMs) - fallMs;
  const runTimeMs = Math.min(byTime, (p05 * tasksUnread(stage, waitingTasks, evidence)) / Math.max(1, waitingTasks));
  return runTimeMs > 0 ? runTimeMs : undefined;
}

/**
 * How many tasks of the mean size so far the shuffle data make up that ended stages have written and nothing has read yet, beside those of the tasks that
 * have begun; infinite where a stage reads none, or more was read than written (a shuffle that several stages use, stages that Spark has dropped).
 */
function tasksUnread(stage: StageEvidence, waitingTasks: number, { stages }: JobEvidence): number {
  const { shuffleReadBytes, completeTasks, numTasks, completedIndices } = stage;
  const written = stages.reduce((sum, one) => sum + (one.status === 'ACTIVE' ? 0 : one.shuffleWriteBytes), 0);
  const read = stages.reduce((sum, one) => sum + one.shuffleReadBytes, 0);
  if (shuffleReadBytes === 0 || read > written) return Number.POSITIVE_INFINITY;
  const begun = numTasks - completedIndices - waitingTasks;
  return Math.max(0, (written - read) / (shuffleReadBytes / completeTasks) - begun);
}
