import { initialExecutors, requestedExecutors, wantedExecutors } from './allocation';
import { runningTasks } from './lanes';
import type { RunPlan } from './run-plan';
import { openTasks, requestedAt, type StageRun } from './stage-run';

/** What an application wants and does at one moment. */
export interface Demand {
  /** Executors asked for, those that run included. */
  readonly requested: number;
  readonly runningTasks: number;
  /** Tasks that run or wait. */
  readonly openTasks: number;
}

/**
 * The application's demand; undefined while it has no application master.
 *
 * @param sinceMs ms after the start of the step, before its process ends
 */
export function demandAt(plan: RunPlan, sinceMs: number): Demand | undefined {
  const { allocation } = plan;
  if (sinceMs < plan.applicationStartsMs) return undefined;
  if (sinceMs < plan.demandStartsMs) return { requested: initialExecutors(allocation), runningTasks: 0, openTasks: 0 };
  const stage = plan.stages.find(({ endMs }) => sinceMs < endMs) ?? plan.stages.at(-1);
  if (stage === undefined || sinceMs < stage.startMs) return waiting(plan, sinceMs, stage);

  const running = stage.lanes.reduce((sum, lane) => sum + runningTasks(lane, sinceMs), 0);
  return {
    requested: requestedAt(allocation, plan.executorSlots, stage, sinceMs),
    runningTasks: running,
    openTasks: openTasks(stage, sinceMs),
  };
}

/** Tasks of a stage wait for executors that are being asked for. */
function waiting(plan: RunPlan, sinceMs: number, stage: StageRun | undefined): Demand {
  const { allocation, executorSlots, stages } = plan;
  const tasks = stage?.tasks ?? plan.main.tasks;
  const wanted = wantedExecutors(allocation, tasks, executorSlots);
  const before = stage === undefined ? undefined : stages[stages.indexOf(stage) - 1];
  const [fromMs, have] =
    before === undefined
      ? [plan.demandStartsMs, initialExecutors(allocation)]
      : [before.endMs, requestedAt(allocation, executorSlots, before, before.endMs - 1)];
  return {
    requested: requestedExecutors(allocation, wanted, sinceMs - fromMs, have),
    runningTasks: 0,
    openTasks: tasks,
  };
}
