import type { Look } from '../../../lambda/remediator/ports';
import { type Missing, observationOf, type View } from '../observe';
import type { Scenario } from '../scenario';
import type { Invocation, World } from '../world';
import type { Course, Lab } from './lab';

/** For how long a list may lack a new step. */
const STALE_MS = 60_000;

/** What a look may see: everything, a list that lacks the newest steps, or all but one datum. */
export function lookCourses(world: World, invocation: Invocation, look: Look, lab: Lab): Course[] {
  const see = (says: string, view: View, costs?: 'losses'): Course => ({
    says,
    world,
    outcome: { kind: 'observed', obs: observationOf(world, invocation, look, view, lab) },
    costs,
  });
  const says = `looks (${look.row.state})`;
  const courses = executorsSeen(look, lab).map((executors) =>
    see(executors === 'unknown' ? says : `${says}, executors are ${executors}`, { executors }),
  );
  const young = world.steps.some(({ createdAt }) => world.now - createdAt < STALE_MS);
  if (lab.scenario.stale && young && look.row.state !== 'closed' && look.row.state !== 'held') {
    courses.push(see(`${says}, the list of steps lacks the last minute`, { staleMs: STALE_MS }));
  }
  if (world.left.losses === 0) return courses;
  for (const missing of MISSING) courses.push(see(`${says}, ${missing} unread`, { missing }, 'losses'));
  return courses;
}

const MISSING: readonly Missing[] = ['cluster', 'root', 'scan', 'lever'];

/** What metrics of the attempt may show; only where one is watched. */
function executorsSeen({ row }: Look, { scenario }: Lab): Scenario['executors'] {
  return row.state === 'verifying' ? scenario.executors : ['unknown'];
}
