import { settled } from '../emr';
import { begin, hear } from '../invocations';
import { isAsleep, spent, type World } from '../world';
import type { Lab, WorldMove } from './lab';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Pauses of one effect: shorter and longer than the 30 s for which a look may be relied on. */
const SLOW_MS = [20 * SECOND_MS, 40 * SECOND_MS];
/** Times without a tick: past every settling, past the pages, past the limits of each state. */
const LOST_MINUTES = [5, 11, 31];

/** How time may go on, and who begins then. */
export function timeMoves(world: World, lab: Lab): WorldMove[] {
  const { invocations, left } = world;
  if (invocations.length === 0) return idle(world, lab);
  const moves: WorldMove[] = [];
  if (invocations.every(isAsleep)) {
    const wakesAt = Math.min(...invocations.map(({ wakesAt = 0 }) => wakesAt));
    moves.push({ label: `${seconds(wakesAt - world.now)} pass`, to: passed(world, wakesAt - world.now, lab) });
  } else if (left.slow > 0) {
    const slow = {
      ...spent(world, 'slow'),
      invocations: invocations.map((one) => ({ ...one, disturbed: true as const })),
    };
    for (const ms of SLOW_MS) {
      moves.push({ label: `${seconds(ms)} pass, everything is slow`, to: passed(slow, ms, lab) });
    }
  }
  if (left.rivals > 0 && invocations.length < lab.scenario.atOnce) {
    moves.push(...begun(spent(world, 'rivals'), lab, 'another invocation begins'));
  }
  return moves;
}

function idle(world: World, lab: Lab): WorldMove[] {
  const { tickMinutes } = lab.scenario;
  const moves = begun(passed(world, tickMinutes * MINUTE_MS, lab), lab, `${tickMinutes} min pass, the schedule fires`);
  if (world.left.lostTicks === 0) return moves;
  for (const minutes of LOST_MINUTES) {
    const to = passed(spent(world, 'lostTicks'), minutes * MINUTE_MS, lab);
    moves.push({ label: `${minutes} min pass without a tick`, to });
  }
  return moves;
}

function begun(world: World, { scenario, setting }: Lab, label: string): WorldMove[] {
  return scenario.skewsMs.map((skewMs) => {
    const clock = skewMs === 0 ? '' : `, its clock ${seconds(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead' : 'behind'}`;
    return { label: `${label}${clock}`, to: begin(world, setting, skewMs) };
  });
}

/** Everything that has to happen in this time happens; whoever has slept enough goes on. */
function passed(world: World, ms: number, { scenario, setting }: Lab): World {
  const later = settled({ ...world, now: world.now + ms }, setting.policy.timeoutSeconds * SECOND_MS, scenario);
  return later.invocations.reduce(
    (state, one) =>
      one.wakesAt !== undefined && one.wakesAt <= state.now ? hear(state, one, { kind: 'slept' }, setting) : state,
    later,
  );
}

const seconds = (ms: number): string => `${ms / SECOND_MS} s`;
