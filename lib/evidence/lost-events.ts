import type { JobEvidence } from './types';

/** Tasks beyond the slots that a driver which is behind with its events may show, as a multiple of the slots: one that ended is counted off after the next began. */
const MAX_ACTIVE_PER_SLOT = 2;

type Counted = Pick<JobEvidence, 'executors' | 'stages'>;

/**
 * Whether Spark's figures disagree as they do where it has dropped events, which a driver that is overloaded does: tasks that it never saw end seem to
 * run for ever, and what is done seems to wait. Then no figure of tasks is certain, nor that executors still live.
 *
 * A task of which both the beginning and the end were dropped leaves no trace.
 */
export function hasLostEvents({ executors, stages }: Counted): boolean {
  const slots = slotsIn({ executors });
  const running = stages.filter(({ status }) => status === 'ACTIVE');
  const active = running.reduce((sum, { activeTasks }) => sum + activeTasks, 0);
  return (
    active > MAX_ACTIVE_PER_SLOT * slots ||
    executors.some((one) => one.isActive && one.activeTasks > MAX_ACTIVE_PER_SLOT * one.maxTasks) ||
    // A task runs as a copy of itself at most in the slots of others.
    running.some((one) => one.completedIndices + one.activeTasks > one.numTasks + MAX_ACTIVE_PER_SLOT * slots)
  );
}

/** Task slots of the executors that live. */
export function slotsIn({ executors }: Pick<JobEvidence, 'executors'>): number {
  return executors.reduce((sum, { isActive, maxTasks }) => sum + (isActive ? maxTasks : 0), 0);
}

/** So many results for each task are more than copies of tasks and results that were lost make. */
const MAX_RESULTS_PER_TASK = 1.5;

/** Whether a log has its events more than once, as one does that was joined with a copy of itself. */
export function hasRepeatedEvents(stages: JobEvidence['stages']): boolean {
  const results = stages.reduce((total, { completeTasks }) => total + completeTasks, 0);
  const tasks = stages.reduce((total, { completedIndices }) => total + completedIndices, 0);
  return tasks > 0 && results > MAX_RESULTS_PER_TASK * tasks;
}
