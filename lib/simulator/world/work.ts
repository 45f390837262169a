import { jobIdentity } from '../job/command';
import type { Work } from '../scenario/types';
import type { StepRequest, World } from './types';

/** What a step has to do. */
export function workOf(world: World, { jar, args }: StepRequest): Work {
  return world.works[jobIdentity(jar, args)] ?? world.defaultWork;
}
