import { instanceFacts } from '../../lib/catalog';
import { fatLooking, full, idleCpu, longEnd, waitingCpu } from './healthy-traces';
import { saying } from './says';
import {
  between,
  capacityOf,
  type Dice,
  fatSetting,
  type Minute,
  oneOf,
  QUIET,
  type Setting,
  shareOfCpus,
  sized,
  type Trace,
  TYPES,
  wandering,
  whole,
} from './trace';

/** A fat step that looks stranded in some minutes and is otherwise in the rest of them. */
function fatBut(dice: Dice, isStranded: (minute: number) => boolean, rest: Partial<Minute>): Trace {
  const trace = fatLooking(dice);
  return { ...trace, at: (minute) => ({ ...trace.at(minute), ...(isStranded(minute) ? {} : rest) }) };
}

/** Phases that take turns, the first of them so long, the second as long or longer; the step starts somewhere in them. */
function inTurns(dice: Dice, shortest: number, longest: number): (minute: number) => boolean {
  const first = between(dice, shortest, longest);
  const second = first + between(dice, 0, 8);
  const offset = between(dice, 0, first + second);
  return (minute) => (minute + offset) % (first + second) < first;
}

/** Every so many minutes for a moment. */
function every(dice: Dice, minutes: number, length: number): (minute: number) => boolean {
  const offset = between(dice, 0, minutes);
  return (minute) => (minute + offset) % minutes < length;
}

export const alternating = (dice: Dice): Trace =>
  fatBut(dice, inTurns(dice, 3, 9), { cpu: between(dice, 0.7, 0.95), pending: whole(dice, 0, 40) });

export const gapsInDemand = (dice: Dice): Trace => fatBut(dice, inTurns(dice, 3, 9), { pending: 0, cpu: 0.04 });

/** In the first minute of each period of five; what EMR samples, where it samples that minute. */
export const alignedSpikes = (dice: Dice): Trace => {
  const trace = fatLooking(dice);
  const isSpike = (minute: number): boolean => ((Math.floor(minute) % 5) + 5) % 5 === 0;
  return { ...trace, at: (minute) => ({ ...trace.at(minute), ...(isSpike(minute) ? {} : { pending: 0, cpu: 0.03 }) }) };
};

export const spikesBeside = (dice: Dice): Trace => {
  const period = oneOf(dice, [3, 4, 6, 7, 8] as const);
  const isSpike = every(dice, period, Math.min(2, period * between(dice, 0.1, 0.35)));
  return fatBut(dice, isSpike, { pending: 0, cpu: 0.03 });
};

/** Executors that fill memory and cores together, and on few nodes hold most of the cores beside the application master, too. */
function balancedOn(dice: Dice, count: number): Setting {
  const setting = drawnOn(dice, count);
  return shareOfCpus(setting, capacityOf(setting)) >= 0.7 ? setting : balancedOn(dice, count);
}

function drawnOn(dice: Dice, count: number): Setting {
  const type = oneOf(dice, TYPES);
  const { yarnMemoryMiB, ec2Vcpus } = instanceFacts(type);
  const cores = oneOf(dice, [2, 4, 5] as const);
  const perNode = Math.max(1, Math.floor(ec2Vcpus / cores));
  const share = between(dice, 0.95, 0.99);
  const size = sized(Math.floor((yarnMemoryMiB * share) / perNode / 32) * 32, cores);
  return { type, count, calculator: 'dominant', size };
}

export function balancedFull(dice: Dice, count: number): Trace {
  const setting = balancedOn(dice, count);
  return { ...setting, endsAt: longEnd(dice), at: full(setting, waitingCpu(dice)) };
}

/** One executor a node that holds all of it, memory and cores. */
export function wholeNodes(dice: Dice): Trace {
  const type = oneOf(dice, TYPES);
  const { yarnMemoryMiB, ec2Vcpus } = instanceFacts(type);
  const share = between(dice, 0.95, 0.985);
  const size = sized(Math.floor((yarnMemoryMiB * share) / 32) * 32, ec2Vcpus - whole(dice, 0, 1));
  const setting: Setting = { type, count: whole(dice, 4, 60), calculator: 'dominant', size };
  return { ...setting, endsAt: longEnd(dice), at: full(setting, waitingCpu(dice)) };
}

