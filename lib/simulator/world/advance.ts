import { planRun } from '../job/run-plan';
import { addStep, cancelPending, changeStep } from './changes';
import { endCluster, nextEnding } from './ending';
import { happen } from './events';
import { findStep } from './find-step';
import { behindGuard, type GuardVerdict, guarded } from './guard';
import { finishResizes, nextResizeMs } from './nodes';
import { look, nextLookMs } from './scaling';
import { nextShareMs, offerToNext, share } from './sharing';
import { nextSlotMs, slotFreed, slotTaken } from './slots';
import type { Run, Step, World } from './types';
import { workOf } from './work';

/**
 * The world at `toMs`: every event up to and including that moment has happened, in order of time.
 *
 * Pure and event-driven: `advance(advance(w, a), b)` equals `advance(w, b)` for any a ≤ b.
 */
export function advance(world: World, toMs: number): World {
  let now = world;
  let next = NEXT.has(world) ? NEXT.get(world) : nextEvent(world);
  while (next !== undefined && next.atMs <= toMs) {
    now = next.apply({ ...now, nowMs: Math.max(now.nowMs, next.atMs) });
    next = nextEvent(now);
  }
  const later = now.nowMs >= toMs ? now : { ...now, nowMs: toMs };
  NEXT.set(later, next);
  return later;
}

/** What happens next in a world that has been looked at before; that does not depend on its time. */
const NEXT = new WeakMap<World, Event | undefined>();

/** The time of the next event; undefined where there is none. */
export function nextEventMs(world: World): number | undefined {
  return nextEvent(world)?.atMs;
}

interface Event {
  readonly atMs: number;
  readonly apply: (world: World) => World;
}

/** Of those at the same moment the first in this order: what ends comes before what is submitted, and that before what starts. */
const EVENTS: readonly ((world: World) => Event | undefined)[] = [
  nextReport,
  nextEnding,
  (world) => timed(nextShareMs(world), (w) => share(w, w.cluster.capacity)),
  (world) => timed(nextResizeMs(world), finishResizes),
  nextSubmission,
  nextPlanned,
  (world) => timed(nextLookMs(world), look),
  nextStart,
];

function nextEvent(world: World): Event | undefined {
  let first: Event | undefined;
  for (const find of EVENTS) {
    const event = find(world);
    if (event !== undefined && (first === undefined || event.atMs < first.atMs)) first = event;
  }
  return first;
}

const timed = (atMs: number | undefined, apply: Event['apply']): Event | undefined =>
  atMs === undefined ? undefined : { atMs, apply };

/** What DescribeStep shows of a step changes: that it is being cancelled, or how it ended. */
function nextReport(world: World): Event | undefined {
  let first: Event | undefined;
  for (const { id, state, run, cancelShowsMs } of world.steps) {
    if (run === undefined || (state !== 'RUNNING' && state !== 'CANCEL_PENDING')) continue;
    const { reportMs } = run;
    if (reportMs !== undefined && (first === undefined || reportMs < first.atMs)) {
      first = { atMs: reportMs, apply: (w) => finish(w, id, reportMs) };
    }
    if (cancelShowsMs !== undefined && (first === undefined || cancelShowsMs < first.atMs)) {
      first = { atMs: cancelShowsMs, apply: (w) => showCancel(w, id) };
    }
  }
  return first;
}

function showCancel(world: World, stepId: string): World {
  return changeStep(world, stepId, (step) => ({ ...step, state: 'CANCEL_PENDING', cancelShowsMs: undefined }));
}

function nextSubmission(world: World): Event | undefined {
  const [next, ...rest] = world.submissions;
  if (next === undefined) return undefined;
  const apply = (w: World): World => {
    const without = { ...w, submissions: rest };
    return w.ending === undefined ? addStep(without, next.request, 'scenario') : without;
  };
  return { atMs: next.atMs, apply };
}

function nextPlanned(world: World): Event | undefined {
  const [next, ...rest] = world.planned;
  return next && { atMs: next.atMs, apply: (w) => happen({ ...w, planned: rest }, next.event) };
}

function nextStart(world: World): Event | undefined {
  const slotMs = nextSlotMs(world);
  if (slotMs === undefined || world.ending !== undefined) return undefined;
  const first = world.steps.find((s) => s.state === 'PENDING');
  if (first === undefined) return undefined;
  const atMs = Math.max(slotMs, first.createdMs) + world.timing.stepStartMs;
  return { atMs, apply: (w) => startStep(w, first, atMs) };
}

