import { saying } from './says';
import {
  balancedSetting,
  between,
  capacityOf,
  type Dice,
  fatSetting,
  type Minute,
  oneOf,
  QUIET,
  type Setting,
  shareOfCpus,
  type Trace,
  wandering,
  whole,
} from './trace';

/** Long enough for every window to fill. */
export const longEnd = (dice: Dice): number => between(dice, 70, 110);

/** What is the same all along, over a cluster at rest. */
function steady(setting: Setting, changes: Partial<Minute>): (minute: number) => Minute {
  return () => ({ ...QUIET, nodes: setting.count, ...changes });
}

/** A full cluster of these executors, with this CPU minute by minute. */
export function full(setting: Setting, cpu: (minute: number) => number, changes: Partial<Minute> = {}) {
  const executors = capacityOf(setting);
  return (minute: number): Minute =>
    minute < 1
      ? { ...QUIET, nodes: setting.count, apps: 0 }
      : { ...QUIET, nodes: setting.count, executors, pending: 40, cpu: cpu(minute), ...changes };
}

export const busyCpu = (dice: Dice) => wandering(dice, between(dice, 0.75, 0.95), 0.08);

/** Measured as idle, at what its slots can take. */
export function idleCpu(dice: Dice, setting: Setting): (minute: number) => number {
  const slots = shareOfCpus(setting, capacityOf(setting));
  return wandering(dice, Math.min(0.4, slots * between(dice, 0.6, 0.95)), 0.04);
}

export const waitingCpu = (dice: Dice) => wandering(dice, between(dice, 0.08, 0.35), 0.05);

/** Fat in its figures; whether it may be cut is for what else is known. */
export function fatLooking(dice: Dice, changes: Partial<Minute> = {}): Trace {
  const setting = fatSetting(dice);
  return { ...setting, endsAt: longEnd(dice), at: full(setting, idleCpu(dice, setting), changes) };
}

export const fullAnd =
  (cpuOf: (dice: Dice) => (minute: number) => number) =>
  (dice: Dice): Trace => {
    const setting = balancedSetting(dice);
    return { ...setting, endsAt: longEnd(dice), at: full(setting, cpuOf(dice)) };
  };

/** From a turn on few tasks are left; static executors stay, dynamic ones go. */
export function tail(dice: Dice, isDynamic: boolean, pick: (dice: Dice) => Setting, latestTurn: number): Trace {
  const setting = pick(dice);
  const turn = between(dice, 3, latestTurn);
  const before = full(setting, pick === fatSetting ? idleCpu(dice, setting) : busyCpu(dice));
  const left = whole(dice, 1, 3);
  const executors = capacityOf(setting);
  const at = (minute: number): Minute => {
    if (minute < turn) return before(minute);
    const kept = isDynamic && minute > turn + 1 ? Math.min(executors, left) : executors;
    return { ...QUIET, nodes: setting.count, executors: kept, cpu: 0.03 + kept * 0.001 };
  };
  return { ...setting, endsAt: longEnd(dice), at };
}

/** A driver that works alone now and then; static executors wait for it. */
export function driverBound(dice: Dice, isDynamic: boolean): Trace {
  const setting = isDynamic ? balancedSetting(dice) : fatSetting(dice);
  const executors = capacityOf(setting);
  const period = between(dice, 12, 30);
  const burst = between(dice, 1, 3);
  const at = (minute: number): Minute => {
    const works = minute % period < burst;
    const kept = isDynamic && !works ? 0 : executors;
    return { ...QUIET, nodes: setting.count, executors: kept, pending: works ? 20 : 0, cpu: works ? 0.6 : 0.03 };
  };
  return { ...setting, endsAt: longEnd(dice), at };
}

/** Nodes that come one by one, by hand or by managed scaling, so that containers are pending. */
export function growing(dice: Dice, everyMinutes: () => number, growthShare: number): Trace {
  const setting = fatSetting(dice);
  const first = Math.max(2, Math.floor(setting.count * (1 - growthShare)));
  const joined: number[] = [];
  let at = between(dice, 1, 12);
  for (let count = first; count < setting.count; count++) {
    joined.push(at);
    at += everyMinutes();
  }
  const capacities: number[] = [];
  const capacityAt = (count: number): number => {
    capacities[count] ??= capacityOf({ ...setting, count });
    return capacities[count];
  };
  const cpu = idleCpu(dice, setting);
  const nodesAt = (minute: number): number => first + joined.filter((one) => one <= minute).length;
  return {
    ...setting,
    // It is judged only while it grows, and for less than the quarter of an hour after which figures count.
    endsAt: Math.min(100, at + 12),
    joined,
    at: (minute) => {
      const nodes = nodesAt(minute);
      return { ...QUIET, nodes, executors: capacityAt(nodes), pending: 30, cpu: cpu(minute) };
    },
  };
}

/** A share of the cluster that another application holds, until a minute. */
export function neighbour(dice: Dice, until: (endsAt: number) => number, endsAt: number, steps = 1): Trace {
  const setting = fatSetting(dice);
  const all = capacityOf(setting);
  const theirs = Math.max(1, Math.floor(all * between(dice, 0.05, 0.5)));
  const size = setting.size.heapMiB + setting.size.overheadMiB;
  const cpu = idleCpu(dice, setting);
  const leavesAt = until(endsAt);
  return {
    ...setting,
    endsAt,
    steps,
    at: (minute) =>
      minute < leavesAt
        ? {
            ...QUIET,
            nodes: setting.count,
            executors: all - theirs,
            others: theirs,
            othersMiB: size,
            pending: 20,
            cpu: cpu(minute),
            apps: 2,
          }
        : { ...QUIET, nodes: setting.count, executors: all, pending: 20, cpu: cpu(minute) },
  };
}

