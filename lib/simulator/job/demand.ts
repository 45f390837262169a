import { requestedExecutors, wantedExecutors } from './allocation';
import type { RunPlan } from './run-plan';

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
  const { allocation, partitions, taskSlots, taskMs, waves, executorSlots } = plan;
  if (sinceMs < plan.applicationStartsMs) return undefined;
  if (sinceMs < plan.demandStartsMs) {
    const requested = allocation.kind === 'fixed' ? allocation.instances : allocation.initial;
    return { requested, runningTasks: 0, openTasks: 0 };
  }
  if (sinceMs < plan.tasksStartMs || taskSlots === 0) {
    const wanted = wantedExecutors(allocation, partitions, executorSlots);
    return {
      requested: requestedExecutors(allocation, wanted, sinceMs - plan.demandStartsMs),
      runningTasks: 0,
      openTasks: partitions,
    };
  }
  const elapsed = sinceMs - plan.tasksStartMs;
  const wave = Math.min(waves, Math.floor(elapsed / taskMs));
  const openTasks = Math.max(0, partitions - wave * taskSlots);
  const runningTasks = Math.min(taskSlots, openTasks);
  const wanted = wantedExecutors(allocation, openTasks, executorSlots);
  if (allocation.kind === 'fixed') return { requested: wanted, runningTasks, openTasks };
  // Executors without tasks go after the idle timeout; only the last wave leaves any idle.
  const idleForMs = elapsed - Math.max(0, waves - 1) * taskMs;
  const requested =
    idleForMs >= allocation.idleTimeoutMs && wave >= waves - 1 ? wanted : Math.max(wanted, plan.executors);
  return { requested, runningTasks, openTasks };
}
