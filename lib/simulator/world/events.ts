import { EmrRelease } from '../../catalog';
import { COMMAND_RUNNER } from '../../steps';
import { jobIdentity } from '../job/command';
import type { ScenarioStep, WorldEvent } from '../scenario/types';
import { cancelStep } from './cancel';
import { addStep, changeStep, noted } from './changes';
import { endCluster } from './ending';
import { groupIndex, loseNodes, resize } from './nodes';
import { withLimits } from './scaling';
import { withConcurrency } from './slots';
import type { Step, StepRequest, World } from './types';

/** The world after something happened to it, at `world.nowMs`; what is about a step that does not exist has no effect. */
export function happen(world: World, event: WorldEvent): World {
  const after = effectOf(world, event);
  return noted(after, { atMs: world.nowMs, kind: 'event', state: wordsFor(event) });
}

/** For a timeline. */
function wordsFor(event: WorldEvent): string {
  switch (event.kind) {
    case 'add-step':
      return `${event.kind} ${event.step.name}`;
    case 'clone-step':
    case 'cancel-step':
    case 'end-step':
      return `${event.kind} ${event.step}`;
    case 'tag':
    case 'untag':
      return `${event.kind} ${event.key}`;
    default:
      return event.kind;
  }
}

function effectOf(world: World, event: WorldEvent): World {
  switch (event.kind) {
    case 'resize':
      return resize(world, groupIndex(event.group), event.count);
    case 'lose-nodes':
      return loseNodes(world, groupIndex(event.group), event.count, event.replaced);
    case 'terminate':
      return endCluster(world, event.withErrors ? 'INSTANCE_FAILURE' : 'USER_REQUEST');
    case 'scale':
      return withLimits(world, event.limits);
    case 'step-concurrency':
      return withConcurrency(world, event.level);
    case 'add-step':
      return submit(world, event.step);
    case 'clone-step':
    case 'cancel-step':
    case 'end-step':
      return toStep(world, event);
    case 'tag':
      return withTags(world, { ...world.cluster.tags, [event.key]: event.value });
    case 'untag':
      return withTags(
        world,
        Object.fromEntries(Object.entries(world.cluster.tags).filter(([key]) => key !== event.key)),
      );
    case 'restart-web-interfaces':
      return { ...world, webRestarts: world.webRestarts + 1 };
    case 'set': {
      const { faults, timing } = world;
      return { ...world, faults: { ...faults, ...event.faults }, timing: { ...timing, ...event.timing } };
    }
  }
}

function toStep(world: World, event: WorldEvent & { kind: 'clone-step' | 'cancel-step' | 'end-step' }): World {
  const step = world.steps.findLast(({ id, request }) => id === event.step || request.name === event.step);
  if (step === undefined) return world;
  switch (event.kind) {
    case 'clone-step':
      return world.ending === undefined ? addStep(world, step.request, 'scenario') : world;
    case 'cancel-step': {
      const { canCancelRunningSteps } = EmrRelease.of(world.cluster.release);
      return cancelStep(world, step.id, 'SEND_INTERRUPT', canCancelRunningSteps).world;
    }
    case 'end-step':
      return endProcess(world, step, event.outcome);
  }
}

/** Before a signal has reached it, a process ends as it would have; afterwards the signal has ended it. */
function endProcess(world: World, step: Step, outcome: 'COMPLETED' | 'FAILED'): World {
  const { nowMs, timing } = world;
  const { run } = step;
  const isOver = run === undefined || (run.exitMs !== undefined && run.exitMs <= nowMs);
  if (isOver || (run.signalledMs !== undefined && run.signalledMs <= nowMs)) return world;
  const ended = {
    ...run,
    signalledMs: undefined,
    outlives: undefined,
    exitMs: nowMs,
    outcome,
    reportMs: Math.max(nowMs + timing.reportAfterExitMs, step.cancelShowsMs ?? 0),
  };
  return changeStep(world, step.id, (one) => ({ ...one, run: ended }));
}

/** A step that the scenario submits, and its work where it is new. */
function submit(world: World, step: Omit<ScenarioStep, 'submittedAtMinutes'>): World {
  if (world.ending !== undefined) return world;
  const works = { ...world.works, [jobIdentity(COMMAND_RUNNER, step.args)]: step.work };
  return addStep({ ...world, works }, toRequest(step), 'scenario');
}

/** A scenario's step as AddJobFlowSteps would take it. */
export function toRequest({ name, args, actionOnFailure }: Omit<ScenarioStep, 'submittedAtMinutes'>): StepRequest {
  return { name, jar: COMMAND_RUNNER, args, properties: {}, actionOnFailure };
}

const withTags = (world: World, tags: Readonly<Record<string, string>>): World => ({
  ...world,
  cluster: { ...world.cluster, tags },
});
