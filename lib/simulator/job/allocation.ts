import type { ExecutorAllocation } from '../../spark';

/** Executors wanted while `tasks` are running or waiting, each executor with `slots` at once. */
export function wantedExecutors(allocation: ExecutorAllocation, tasks: number, slots: number): number {
  if (allocation.kind === 'fixed') return allocation.instances;
  return Math.min(allocation.max, Math.max(allocation.min, Math.ceil(tasks / slots)));
}

/**
 * Executors asked for when tasks have waited for `sinceMs`: each request adds twice as many as the one before, beginning with one
 * (`ExecutorAllocationManager.addExecutors`; seen so on a real YARN).
 */
export function requestedExecutors(
  allocation: ExecutorAllocation,
  wanted: number,
  sinceMs: number,
  have = initialExecutors(allocation),
): number {
  if (allocation.kind === 'fixed') return wanted;
  const { backlogMs, sustainedBacklogMs } = allocation;
  const requests = sinceMs < backlogMs ? 0 : 1 + Math.floor((sinceMs - backlogMs) / sustainedBacklogMs);
  return Math.min(wanted, have + 2 ** requests - 1);
}

/** How long tasks wait until as many executors are asked for as they want; ms. */
export function requestsTakeMs(
  allocation: ExecutorAllocation,
  wanted: number,
  have = initialExecutors(allocation),
): number {
  if (allocation.kind === 'fixed' || wanted <= have) return 0;
  const requests = Math.ceil(Math.log2(wanted - have + 1));
  return allocation.backlogMs + (requests - 1) * allocation.sustainedBacklogMs;
}

/** Executors that Spark asks for before any task waits. */
export function initialExecutors(allocation: ExecutorAllocation): number {
  return allocation.kind === 'fixed' ? allocation.instances : allocation.initial;
}
