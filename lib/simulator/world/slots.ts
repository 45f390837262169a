import { isActive } from '../../remedy';
import type { World } from './types';

/** Whether a step has one of the cluster's step slots: it runs, or is cancelled while it did. */
const hasSlot = ({ state, run }: World['steps'][number]): boolean => run !== undefined && isActive({ state });

/** From when on the next step may start; undefined: not before another one ends. */
export function nextSlotMs({ freeSlots }: World): number | undefined {
  const times = freeSlots.filter((at) => at !== null);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The world with the slot taken that is free first. */
export function slotTaken(world: World): World {
  const first = world.freeSlots.indexOf(nextSlotMs(world) ?? null);
  return { ...world, freeSlots: world.freeSlots.toSpliced(first, 1) };
}

/** The slot of a step that has just ended, free from then on; none where the level has been lowered meanwhile. */
export function slotFreed(world: World, freeMs: number | null): World {
  const taken = world.steps.filter(hasSlot).length;
  if (taken + world.freeSlots.length >= world.cluster.stepConcurrencyLevel) return world;
  return { ...world, freeSlots: [...world.freeSlots, freeMs] };
}

/** So many steps may run together from now on; those that run go on. */
export function withConcurrency(world: World, level: number): World {
  const { cluster, freeSlots, nowMs } = world;
  const free = Math.max(0, level - world.steps.filter(hasSlot).length);
  const added = Array.from({ length: Math.max(0, free - freeSlots.length) }, () => nowMs);
  return {
    ...world,
    cluster: { ...cluster, stepConcurrencyLevel: level },
    freeSlots: [...freeSlots.slice(0, free), ...added],
  };
}
