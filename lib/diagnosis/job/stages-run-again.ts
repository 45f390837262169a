import { counted } from '../../numbers';
import { minutesOf } from './stage-time';
import type { JobRule } from './types';

/** Stages that were run again because their output or input was lost. */
export const stagesRunAgain: JobRule = {
  id: 'stages-run-again',
  finds: 'attempts of stages after the first: any',
  source: "Spark's own count of attempts; a stage is run again where its shuffle files cannot be fetched",
  judge: ({ stages, executors }) => {
    const again = stages.filter(
      ({ attemptId, status }) => attemptId > 0 && status !== 'SKIPPED' && status !== 'PENDING',
    );
    if (again.length === 0) return { kind: 'clean', reason: 'no stage was run again' };
    const lost = executors.filter((one) => one.lost !== undefined).length;
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `${counted(again.length, 'attempt')} of stages ran again what had been done, as its shuffle files were lost`,
      arithmetic: again
        .slice(0, 3)
        .map(
          ({ stageId, attemptId, completeTasks }) =>
            `stage ${stageId}, attempt ${attemptId + 1}: ${counted(completeTasks, 'task')}`,
        ),
      remedy:
        lost > 0
          ? 'first what ended the executors (failed-tasks); then an external shuffle service, and core nodes in place of Spot for what holds shuffle files'
          : 'look at the nodes and the network between them',
      minutesAtMost: minutesOf(again, () => 1),
      confidence: 'measured',
      confirm: `${counted(lost, 'executor was', 'executors were')} lost; the failure of the attempt before names the one whose files were missing`,
    };
  },
};
