import { hasLostEvents } from './lost-events';
import { asOfMs, latestActiveStages } from './remaining-work';
import type { JobEvidence } from './types';

/**
 * Tasks that a job runs or could run at once: those without a result, of stages that were submitted at least so long before the figures were true.
 * 0 in a phase of the driver, and where Spark has dropped events, so that tasks which have ended seem to wait.
 */
export function tasksWanted(evidence: JobEvidence, minStageAgeMs: number): number {
  if (hasLostEvents(evidence)) return 0;
  const submittedBy = asOfMs(evidence) - minStageAgeMs;
  return latestActiveStages(evidence)
    .filter(({ submittedAtMs }) => submittedAtMs !== undefined && submittedAtMs <= submittedBy)
    .reduce((sum, { numTasks, completedIndices }) => sum + numTasks - completedIndices, 0);
}
