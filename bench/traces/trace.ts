import { instanceFacts } from '../../lib/catalog';
import type { JobEvidence } from '../../lib/evidence';
import { AS_MANY_AS_FIT, admit, type Calculator } from '../../lib/yarn';

/** A number from 0 to below 1. */
export type Dice = () => number;

export const between = (dice: Dice, min: number, max: number): number => min + dice() * (max - min);
export const whole = (dice: Dice, min: number, max: number): number => Math.floor(between(dice, min, max + 1));
export const oneOf = <T>(dice: Dice, all: readonly [T, ...T[]]): T => all[Math.floor(dice() * all.length)] ?? all[0];

/** Executors as the step's arguments name them. MiB. */
export interface Size {
  readonly heapMiB: number;
  readonly overheadMiB: number;
  readonly cores: number;
}

export const containerMiB = ({ heapMiB, overheadMiB }: Size): number => heapMiB + overheadMiB;

export const APPLICATION_MASTER_MIB = 896;

/** A cluster, and the executors that a step asks for on it. */
export interface Setting {
  readonly type: string;
  readonly count: number;
  /** Nodes of another type beside these. */
  readonly beside?: { readonly type: string; readonly count: number };
  /** Undefined: no description names it. */
  readonly calculator?: Calculator;
  readonly size: Size;
}

/** What the cluster shows in one minute. */
export interface Minute {
  readonly nodes: number;
  /** Of the step, beside its application master. */
  readonly executors: number;
  readonly pending: number;
  /** 0 to 1. */
  readonly cpu: number;
  /** Containers of other applications, and what each holds. */
  readonly others: number;
  readonly othersMiB: number;
  readonly apps: number;
  /** Nodes of which YARN's figures say nothing; default none. */
  readonly silent?: number;
}

/** What a cluster shows while a step runs; minutes count from the step's start. */
export interface Trace extends Setting {
  /** When the step ends by itself. */
  readonly endsAt: number;
  readonly at: (minute: number) => Minute;
  /** What the application says when it is asked at a minute; undefined: nobody serves it. */
  readonly says?: (minute: number, now: number) => JobEvidence;
  /** Steps that run at once; default 1. */
  readonly steps?: number;
  /** Minutes at which nodes joined. */
  readonly joined?: readonly number[];
  /** Nodes that somebody wants at a minute; default those that run. */
  readonly requested?: (minute: number) => number;
  /** Of the step, beside the size of its executors. */
  readonly conf?: Readonly<Record<string, string>>;
  readonly mainClass?: string;
  /** Minutes of which no point was ever published. */
  readonly lost?: (minute: number) => boolean;
}

/** What fits on these nodes, as the scheduler admits it. */
export function capacityOf({ type, count, beside, calculator = 'default', size }: Setting): number {
  const groups = [{ type, count }, ...(beside === undefined ? [] : [beside])].filter((group) => group.count > 0);
  if (groups.length === 0) return 0;
  return admit({
    nodes: groups.map((group) => {
      const { yarnMemoryMiB, yarnVcores } = instanceFacts(group.type);
      return { count: group.count, memoryMiB: yarnMemoryMiB, vcores: yarnVcores };
    }),
    calculator,
    applicationMaster: { memoryMiB: APPLICATION_MASTER_MIB, vcores: 1 },
    executor: { memoryMiB: containerMiB(size), vcores: size.cores },
    requested: AS_MANY_AS_FIT,
  }).executors;
}

export const QUIET: Omit<Minute, 'nodes'> = {
  executors: 0,
  pending: 0,
  cpu: 0.02,
  others: 0,
  othersMiB: 0,
  apps: 1,
};

export const TYPES = ['r5.4xlarge', 'm5.4xlarge', 'r5.8xlarge', 'm5.2xlarge', 'r6g.4xlarge', 'c5.4xlarge'] as const;

export function sized(containerMiB: number, cores: number): Size {
  const overheadMiB = Math.max(384, Math.round(containerMiB * 0.1));
  return { heapMiB: containerMiB - overheadMiB, overheadMiB, cores };
}

/** Executors of which memory admits one or two a node, with so few cores that twice as many task slots are possible, and more. */
export function fatSetting(dice: Dice): Setting {
  const type = oneOf(dice, TYPES);
  const { yarnMemoryMiB, ec2Vcpus } = instanceFacts(type);
  const perNode = whole(dice, 1, 2);
  const share = between(dice, 0.9, 0.985);
  const size = sized(
    Math.floor((yarnMemoryMiB * share - APPLICATION_MASTER_MIB / 4) / perNode / 32) * 32,
    Math.max(1, Math.floor((ec2Vcpus * between(dice, 0.2, 0.4)) / perNode)),
  );
  return { type, count: whole(dice, 4, 60), calculator: 'dominant', size };
}

/** Executors that fill memory and cores together. */
export function balancedSetting(dice: Dice): Setting {
  const type = oneOf(dice, TYPES);
  const { yarnMemoryMiB, ec2Vcpus } = instanceFacts(type);
  const cores = oneOf(dice, [2, 4, 5] as const);
  const perNode = Math.max(1, Math.floor(ec2Vcpus / cores));
  const size = sized(Math.floor((yarnMemoryMiB * between(dice, 0.95, 0.99)) / perNode / 32) * 32, cores);
  return { type, count: whole(dice, 4, 60), calculator: 'dominant', size };
}

/** Slots of an executor count, as a share of all CPUs. */
export function shareOfCpus({ type, count, beside, size }: Setting, executors: number): number {
  const others = beside === undefined ? 0 : beside.count * instanceFacts(beside.type).ec2Vcpus;
  return Math.min(1, (executors * size.cores) / (count * instanceFacts(type).ec2Vcpus + others));
}

/** A figure that wanders by so much around a level, minute by minute. */
export function wandering(dice: Dice, level: number, by: number): (minute: number) => number {
  const values = Array.from({ length: 512 }, () => level + (dice() - 0.5) * 2 * by);
  return (minute) => Math.min(1, Math.max(0, values[(Math.floor(minute) + 256) & 511] ?? level));
}
