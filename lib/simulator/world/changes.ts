import { placeOf } from './find-step';
import { partId } from './ids';
import { reactedTo } from './reactions';
import type { Change, Step, StepRequest, World } from './types';

/** The world with a change noted. */
export function noted(world: World, change: Change): World {
  return { ...world, changes: [...world.changes, change] };
}

/** The world after many changes that are made as one: what is noted of them is appended at once, for the list is long. */
export function together(world: World, change: (world: World) => World): World {
  const after = change({ ...world, changes: [] });
  return { ...after, changes: [...world.changes, ...after.changes] };
}

/** Appends a step as PENDING. */
export function addStep(world: World, request: StepRequest, origin: Step['origin'] = 'api'): World {
  const id = partId('s', world.cluster.id, world.steps.length + 1);
  const step: Step = { id, request, state: 'PENDING', origin, createdMs: world.nowMs };
  const added = { ...world, steps: [...world.steps, step] };
  return reactedTo(noted(added, { atMs: world.nowMs, kind: 'step', stepId: id, state: 'PENDING' }), step);
}

/** The world with one step changed; a new state is noted and reacted to. */
export function changeStep(world: World, stepId: string, change: (step: Step) => Step): World {
  const place = placeOf(world, stepId);
  const step = world.steps[place];
  if (step === undefined) return world;
  const changed = change(step);
  const next = { ...world, steps: world.steps.with(place, changed) };
  if (changed.state === step.state) return next;
  const reason = changed.failure ?? changed.reason;
  const note = { atMs: world.nowMs, kind: 'step', stepId, state: changed.state, reason } as const;
  return reactedTo(noted(next, note), changed);
}

/** CANCELLED at once, as EMR does with a step that has not started. */
export function cancelPending(world: World, stepId: string, reason: string): World {
  return changeStep(world, stepId, (s) => ({ ...s, state: 'CANCELLED', endedMs: world.nowMs, reason }));
}
