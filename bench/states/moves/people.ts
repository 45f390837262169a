import { started, takeCancel, takeStep } from '../emr';
import type { PersonMove } from '../scenario';
import { SPOOF_ARGS, SUCCESSOR_ARGS } from '../steps';
import { ROOT_ID } from '../stuck-cluster';
import type { World } from '../world';
import type { Lab, WorldMove } from './lab';

/** What people, orchestrators and other programs may do now; each of them once. */
export function peopleMoves(world: World, lab: Lab): WorldMove[] {
  return lab.scenario.people.flatMap((move) => {
    if (world.done.includes(move)) return [];
    const act = ACTS[move];
    const to = act.to(world);
    if (to === undefined) return [];
    const done = [...world.done, move].sort();
    const steps = started(to.steps, to.now, lab.scenario.stepConcurrency);
    return [{ label: act.label, to: { ...to, steps, done } }];
  });
}

interface Act {
  readonly label: string;
  /** Undefined where it cannot be done now. */
  readonly to: (world: World) => World | undefined;
}

const attemptOf = (world: World) => world.steps.findLast(({ role }) => role === 'ours');

const ACTS: Readonly<Record<PersonMove, Act>> = {
  'adds-successor': {
    label: 'somebody adds a step that waits for the root step',
    to: (world) => takeStep(world, 'successor', SUCCESSOR_ARGS),
  },
  'cancels-root': {
    label: 'a person cancels the root step',
    to: (world) => {
      const after = takeCancel(world, ROOT_ID, 'person');
      return after === world ? undefined : after;
    },
  },
  'cancels-attempt': {
    label: 'a person cancels the attempt',
    to: (world) => {
      const attempt = attemptOf(world);
      const after = attempt && takeCancel(world, attempt.id, 'person');
      return after === world ? undefined : after;
    },
  },
  'clones-attempt': {
    label: 'a person clones the attempt',
    to: (world) => {
      const attempt = attemptOf(world);
      if (attempt === undefined) return undefined;
      const { steps, ...after } = takeStep(world, 'clone', attempt.args);
      const { guard } = attempt;
      return { ...after, steps: steps.map((step) => (step.role === 'clone' && guard ? { ...step, guard } : step)) };
    },
  },
  'reruns-root': {
    label: 'an orchestrator submits the cancelled job again',
    to: (world) => {
      const root = world.steps[0];
      const seen = root?.state === 'CANCELLED' && root.hiddenUntil === undefined;
      return seen ? takeStep(world, 'rerun', root.args) : undefined;
    },
  },
  'spoofs-marker': {
    label: "somebody submits other work with the lineage's marker",
    to: (world) => (world.told.begun ? takeStep(world, 'spoof', SPOOF_ARGS) : undefined),
  },
  'opts-out': {
    label: "the cluster's owner opts out",
    to: (world) => ({ ...world, optedOutAt: world.now }),
  },
  'pulls-lever': {
    label: 'somebody pulls the emergency lever',
    to: (world) => ({ ...world, leverPulledAt: world.now }),
  },
};
