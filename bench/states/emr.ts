import type { EmrCall, StepState } from '../../lib/remedy';
import { withoutGuard } from './guard-words';
import type { Lab } from './moves/lab';
import type { Scenario } from './scenario';
import type { Left, Role, WorldStep } from './steps';
import { stepOf, type Wire, type World, withStep } from './world';

/** An effective cancel shows in DescribeStep within this time. */
export const CANCEL_MS = 120_000;
/** A request arrives within this time or not at all. */
export const WIRE_MS = 60_000;

/** EMR takes a request to cancel; what has ended stays as it is. */
export function takeCancel(world: World, stepId: string, by: 'us' | 'person'): World {
  const step = stepOf(world, stepId);
  if (step?.state === 'PENDING') return withStep(world, ended(step, 'CANCELLED', world.now, by));
  if (step?.state !== 'RUNNING' || step.cancel !== undefined) return world;
  return withStep(world, { ...step, cancel: { by, at: world.now } });
}

/** EMR takes a new step. */
export function takeStep(world: World, role: Role, args: readonly string[]): World {
  const id = `s-${role}-${world.steps.filter((step) => step.role === role).length + 1}`;
  const step: WorldStep = { id, role, ...withoutGuard(args), createdAt: world.now, state: 'PENDING' };
  return { ...world, steps: [...world.steps, step] };
}

/** A request of the remediator takes effect. */
export function arrive(world: World, call: EmrCall): World {
  if (call.kind === 'cancel') return takeCancel(world, call.stepId, 'us');
  return takeStep(world, 'ours', call.step.HadoopJarStep.Args);
}

export function ended(step: WorldStep, state: StepState, at: number, endedBy?: 'us' | 'person'): WorldStep {
  const { cancel: _, ...rest } = step;
  return { ...rest, state, endedAt: at, ...(endedBy === undefined ? {} : { endedBy }) };
}

/** As {@link ended}, while EMR shows the step RUNNING for as long as an effective cancel may take to show. */
export function endedUnseen(step: WorldStep, at: number): WorldStep {
  const by = step.cancel?.by;
  return { ...ended(step, 'CANCELLED', at, by), hiddenUntil: (step.cancel?.at ?? at) + CANCEL_MS };
}

export function shown(step: WorldStep): WorldStep {
  const { hiddenUntil: _, ...rest } = step;
  return rest;
}

/**
 * What has to have happened by now: late cancels take effect and show, requests that are too old are lost, invocations past their timeout
 * are dead, free places are given to the next step.
 *
 */
export function settled(world: World, timeoutMs: number, scenario: Scenario): World {
  const steps = world.steps.map((step) => overdue(step, world.now, scenario));
  const wires = world.wires.filter(({ sentAt }: Wire) => world.now - sentAt < WIRE_MS);
  const invocations = world.invocations.filter(({ startedAt }) => world.now - startedAt < timeoutMs);
  return { ...world, steps: started(steps, world.now, scenario.stepConcurrency), wires, invocations };
}

function overdue(step: WorldStep, now: number, { cancelEnds, leftBehind }: Scenario): WorldStep {
  if (step.hiddenUntil !== undefined && now >= step.hiddenUntil) return shown(step);
  // `never`: a cancelled root step ends only when people make it.
  if (step.cancel === undefined || now < step.cancel.at + CANCEL_MS || cancelEnds.includes('never')) return step;
  return leaving(leftBehind[0], ended(step, 'CANCELLED', step.cancel.at + CANCEL_MS, step.cancel.by));
}

/** A step that ended with what it has left on YARN; where its guard had not looked yet it had no application. */
export function leaving(left: Left | undefined, step: WorldStep): WorldStep {
  const { waits, ...rest } = step;
  if (waits) return { ...rest, turnedAway: true };
  return left === undefined ? rest : { ...rest, left };
}

/** Free places are taken. */
export function places(world: World, { scenario }: Pick<Lab, 'scenario'>): World {
  return { ...world, steps: started(world.steps, world.now, scenario.stepConcurrency) };
}

/** EMR starts as many steps at once as the cluster allows, oldest first. */
export function started(steps: readonly WorldStep[], now: number, concurrency: number): readonly WorldStep[] {
  let busy = steps.filter(({ state }) => state === 'RUNNING' || state === 'CANCEL_PENDING').length;
  if (busy >= concurrency || steps.every(({ state }) => state !== 'PENDING')) return steps;
  return steps.map((step) => {
    if (step.state !== 'PENDING' || busy >= concurrency) return step;
    busy += 1;
    const waits = step.guard === undefined ? {} : { waits: true as const };
    return { ...step, state: 'RUNNING' as const, startedAt: now, ...waits };
  });
}
