import type { TraceClass } from './classes';
import { LIMIT_MINUTES } from './limits';
import { saying } from './says';
import {
  between,
  capacityOf,
  type Dice,
  fatSetting,
  type Minute,
  QUIET,
  shareOfCpus,
  type Trace,
  wandering,
  whole,
} from './trace';

interface Rough {
  /** Executors that are away at a minute. */
  readonly away?: (minute: number) => number;
  readonly isBusy?: (minute: number) => boolean;
  readonly isCalm?: (minute: number) => boolean;
  readonly changes?: Partial<Trace>;
}

/** A step that was given fat executors, wants more of them from its second minute on, and has hours to go. */
function fat(
  dice: Dice,
  { away = () => 0, isBusy = () => false, isCalm = () => false, changes = {} }: Rough = {},
): Trace {
  const setting = { ...fatSetting(dice), ...changes };
  const executors = capacityOf(setting);
  const cpu = wandering(dice, Math.min(0.42, shareOfCpus(setting, executors) * between(dice, 0.6, 1)), 0.04);
  const ramp = between(dice, 1, 6);
  const at = (minute: number): Minute => {
    if (minute < 1) return { ...QUIET, nodes: setting.count, apps: 0 };
    const share = Math.min(1, minute / ramp);
    return {
      ...QUIET,
      nodes: setting.count,
      executors: Math.max(0, Math.floor(executors * share) - away(minute)),
      pending: isCalm(minute) ? 0 : 40,
      cpu: isBusy(minute) ? 0.7 : cpu(minute) * share,
    };
  };
  return { ...setting, endsAt: 240, at };
}

/** One moment of so many minutes somewhere in the first forty-five. */
function once(dice: Dice, minutes: number): (minute: number) => boolean {
  const from = between(dice, 2, 45);
  return (minute) => minute >= from && minute < from + minutes;
}

function lostNow(dice: Dice): (minute: number) => number {
  const isAway = once(dice, 2);
  return (minute) => (isAway(minute) ? 1 : 0);
}

function withEvidence(dice: Dice, calculator: Trace['calculator']): Trace {
  const trace = fat(dice, { changes: { calculator } });
  return { ...trace, says: saying(trace, { waiting: 400_000, taskMs: 60_000 }) };
}

const SMOOTH: readonly TraceClass[] = [
  { name: 'fat', make: (dice) => fat(dice) },
  { name: 'fat, evidence served', make: (dice) => withEvidence(dice, 'dominant') },
  { name: 'fat, default calculator, evidence served', make: (dice) => withEvidence(dice, 'default') },
  { name: 'fat, on few nodes', make: (dice) => fat(dice, { changes: { count: whole(dice, 3, 8) } }) },
];

/** With a moment that is otherwise: no ten minutes in a row may show it, so that it takes as long as five points do. */
const ROUGH: readonly TraceClass[] = [
  { name: 'fat, an executor is lost and comes back', make: (dice) => fat(dice, { away: lostNow(dice) }) },
  { name: 'fat, the CPU busy for 3 minutes', make: (dice) => fat(dice, { isBusy: once(dice, 3) }) },
  { name: 'fat, no demand for 2 minutes', make: (dice) => fat(dice, { isCalm: once(dice, 2) }) },
];

const everyMinute = (one: TraceClass): TraceClass => ({
  ...one,
  name: `${one.name}, seen every minute`,
  isMinutely: true,
});

/** Each seen every five minutes and every minute. */
export const FAT: readonly TraceClass[] = [
  ...[...SMOOTH, ...ROUGH].map((one) => ({ ...one, isMinutely: false })),
  ...SMOOTH.map((one) => ({ ...everyMinute(one), limitMinutes: LIMIT_MINUTES.everyMinute })),
  ...ROUGH.map(everyMinute),
];
