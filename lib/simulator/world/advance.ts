import { isActive } from '../../remedy';
import { jobIdentity } from '../job/command';
import { planRun } from '../job/run-plan';
import { partId } from './ids';
import type { Change, EndCause, Run, Step, StepRequest, World } from './types';

/** From TERMINATING to TERMINATED. */
const SHUTDOWN_MS = 60_000;

export const isTerminal = (step: Step): boolean => !isActive(step);

/**
 * The world at `toMs`: every event up to and including that moment has happened, in order of time.
 *
 * Pure and event-driven: `advance(advance(w, a), b)` equals `advance(w, b)` for any a ≤ b.
 */
export function advance(world: World, toMs: number): World {
  let now = world;
  for (let next = nextEvent(now); next !== undefined && next.atMs <= toMs; next = nextEvent(now)) {
    now = next.apply({ ...now, nowMs: Math.max(now.nowMs, next.atMs) });
  }
  return { ...now, nowMs: Math.max(now.nowMs, toMs) };
}

/** The time of the next event; undefined where there is none. */
export function nextEventMs(world: World): number | undefined {
  return nextEvent(world)?.atMs;
}

interface Event {
  readonly atMs: number;
  readonly apply: (world: World) => World;
}

function nextEvent(world: World): Event | undefined {
  // At the same moment ends come before submissions, submissions before starts.
  const events = [...reports(world), ...ending(world), ...submission(world), ...start(world)];
  return events.reduce<Event | undefined>(
    (first, e) => (first === undefined || e.atMs < first.atMs ? e : first),
    undefined,
  );
}

function reports(world: World): Event[] {
  return world.steps.flatMap((step) => {
    const reportMs = step.run?.reportMs;
    if (isTerminal(step) || reportMs === undefined) return [];
    return [{ atMs: reportMs, apply: (w: World) => finish(w, step.id, reportMs) }];
  });
}

function submission(world: World): Event[] {
  const [next, ...rest] = world.submissions;
  if (next === undefined) return [];
  const apply = (w: World): World => {
    const without = { ...w, submissions: rest };
    return w.ending === undefined ? addStep(without, next.request) : without;
  };
  return [{ atMs: next.atMs, apply }];
}

function start(world: World): Event[] {
  if (world.slotFreeMs === null || world.ending !== undefined) return [];
  if (world.steps.some((s) => s.state === 'RUNNING' || (s.state === 'CANCEL_PENDING' && s.run !== undefined)))
    return [];
  const first = world.steps.find((s) => s.state === 'PENDING');
  if (first === undefined) return [];
  const atMs = Math.max(world.slotFreeMs, first.createdMs) + world.timing.stepStartMs;
  return [{ atMs, apply: (w) => startStep(w, first.id, atMs) }];
}

function ending(world: World): Event[] {
  const { ending: end, cluster, timing } = world;
  if (end !== undefined) {
    if (end.state !== 'TERMINATING') return [];
    const state = end.cause === 'step-failure' ? 'TERMINATED_WITH_ERRORS' : 'TERMINATED';
    return [{ atMs: end.sinceMs + SHUTDOWN_MS, apply: (w) => changeCluster(w, { ...end, state, sinceMs: w.nowMs }) }];
  }
  if (world.steps.some(isActive)) return [];
  const idleSinceMs = world.steps.reduce((last, s) => Math.max(last, s.endedMs ?? last), cluster.readyMs);
  const terminate = (afterMs: number, cause: EndCause): Event => {
    const atMs = Math.max(world.nowMs, idleSinceMs + afterMs);
    return { atMs, apply: (w) => changeCluster(w, { state: 'TERMINATING', sinceMs: atMs, cause }) };
  };
  const isDone = world.steps.length > 0 || world.submissions.length === 0;
  return [
    ...(cluster.autoTerminate && isDone ? [terminate(timing.autoTerminateMs, 'steps-completed')] : []),
    ...(cluster.idleTerminationMs === undefined ? [] : [terminate(cluster.idleTerminationMs, 'idle')]),
  ];
}