/** Executors that leave a few cores, not half of them. */
export function someCoresLeft(dice: Dice): Trace {
  const type = oneOf(dice, TYPES);
  const { yarnMemoryMiB, ec2Vcpus } = instanceFacts(type);
  const perNode = whole(dice, 1, 2);
  const size = sized(
    Math.floor((yarnMemoryMiB * between(dice, 0.93, 0.985)) / perNode / 32) * 32,
    Math.ceil((ec2Vcpus * between(dice, 0.55, 0.85)) / perNode),
  );
  const setting: Setting = { type, count: whole(dice, 5, 60), calculator: 'dominant', size };
  return { ...setting, endsAt: longEnd(dice), at: full(setting, waitingCpu(dice)) };
}

/** Executors made for the core nodes, whose cores they fill; the task nodes have more memory for each core. */
export function twoTypes(dice: Dice): Trace {
  const [type, other] = oneOf<readonly [string, string]>(dice, [
    ['m5.4xlarge', 'r5.4xlarge'],
    ['c5.4xlarge', 'm5.4xlarge'],
    ['m5.4xlarge', 'r6g.4xlarge'],
  ]);
  const { yarnMemoryMiB, ec2Vcpus } = instanceFacts(type);
  const size = sized(Math.floor((yarnMemoryMiB * between(dice, 0.95, 0.99)) / (ec2Vcpus / 4) / 32) * 32, 4);
  const beside = { type: other, count: whole(dice, 2, 30) };
  const setting: Setting = { type, count: whole(dice, 2, 30), beside, calculator: 'dominant', size };
  return { ...setting, endsAt: longEnd(dice), at: full(setting, waitingCpu(dice)) };
}

/** Dynamic executors that stay without work, for the blocks or the shuffle files that they hold; now and then a query or a stage comes. */
export function heldExecutors(dice: Dice, key: string): Trace {
  const isWork = every(dice, between(dice, 12, 30), between(dice, 1, 5));
  return { ...fatBut(dice, isWork, { pending: 0, cpu: 0.03 }), conf: { [key]: 'true' } };
}

/** More static executors were asked for than fit, so that some are pending whether or not there is work; the driver works, or a batch a minute. */
export function askedForMore(dice: Dice, dutyMin: number, dutyMax: number): Trace {
  const setting = fatSetting(dice);
  const slots = shareOfCpus(setting, capacityOf(setting));
  const duty = between(dice, dutyMin, dutyMax);
  const at = full(setting, wandering(dice, 0.02 + slots * duty, 0.01));
  return {
    ...setting,
    endsAt: longEnd(dice),
    at,
    conf: { 'spark.dynamicAllocation.enabled': 'false', 'spark.executor.instances': `${capacityOf(setting) + 40}` },
  };
}

/** The same, and Spark says that few tasks run and none waits. */
export function askedForMoreServed(dice: Dice): Trace {
  const trace = askedForMore(dice, 0.02, 0.9);
  return { ...trace, says: saying(trace, { waiting: 0, taskMs: 20_000, busy: between(dice, 0, 0.5) }) };
}

/** Static executors in a long tail whose last tasks run twice. */
export function speculativeTail(dice: Dice): Trace {
  const isCopy = every(dice, between(dice, 9, 20), between(dice, 1, 4));
  return { ...fatBut(dice, isCopy, { pending: 0, cpu: 0.04 }), conf: { 'spark.speculation': 'true' } };
}

/** A stage that begins with all of its tasks or with none waits for up to ten minutes, then works for longer. */
export function barrier(dice: Dice): Trace {
  const waits = between(dice, 4, 10);
  const works = between(dice, 15, 30);
  const offset = between(dice, 0, waits + works);
  const isWaiting = (minute: number): boolean => (minute + offset) % (waits + works) < waits;
  return fatBut(dice, isWaiting, { cpu: between(dice, 0.6, 0.95) });
}

