import type { EmrCall, StepState } from '../../lib/remedy';
import type { Role, WorldStep } from './steps';
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
  const step: WorldStep = { id, role, args, createdAt: world.now, state: 'PENDING' };
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
 * @param hangs whether a cancelled root step ends only when people make it
 */
export function settled(world: World, timeoutMs: number, concurrency: number, hangs: boolean): World {
  const steps = world.steps.map((step) => overdue(step, world.now, hangs));
  const wires = world.wires.filter(({ sentAt }: Wire) => world.now - sentAt < WIRE_MS);
  const invocations = world.invocations.filter(({ startedAt }) => world.now - startedAt < timeoutMs);
  return { ...world, steps: started(steps, world.now, concurrency), wires, invocations };
}

function overdue(step: WorldStep, now: number, hangs: boolean): WorldStep {
  if (step.hiddenUntil !== undefined && now >= step.hiddenUntil) return shown(step);
  if (step.cancel === undefined || now < step.cancel.at + CANCEL_MS || hangs) return step;
  return ended(step, 'CANCELLED', step.cancel.at + CANCEL_MS, step.cancel.by);
}

/** EMR starts as many steps at once as the cluster allows, oldest first. */
export function started(steps: readonly WorldStep[], now: number, concurrency: number): readonly WorldStep[] {
  let busy = steps.filter(({ state }) => state === 'RUNNING' || state === 'CANCEL_PENDING').length;
  if (busy >= concurrency || steps.every(({ state }) => state !== 'PENDING')) return steps;
  return steps.map((step) => {
    if (step.state !== 'PENDING' || busy >= concurrency) return step;
    busy += 1;
    return { ...step, state: 'RUNNING' as const, startedAt: now };
  });
}
