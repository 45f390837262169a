import { cancelPending, changeCluster, changeStep, isTerminal } from './advance';
import type { EndCause, Step, World } from './types';

const REASON = 'Job flow terminated.';

/** The world with its cluster shutting down: waiting steps are cancelled, and running ones are cut off where they are. */
export function endCluster(world: World, cause: EndCause): World {
  if (world.ending !== undefined) return world;
  const open = world.steps.filter((step) => !isTerminal(step));
  const stopped = open.reduce<World>(
    (w, { id, run }) =>
      run === undefined ? cancelPending(w, id, REASON) : changeStep(w, id, (step) => cutOff(step, w.nowMs)),
    { ...world, submissions: [] },
  );
  return changeCluster(stopped, { state: 'TERMINATING', sinceMs: world.nowMs, cause });
}

function cutOff(step: Step, nowMs: number): Step {
  const run = step.run && {
    ...step.run,
    signalledMs: nowMs,
    exitMs: nowMs,
    outcome: 'CANCELLED' as const,
    reportMs: nowMs,
  };
  return { ...step, state: 'CANCELLED', endedMs: nowMs, reason: REASON, run };
}
