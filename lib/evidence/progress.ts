import { latestActiveStages, remainingWork } from './remaining-work';
import type { JobEvidence } from './types';

/** How far a job is. */
export interface Progress {
  /** Tasks of running and ended stages that have ended with a result, and all of theirs. */
  readonly tasksDone: number;
  readonly tasksKnown: number;
  /** Task time spent ÷ (task time spent + what certainly remains): at most this much is done, because later stages and jobs are not known. */
  readonly shareAtMost: number;
}

export function progress(evidence: JobEvidence, nowMs: number): Progress {
  const { stages } = evidence;
  const known = [...latestActiveStages(evidence), ...stages.filter(({ status }) => status === 'COMPLETE')];
  const spentMs = stages.reduce((total, { runTimeMs }) => total + runTimeMs, 0);
  const { atLeastMs, taskSlots } = remainingWork(evidence, 0, nowMs);
  const leftMs = atLeastMs * taskSlots;
  return {
    tasksDone: known.reduce((total, { completedIndices }) => total + completedIndices, 0),
    tasksKnown: known.reduce((total, { numTasks }) => total + numTasks, 0),
    shareAtMost: spentMs === 0 ? 1 : spentMs / (spentMs + leftMs),
  };
}
