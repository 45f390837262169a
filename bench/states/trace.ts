import type { Space, Violation } from './search';
import { FOUND_AT } from './stuck-cluster';
import type { World } from './world';

/** The way to a broken promise, one line a move: when on the true clock, who does what, and what the ledger says then. */
export function traceOf(space: Space<World>, { promise, labels }: Violation): string {
  const lines = [promise];
  let world = space.initial;
  let said = 'watching';
  for (const label of labels) {
    const move = space.moves(world).find((one) => one.label === label);
    if (move === undefined) break;
    world = move.to;
    const state = world.ledger.row?.state ?? 'no row';
    lines.push(`  ${clock(world.now)}  ${label}${state === said ? '' : `  [${state}]`}`);
    said = state;
  }
  return lines.join('\n');
}

/** Minutes and seconds since the search began. */
function clock(now: number): string {
  const seconds = Math.round((now - FOUND_AT) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
}
