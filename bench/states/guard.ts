import { ended, places } from './emr';
import type { Environment, Lab } from './moves/lab';
import type { GuardWords, WorldStep } from './steps';
import { type World, withStep } from './world';

/** What may become of a step whose guard looks now: its command runs, or it ends without an application of its own. */
export function guardMoves(world: World, step: WorldStep, lab: Lab): { label: string; to: World }[] {
  const { guard } = step;
  if (guard === undefined || !step.waits || step.state !== 'RUNNING') return [];
  const to = ({ world: after, ...rest }: Looked): World => places(withStep(after, settledBy(rest, step, world)), lab);
  const looked = look(world, step, guard, lab.environment);
  const moves = [{ label: `the guard of the attempt looks: ${looked.says}`, to: to(looked) }];
  if (!lab.scenario.guardMayRefuse) return moves;
  const refuses = { world, says: '', ends: 'FAILED' } as const;
  return [...moves, { label: 'the guard of the attempt cannot tell which application it is', to: to(refuses) }];
}

interface Looked {
  readonly world: World;
  readonly says: string;
  /** How the step ends without its command; undefined: that runs. */
  readonly ends?: 'COMPLETED' | 'FAILED';
}

function look(world: World, step: WorldStep, guard: GuardWords, environment: Environment): Looked {
  if (environment.noGuard) return { world, says: 'it is not there, the command runs' };
  const named = environment.fencesRootOnly ? guard.earlier.slice(0, 1) : guard.earlier;
  const earlier = world.steps.filter(({ id }) => named.includes(id));
  const counts = environment.succeededCounts ?? (guard.mode === 'cluster' ? 'cluster' : 'never');
  const succeeded = earlier.some(({ left }) => left === 'succeeded' || (left === 'cut' && counts === 'always'));
  const ending = earlier.filter(({ left }) => left === 'lives');
  const after = ending.reduce((now, one) => withStep(now, { ...one, left: 'cut' }), world);
  if (succeeded && counts !== 'never')
    return { world: after, says: 'an earlier application has succeeded', ends: 'COMPLETED' };
  const isTwin =
    !environment.noToken &&
    world.steps.some((one) => one.id !== step.id && one.passed && one.guard?.attempt === guard.attempt);
  if (isTwin) return { world: after, says: 'this attempt has run already', ends: 'FAILED' };
  return { world: after, says: ending.length > 0 ? 'it ends what is left, the command runs' : 'the command runs' };
}

function settledBy({ ends }: Pick<Looked, 'ends'>, step: WorldStep, { now }: World): WorldStep {
  const { waits: _, ...rest } = step;
  return ends === undefined ? { ...rest, passed: true } : { ...ended(rest, ends, now), turnedAway: true };
}