/** Another queue takes containers back every few minutes. */
export function preempted(dice: Dice): Trace {
  const trace = fatLooking(dice);
  const all = capacityOf(trace);
  const taken = Math.max(1, Math.floor(all * between(dice, 0.2, 0.6)));
  const isAlone = inTurns(dice, 2, 9);
  const othersMiB = oneOf(dice, [2048, 8192, trace.size.heapMiB + trace.size.overheadMiB] as const);
  return {
    ...trace,
    at: (minute) =>
      isAlone(minute)
        ? trace.at(minute)
        : { ...trace.at(minute), executors: all - taken, others: taken, othersMiB, apps: 2 },
  };
}

/** A queue that may use a share of the cluster: containers are pending for ever, and room is left that is not the step's. */
export function queueLimit(dice: Dice): Trace {
  const trace = fatLooking(dice);
  const executors = Math.floor(capacityOf(trace) * between(dice, 0.3, 0.9));
  const cpu = wandering(dice, shareOfCpus(trace, executors) * between(dice, 0.6, 1), 0.03);
  return { ...trace, at: (minute) => ({ ...trace.at(minute), executors, cpu: cpu(minute) }) };
}

/** Nodes that leave one by one, by a resize or because they are lost. */
export function leaving(dice: Dice, isLost: boolean): Trace {
  const trace = fatLooking(dice);
  const from = between(dice, 2, 12);
  const everyMinutes = between(dice, 2, 12);
  const gone = (minute: number): number =>
    minute < from ? 0 : Math.min(Math.floor(trace.count * 0.6), 1 + Math.floor((minute - from) / everyMinutes));
  const capacities: number[] = [];
  const capacityAt = (count: number): number => {
    capacities[count] ??= capacityOf({ ...trace, count });
    return capacities[count];
  };
  const endsAt = Math.min(trace.endsAt, from + everyMinutes * trace.count * 0.6);
  const at = (minute: number): Minute => {
    const left = trace.count - gone(minute);
    const one = { ...trace.at(minute), executors: capacityAt(left) };
    return isLost ? { ...one, silent: gone(minute) } : { ...one, nodes: left };
  };
  return {
    ...trace,
    endsAt,
    at,
    ...(isLost ? {} : { requested: (minute: number) => Math.max(1, trace.count - gone(minute) - 1) }),
  };
}

/** Nodes of a label that YARN's figures leave out, or that the step asks for. */
export function labelled(dice: Dice, isAsked: boolean): Trace {
  const trace = fatLooking(dice);
  if (isAsked) return { ...trace, conf: { 'spark.yarn.executor.nodeLabelExpression': 'CORE' } };
  const silent = Math.max(1, Math.floor(trace.count * between(dice, 0.15, 0.6)));
  const executors = capacityOf({ ...trace, count: trace.count - silent });
  return { ...trace, at: (minute) => ({ ...trace.at(minute), executors, silent }) };
}

/** Two threads a task, as its setting says. */
export const twoCpusATask = (dice: Dice): Trace => ({ ...fatLooking(dice), conf: { 'spark.task.cpus': '2' } });

export const sqlServer = (dice: Dice): Trace => ({
  ...fatLooking(dice),
  mainClass: 'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2',
});

/** Fills the cluster with fat executors only after an hour. */
export function fatLate(dice: Dice): Trace {
  const setting = fatSetting(dice);
  const from = between(dice, 45, 80);
  const executors = capacityOf(setting);
  const cpu = idleCpu(dice, setting);
  const at = (minute: number): Minute =>
    minute < from
      ? { ...QUIET, nodes: setting.count, executors: Math.floor(executors / 2), cpu: cpu(minute) / 2 }
      : { ...QUIET, nodes: setting.count, executors, pending: 40, cpu: cpu(minute) };
  return { ...setting, endsAt: 150, at };
}

/** Points that are missing here and there, of a cluster whose executors fill memory and cores. */
export function gapsInMetrics(dice: Dice): Trace {
  const trace = balancedFull(dice, whole(dice, 4, 60));
  const share = between(dice, 0.05, 0.5);
  const draws = Array.from({ length: 256 }, () => dice() < share);
  return { ...trace, lost: (minute) => draws[(minute + 128) & 255] === true };
}
