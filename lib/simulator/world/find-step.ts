import { idStem } from './ids';
import type { Step, World } from './types';

/** Where a step stands in `world.steps`; -1 where the cluster has no such step. Ids follow from the place, for no step is ever taken away. */
export function placeOf({ cluster, steps }: Pick<World, 'cluster' | 'steps'>, stepId: string): number {
  const stem = `s-${idStem(cluster.id)}`;
  const place = stepId.startsWith(stem) ? Number(stepId.slice(stem.length)) - 1 : -1;
  return steps[place]?.id === stepId ? place : -1;
}

/** Undefined where the cluster has no such step. */
export const findStep = (world: World, stepId: string): Step | undefined => world.steps[placeOf(world, stepId)];
