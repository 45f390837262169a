import type { Reaction, WorldEvent } from '../scenario/types';
import type { PlannedEvent, Step, World } from './types';

const SECOND_MS = 1000;

/** The world with what somebody will do about a step's new state. */
export function reactedTo(world: World, step: Step): World {
  if (world.reactions.length === 0) return world;
  let planned = world.planned;
  const reactions = world.reactions.flatMap((reaction) => {
    if (!concerns(reaction, step)) return [reaction];
    planned = inOrder(planned, { atMs: happensAt(world, reaction), event: aboutStep(reaction.event, step.id) });
    return reaction.times > 1 ? [{ ...reaction, times: reaction.times - 1 }] : [];
  });
  return { ...world, planned, reactions };
}

function concerns({ states, name, origin }: Reaction, step: Step): boolean {
  if (!states.includes(step.state)) return false;
  return (name === undefined || name === step.request.name) && (origin === 'all' || origin === step.origin);
}

/** At the next poll after the state is there. */
function happensAt({ nowMs, startMs }: World, { pollSeconds, delaySeconds }: Reaction): number {
  const pollMs = pollSeconds * SECOND_MS;
  const seenMs = pollMs === 0 ? nowMs : startMs + Math.ceil((nowMs - startMs) / pollMs) * pollMs;
  return Math.round(seenMs + delaySeconds * SECOND_MS);
}

function aboutStep(event: WorldEvent, stepId: string): WorldEvent {
  switch (event.kind) {
    case 'clone-step':
    case 'cancel-step':
    case 'end-step':
      return { ...event, step: event.step ?? stepId };
    default:
      return event;
  }
}

/** With one more, after those of the same moment. */
function inOrder(planned: readonly PlannedEvent[], one: PlannedEvent): PlannedEvent[] {
  const later = planned.findIndex(({ atMs }) => atMs > one.atMs);
  return later < 0 ? [...planned, one] : planned.toSpliced(later, 0, one);
}
