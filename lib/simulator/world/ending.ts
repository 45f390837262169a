import { isActive } from '../../remedy';
import { cancelPending, changeStep, noted, together } from './changes';
import { findStep } from './find-step';
import type { EndReason, Step, World } from './types';

/** From TERMINATING to TERMINATED. */
const SHUTDOWN_MS = 60_000;

export const isTerminal = (step: Step): boolean => !isActive(step);

/** The next change of a cluster that ends, or will by itself. */
export function nextEnding(
  world: World,
): { readonly atMs: number; readonly apply: (world: World) => World } | undefined {
  const { ending, cluster, timing } = world;
  if (ending !== undefined)
    return ending.state === 'TERMINATING' ? { atMs: ending.sinceMs + SHUTDOWN_MS, apply: terminated } : undefined;
  if (world.steps.some(isActive)) return undefined;
  const idleSinceMs = world.steps.reduce((last, s) => Math.max(last, s.endedMs ?? last), cluster.readyMs);
  const isDone = world.steps.length > 0 || world.submissions.length === 0;
  const waits = [cluster.autoTerminate && isDone ? timing.autoTerminateMs : undefined, cluster.idleTerminationMs];
  const times = waits.flatMap((ms) => (ms === undefined ? [] : [Math.max(world.nowMs, idleSinceMs + ms)]));
  if (times.length === 0) return undefined;
  return { atMs: Math.min(...times), apply: (w) => endCluster(w, 'ALL_STEPS_COMPLETED') };
}

/** The cluster begins to end: waiting steps are cancelled, and what runs is ended. */
export function endCluster(world: World, reason: EndReason): World {
  if (world.ending !== undefined) return world;
  const sinceMs = world.nowMs;
  const withErrors = reason === 'STEP_FAILURE' || reason === 'INSTANCE_FAILURE';
  const ended = withoutActive(world);
  return changed(
    { ...ended, steps: ended.steps.map((step) => withoutApplication(step, sinceMs)) },
    {
      state: 'TERMINATING',
      sinceMs,
      withErrors,
      reason,
    },
  );
}

/** What was added meanwhile is lost. */
function terminated(world: World): World {
  const { ending } = world;
  if (ending === undefined) return world;
  const state = ending.withErrors ? 'TERMINATED_WITH_ERRORS' : 'TERMINATED';
  return changed(withoutActive(world), { ...ending, state, sinceMs: world.nowMs });
}

const withoutActive = (world: World): World =>
  together(world, (before) => before.steps.filter(isActive).reduce((w, { id }) => endStep(w, id), before));

function endStep(world: World, stepId: string): World {
  const { nowMs, timing } = world;
  const step = findStep(world, stepId);
  if (step?.run === undefined) return cancelPending(world, stepId, 'Cluster is terminating.');
  const { run } = step;
  const outcome = timing.stepOfEndedCluster === 'FAILED' ? 'FAILED' : 'CANCELLED';
  const exitMs = Math.min(run.exitMs ?? nowMs, nowMs);
  return changeStep(world, stepId, (s) => ({
    ...s,
    state: timing.stepOfEndedCluster,
    endedMs: nowMs,
    reason: 'Cluster is terminating.',
    run: { ...run, exitMs, outcome, reportMs: nowMs, signalledMs: run.signalledMs ?? nowMs },
  }));
}

/** An application that outlives its process does not outlive its nodes. */
function withoutApplication(step: Step, atMs: number): Step {
  const { run } = step;
  if (run?.outlives === undefined) return step;
  const isOver = run.outlives !== 'work' && run.outlives.untilMs <= atMs;
  return isOver ? step : { ...step, run: { ...run, outlives: { untilMs: atMs, succeeds: false } } };
}

function changed(world: World, ending: NonNullable<World['ending']>): World {
  return noted({ ...world, ending }, { atMs: world.nowMs, kind: 'cluster', state: ending.state });
}