/** Bursts of a few minutes, each followed by a rest, in which a figure is otherwise. */
function inBursts(
  dice: Dice,
  minMinutes: number,
  maxMinutes: number,
  restMinutes: number,
): (minute: number) => boolean {
  const length = between(dice, minMinutes, maxMinutes);
  const start = between(dice, 8, 45);
  const every = length + restMinutes + between(dice, 0, 10);
  return (minute) => minute >= start && (minute - start) % every < length;
}

/** Executors with several busy threads for each task, which a dip of the CPU hides. */
export function multiThreaded(dice: Dice): Trace {
  const setting = fatSetting(dice);
  const isDip = inBursts(dice, 1, 9, 20);
  const busy = busyCpu(dice);
  return { ...setting, endsAt: longEnd(dice), at: full(setting, (minute) => (isDip(minute) ? 0.2 : busy(minute))) };
}

export function blipOfDemand(dice: Dice): Trace {
  const setting = fatSetting(dice);
  const isBlip = inBursts(dice, 1, 9, 20);
  const calm = full(setting, idleCpu(dice, setting), { pending: 0 });
  return { ...setting, endsAt: longEnd(dice), at: (minute) => ({ ...calm(minute), pending: isBlip(minute) ? 25 : 0 }) };
}

/** Stages that want fat executors at most half of the time, and then few. */
export function changingStages(dice: Dice): Trace {
  const setting = fatSetting(dice);
  const wide = between(dice, 4, 12);
  const narrow = wide + between(dice, 2, 12);
  const cpu = idleCpu(dice, setting);
  const executors = capacityOf(setting);
  const at = (minute: number): Minute =>
    minute % (wide + narrow) < wide
      ? { ...QUIET, nodes: setting.count, executors, pending: 30, cpu: cpu(minute) }
      : { ...QUIET, nodes: setting.count, executors: Math.ceil(executors / 3), cpu: cpu(minute) / 3 };
  return { ...setting, endsAt: longEnd(dice), at };
}

/** The code sets other executors than the arguments name. */
export function ownSparkConf(dice: Dice): Trace {
  const written = fatSetting(dice);
  const inForce = {
    ...written,
    size: { ...written.size, heapMiB: Math.floor(written.size.heapMiB * oneOf(dice, [0.25, 0.45, 0.6])) },
  };
  const executors = capacityOf(inForce);
  const step = full({ ...inForce }, waitingCpu(dice));
  const mine = inForce.size.heapMiB + inForce.size.overheadMiB;
  return {
    ...written,
    endsAt: longEnd(dice),
    // Counted as others, because they do not have the size of the arguments.
    at: (minute) => ({
      ...step(minute),
      executors: 0,
      others: step(minute).executors === 0 ? 0 : executors,
      othersMiB: mine,
    }),
  };
}

/** The code raises the cores of an executor: what looks idle by the arguments is busy, or waits for I/O. */
export function coresRaised(dice: Dice, isServed: boolean): Trace {
  const trace = fatLooking(dice);
  const cores = trace.size.cores * whole(dice, 2, 4);
  const cpu = isServed ? waitingCpu(dice) : busyCpu(dice);
  const at = full(trace, cpu);
  return {
    ...trace,
    at,
    ...(isServed ? { says: saying({ ...trace, at }, { cores, waiting: 40_000, taskMs: 60_000 }) } : {}),
  };
}

export function metricsThatStop(dice: Dice): Trace {
  const trace = fullAnd(busyCpu)(dice);
  const stop = between(dice, 12, 45);
  return { ...trace, lost: (minute) => minute > stop };
}

export function slowWarmUp(dice: Dice): Trace {
  const setting = balancedSetting(dice);
  const takes = between(dice, 10, 40);
  const executors = capacityOf(setting);
  const busy = busyCpu(dice);
  const at = (minute: number): Minute => {
    const share = Math.min(1, minute / takes);
    const running = Math.floor(executors * share);
    return {
      ...QUIET,
      nodes: setting.count,
      executors: running,
      pending: share < 1 ? executors - running : 20,
      cpu: busy(minute) * share,
    };
  };
  return { ...setting, endsAt: longEnd(dice), at };
}

export function oversubscribed(
  dice: Dice,
  calculator: Setting['calculator'],
  cpuOf: (dice: Dice) => (minute: number) => number,
): Trace {
  const balanced = balancedSetting(dice);
  const setting: Setting = {
    ...balanced,
    calculator,
    size: { ...balanced.size, cores: balanced.size.cores * whole(dice, 2, 3) },
  };
  // Under the default calculator memory alone admits them.
  return { ...setting, endsAt: longEnd(dice), at: full({ ...setting, calculator: 'default' }, cpuOf(dice)) };
}

/** Tasks that fill the memory of their executors: as many smaller ones would be no more. */
export function memoryHeavy(dice: Dice): Trace {
  const trace = fatLooking(dice);
  return { ...trace, says: saying(trace, { waiting: 40_000, taskMs: 60_000, fills: between(dice, 0.8, 1) }) };
}

/** Almost done, and Spark says so. */
export function nearlyDone(dice: Dice): Trace {
  const trace = fatLooking(dice);
  const slots = capacityOf(trace) * trace.size.cores;
  return { ...trace, says: saying(trace, { waiting: Math.floor(slots * between(dice, 0, 4)), taskMs: 60_000 }) };
}

export const light = (dice: Dice): Trace => {
  const setting = dice() < 0.5 ? fatSetting(dice) : balancedSetting(dice);
  const executors = Math.floor(capacityOf(setting) * between(dice, 0.02, 0.7));
  return { ...setting, endsAt: longEnd(dice), at: steady(setting, { executors, cpu: between(dice, 0.02, 0.5) }) };
};