/** Appends a step as PENDING. */
export function addStep(world: World, request: StepRequest): World {
  const id = partId('s', world.cluster.id, world.steps.length + 1);
  const step: Step = { id, request, state: 'PENDING', createdMs: world.nowMs };
  return noted(
    { ...world, steps: [...world.steps, step] },
    { atMs: world.nowMs, kind: 'step', stepId: id, state: 'PENDING' },
  );
}

function startStep(world: World, stepId: string, atMs: number): World {
  return changeStep(world, stepId, (step) => ({
    ...step,
    state: 'RUNNING',
    startedMs: atMs,
    run: runFor(world, step, atMs),
  }));
}

function runFor(world: World, step: Step, startedMs: number): Run {
  const { jar, args } = step.request;
  const work = world.works[jobIdentity(jar, args)] ?? world.defaultWork;
  const plan = planRun(step.request, world.cluster, work, world.timing);
  const lasts = plan.kind === 'refused' ? plan.endsMs : plan.tasksEndMs;
  const exitMs = lasts === undefined ? undefined : startedMs + lasts;
  return {
    plan,
    startedMs,
    exitMs,
    outcome: plan.kind === 'refused' ? 'FAILED' : 'COMPLETED',
    reportMs: exitMs === undefined ? undefined : exitMs + world.timing.reportAfterExitMs,
  };
}

function finish(world: World, stepId: string, atMs: number): World {
  const step = world.steps.find((s) => s.id === stepId);
  const run = step?.run;
  if (step === undefined || run === undefined) return world;
  const failure =
    run.outcome !== 'FAILED' ? undefined : run.plan.kind === 'refused' ? run.plan.reason : 'the process was signalled';
  const wait = run.signalledMs === undefined ? 0 : world.timing.slotFreedAfterCancelMs;
  const ended = changeStep({ ...world, slotFreeMs: wait === null ? null : atMs + wait }, stepId, (s) => ({
    ...s,
    state: run.outcome,
    endedMs: atMs,
    failure,
  }));
  // A cancel never triggers the action on failure, whatever state it ends in.
  return run.outcome === 'FAILED' && run.signalledMs === undefined ? actOnFailure(ended, step) : ended;
}

function actOnFailure(world: World, failed: Step): World {
  const { actionOnFailure } = failed.request;
  if (actionOnFailure === 'CONTINUE') return world;
  const cancelled = world.steps
    .filter((s) => s.state === 'PENDING')
    .reduce((w, s) => cancelPending(w, s.id, 'Step cancelled because a previous step failed.'), world);
  if (actionOnFailure === 'CANCEL_AND_WAIT') return cancelled;
  return changeCluster(cancelled, { state: 'TERMINATING', sinceMs: world.nowMs, cause: 'step-failure' });
}

/** CANCELLED at once, as EMR does with a step that has not started. */
export function cancelPending(world: World, stepId: string, reason: string): World {
  return changeStep(world, stepId, (s) => ({ ...s, state: 'CANCELLED', endedMs: world.nowMs, reason }));
}

export function changeStep(world: World, stepId: string, change: (step: Step) => Step): World {
  let note: Change | undefined;
  const steps = world.steps.map((step) => {
    if (step.id !== stepId) return step;
    const changed = change(step);
    if (changed.state !== step.state) {
      note = {
        atMs: world.nowMs,
        kind: 'step',
        stepId,
        state: changed.state,
        reason: changed.failure ?? changed.reason,
      };
    }
    return changed;
  });
  const next = { ...world, steps };
  return note === undefined ? next : noted(next, note);
}

export function changeCluster(world: World, end: NonNullable<World['ending']>): World {
  return noted({ ...world, ending: end }, { atMs: world.nowMs, kind: 'cluster', state: end.state });
}

export function noted(world: World, change: Change): World {
  return { ...world, changes: [...world.changes, change] };
}