function startStep(world: World, { id }: Step, atMs: number): World {
  // From now on there may be one more to share with.
  const shared = { ...slotTaken(world), sharedMs: world.nowMs };
  const step = findStep(shared, id) as Step;
  const guard = guarded(shared, step);
  const before = guard?.world ?? shared;
  const run = guard?.verdict.ends
    ? endedByGuard(before, guard.verdict, atMs)
    : runFor(before, step, atMs, guard?.verdict.takesMs);
  return changeStep(before, id, (one) => ({ ...one, state: 'RUNNING', startedMs: atMs, run }));
}

/** A step whose guard does not let its command run: it ends without an application of its own. */
function endedByGuard(world: World, { takesMs, ends }: GuardVerdict, startedMs: number): Run {
  const exitMs = startedMs + takesMs;
  return {
    plan: { kind: 'refused', reason: ends?.reason ?? '', endsMs: takesMs },
    offer: world.cluster.capacity,
    pastPlans: [],
    startedMs,
    exitMs,
    outcome: ends?.exitCode === 0 ? 'COMPLETED' : 'FAILED',
    reportMs: exitMs + world.timing.reportAfterExitMs,
  };
}

function runFor(world: World, step: Step, startedMs: number, guardMs?: number): Run {
  const offer = offerToNext(world);
  const work = workOf(world, step.request);
  const timing = behindGuard(world.timing, guardMs);
  const plan = planRun(step.request, { ...world.cluster, capacity: offer }, work, timing);
  const run = { plan, offer, pastPlans: [], startedMs, ...(guardMs === undefined ? {} : { guardMs }) };
  const exits = (lasts: number | undefined, outcome: Run['outcome']): Run => {
    const exitMs = lasts === undefined ? undefined : startedMs + lasts;
    return {
      ...run,
      exitMs,
      outcome,
      reportMs: exitMs === undefined ? undefined : exitMs + world.timing.reportAfterExitMs,
    };
  };
  if (plan.kind === 'refused') return exits(plan.endsMs, 'FAILED');
  const waits = plan.deployMode === 'client' || (plan.settings.boolean('spark.yarn.submit.waitAppCompletion') ?? true);
  if (waits) return exits(plan.tasksEndMs, 'COMPLETED');
  return { ...exits(plan.applicationStartsMs, 'COMPLETED'), outlives: 'work' };
}

function finish(world: World, stepId: string, atMs: number): World {
  const step = findStep(world, stepId);
  const run = step?.run;
  if (step === undefined || run === undefined) return world;
  const failure = run.outcome !== 'FAILED' ? undefined : failureOf(run);
  const wait = run.signalledMs === undefined ? 0 : world.timing.slotFreedAfterCancelMs;
  const ended = changeStep(world, stepId, (s) => ({
    ...s,
    state: run.outcome,
    endedMs: atMs,
    cancelShowsMs: undefined,
    failure,
  }));
  const freed = slotFreed(ended, wait === null ? null : atMs + wait);
  // A cancel does not trigger the action on failure, whatever state it ends in; of a whole cluster that is not certain.
  if (run.signalledMs !== undefined) return afterCancel(freed, step);
  return run.outcome === 'FAILED' ? actOnFailure(freed, step) : freed;
}

function failureOf({ plan, signalledMs }: Run): string {
  if (plan.kind === 'refused') return plan.reason;
  return signalledMs === undefined ? 'the application failed' : 'the process was signalled';
}

function afterCancel(world: World, { request }: Step): World {
  const ends = request.actionOnFailure === 'TERMINATE_CLUSTER' && world.timing.cancelledTerminateClusterStep === 'ends';
  return ends ? endCluster(world, 'STEP_FAILURE') : world;
}

/** Where the level has been raised above 1, EMR does nothing about a failed step. */
function actOnFailure(world: World, { request }: Step): World {
  if (request.actionOnFailure === 'CONTINUE' || world.cluster.stepConcurrencyLevel > 1) return world;
  const cancelled = world.steps
    .filter((s) => s.state === 'PENDING')
    .reduce((w, s) => cancelPending(w, s.id, 'Step cancelled because a previous step failed.'), world);
  return request.actionOnFailure === 'CANCEL_AND_WAIT' ? cancelled : endCluster(cancelled, 'STEP_FAILURE');
}
