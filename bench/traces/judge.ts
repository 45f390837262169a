import { seededRandom } from '../../lib/rehearsal/seeded-random';
import type { TraceClass } from './classes';
import { LIMIT_MINUTES, SECOND_LOOK_MINUTES } from './limits';
import type { Seen } from './seen';
import { between, type Dice, type Trace, whole } from './trace';
import { actedAt } from './watch';

/** What became of the traces of one class. */
export interface Row {
  readonly name: string;
  readonly reason?: string;
  readonly limitMinutes: number;
  readonly traces: number;
  /** Minutes after the step's start at which those were cut that were. */
  readonly actedAt: readonly number[];
  /** Of those, how many within the limit. */
  readonly inTime: number;
}

/** One trace of a class, and how it is seen: at a lag and in phases of its own. */
export function drawn({ name, make, isMinutely }: TraceClass, i: number, seed: number): { trace: Trace; seen: Seen } {
  const dice = seededRandom(hash(name) + seed * 1_000_003 + i);
  return { trace: make(dice), seen: seenBy(dice, isMinutely) };
}

/** Traces of a class from a seed on. */
export function judge(one: TraceClass, traces: number, seed: number): Row {
  const acted: number[] = [];
  let inTime = 0;
  const { limitMinutes = LIMIT_MINUTES.everyFive } = one;
  for (let i = 0; i < traces; i++) {
    const { trace, seen } = drawn(one, i, seed);
    const minute = actedAt(trace, seen);
    if (minute === undefined) continue;
    acted.push(minute);
    if (minute - SECOND_LOOK_MINUTES <= limitMinutes + Math.max(seen.lag, seen.cpuLag)) inTime += 1;
  }
  return { name: one.name, reason: one.reason, limitMinutes, traces, actedAt: acted, inTime };
}

/** Of healthy steps looked at every five minutes or every minute, so many. */
const MINUTELY_SHARE = 0.2;

function seenBy(dice: Dice, isMinutely: boolean | undefined): Seen {
  const lag = whole(dice, 0, 15);
  const cpuLag = dice() < 0.5 ? lag : whole(dice, 0, 15);
  const draw = dice();
  const tick = (isMinutely ?? draw < MINUTELY_SHARE) ? 1 : 5;
  const hasAgent = isMinutely ?? draw < 2 * MINUTELY_SHARE;
  return {
    tick,
    lag,
    cpuLag,
    startPhase: whole(dice, 0, 4),
    tickPhase: between(dice, 0, tick),
    means: dice() < 0.5,
    hasAgent,
    isDetailed: dice() < 0.5 && isMinutely !== false,
    agentLag: whole(dice, 0, 2),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
