import { seededRandom } from '../../lib/rehearsal/seeded-random';
import type { TraceClass } from './classes';
import type { Seen } from './seen';
import { between, type Dice, whole } from './trace';
import { actedAt } from './watch';

/** What became of the traces of one class. */
export interface Row {
  readonly name: string;
  readonly traces: number;
  /** Minutes after the step's start at which those were cut that were. */
  readonly actedAt: readonly number[];
  /** Of those, how many within the limit. */
  readonly inTime: number;
}

/** When a fat step is to be cut at the latest, in minutes after its start and beside the lag: warm-up, window and the wait for the next look. */
export const LIMIT_MINUTES = { 5: 46, 1: 25 } as const;

/** Traces of a class from a seed on, each seen at a lag and in phases of its own. */
export function judge({ name, make, isMinutely = false }: TraceClass, traces: number, seed: number): Row {
  const acted: number[] = [];
  let inTime = 0;
  for (let i = 0; i < traces; i++) {
    const dice = seededRandom(hash(name) + seed * 1_000_003 + i);
    const trace = make(dice);
    const seen = seenBy(dice, isMinutely ? 1 : 5);
    const minute = actedAt(trace, seen);
    if (minute === undefined) continue;
    acted.push(minute);
    if (minute <= LIMIT_MINUTES[seen.period] + Math.max(seen.lag, seen.cpuLag)) inTime += 1;
  }
  return { name, traces, actedAt: acted, inTime };
}

function seenBy(dice: Dice, period: 1 | 5): Seen {
  const lag = whole(dice, 0, 15);
  return {
    period,
    lag,
    cpuLag: dice() < 0.5 ? lag : whole(dice, 0, 15),
    startPhase: whole(dice, 0, 4),
    tickPhase: between(dice, 0, period),
    means: dice() < 0.5,
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
