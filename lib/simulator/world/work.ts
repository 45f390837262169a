import { jobIdentity } from '../job/command';
import type { Work } from '../scenario/types';
import type { StepRequest, World } from './types';

/** The work of a step that the scenario does not know, for example one submitted over HTTP. */
const UNDECLARED_WORK: Work = { slotHours: 1, cpuPerTask: 1 };

/** What a step has to do. */
export function workOf(world: World, { jar, args }: StepRequest): Work {
  return world.works[jobIdentity(jar, args)] ?? UNDECLARED_WORK;
}
