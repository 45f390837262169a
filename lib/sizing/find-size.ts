import type { InstanceFacts } from '../catalog';
import {
  COMPRESSED_OOPS_LIMIT_MIB,
  containerMiB,
  defaultOverheadMiB,
  EMR_EXECUTOR_OVERHEAD_FACTOR,
  type ExecutorMemory,
  type ExecutorSize,
  largestHeapMiB,
  losesCompressedOops,
  MIN_JVM_HEAP_MIB,
} from '../spark';
import { containersOn, grantedMiB, largestRequestMiB } from '../yarn';

/** Below three cores an executor shares too little (broadcasts, JVM overhead); above six HDFS and S3 clients and GC contend. */
export const MIN_CORES = 3;
export const MAX_CORES = 6;

/** Tried only where what a task needs leaves larger executors fewer task slots. */
const SLIM_CORES = [1, 2];

/** Left on a node for a client-mode application master (896 MiB, rounded up) where the size leaves it a vcore. */
const CLIENT_AM_SLACK_MIB = 1024;

/** Task slots that lie within this share of the best count as equal, so that memory decides. */
const EQUAL_SLOTS = 0.99;

/** What narrows the search. MiB. */
export interface SizeConstraints {
  readonly offHeapMiB?: number;
  readonly pysparkMiB?: number;
  readonly memoryTarget?: number;
  readonly cpuOversubscription?: number;
  /** Container memory per task slot that no candidate may go below. */
  readonly minMemoryPerSlotMiB?: number;
  /** Heap per task slot that no candidate may go below; off-heap and PySpark memory leave less of a small container. */
  readonly minHeapPerSlotMiB?: number;
  /** The user's own numbers, which win. */
  readonly fixed?: { readonly cores?: number; readonly memoryMiB?: number; readonly memoryOverheadMiB?: number };
}

/** The best executor for these node types, whatever their counts. */
export interface SizeChoice {
  readonly executor: ExecutorSize;
  /** Executors on a node without application master, by instance type. */
  readonly perNode: Readonly<Record<string, number>>;
  /** Task slots ÷ vcores of the worst and of the average type. */
  readonly worstCoreUtilisation: number;
  readonly meanCoreUtilisation: number;
  /** Share of YARN memory that no executor can use, averaged over types. */
  readonly strandedMemory: number;
}

interface Candidate extends SizeChoice {
  /** Whether a client-mode application master displaces no executor wherever a vcore is left for it. */
  readonly keepsRoom: boolean;
}

/**
 * Searches every core count and every container that divides a node's memory, for the size that
 * uses the most cores of the worst-used type, then of the average; within 1 % of that keeps room for a client-mode application master where
 * a vcore is left for it; then strands the least memory; then has the fewest, largest executors. Undefined where nothing fits.
 *
 * Counts play no part: they change, and a size that changed with them would replace the cluster.
 */
export function findSize(types: readonly InstanceFacts[], constraints: SizeConstraints): SizeChoice | undefined {
  const usual = findBest(candidateCores(types, constraints), types, constraints);
  if (!hasFloor(constraints) || constraints.fixed?.cores !== undefined) return usual;
  // What a task needs may leave a node room for one or two tasks, or for a number that three and more cores do not divide.
  const slim = findBest(SLIM_CORES, types, constraints);
  const gains =
    slim !== undefined && (usual === undefined || usual.worstCoreUtilisation < EQUAL_SLOTS * slim.worstCoreUtilisation);
  return gains ? slim : usual;
}

function findBest(
  cores: readonly number[],
  types: readonly InstanceFacts[],
  constraints: SizeConstraints,
): SizeChoice | undefined {
  const candidates = cores.flatMap((cores) =>
    candidateContainers(types, cores, constraints).flatMap((container) => {
      const executor = findExecutor(container, cores, constraints);
      return executor === undefined ? [] : [score(types, executor, constraints)];
    }),
  );
  const usable = candidates.filter((choice) => choice.meanCoreUtilisation > 0);
  if (usable.length === 0) return undefined;

  const bestWorst = Math.max(...usable.map((c) => c.worstCoreUtilisation));
  const good = usable.filter((c) => c.worstCoreUtilisation >= EQUAL_SLOTS * bestWorst);
  const bestMean = Math.max(...good.map((c) => c.meanCoreUtilisation));
  const equal = good.filter((c) => c.meanCoreUtilisation >= EQUAL_SLOTS * bestMean);
  const roomy = equal.filter((c) => c.keepsRoom);
  return (roomy.length > 0 ? roomy : equal).reduce((a, b) => (isBetter(b, a) ? b : a));
}

/** Cores that tasks may use on a node: hardware threads where YARN counts them double (m4, d2, i2). */
export function usableVcores(type: InstanceFacts, cpuOversubscription = 1): number {
  return Math.floor(Math.min(type.yarnVcores, type.ec2Vcpus) * cpuOversubscription);
}

export const hasFloor = ({ minMemoryPerSlotMiB = 0, minHeapPerSlotMiB = 0 }: SizeConstraints): boolean =>
  minMemoryPerSlotMiB > 0 || minHeapPerSlotMiB > 0;

function isBetter(a: SizeChoice, b: SizeChoice): boolean {
  if (a.strandedMemory !== b.strandedMemory) return a.strandedMemory < b.strandedMemory;
  if (a.executor.cores !== b.executor.cores) return a.executor.cores > b.executor.cores;
  return a.executor.containerMiB > b.executor.containerMiB;
}

function candidateCores(types: readonly InstanceFacts[], constraints: SizeConstraints): number[] {
  if (constraints.fixed?.cores !== undefined) return [constraints.fixed.cores];
  const vcores = types.map((t) => usableVcores(t, constraints.cpuOversubscription));
  const fewest = Math.min(MIN_CORES, ...vcores);
  const most = Math.min(MAX_CORES, Math.max(...vcores));
  return Array.from({ length: most - fewest + 1 }, (_, i) => fewest + i);
}

function candidateContainers(types: readonly InstanceFacts[], cores: number, constraints: SizeConstraints): number[] {
  const { fixed } = constraints;
  if (fixed?.memoryMiB !== undefined) {
    return [containerMiB(executorMemory(fixed.memoryMiB, constraints))];
  }
  const containers = types.flatMap((type) => {
    const most = Math.max(1, Math.floor(usableVcores(type, constraints.cpuOversubscription) / cores));
    return Array.from({ length: most }, (_, i) => i + 1).flatMap((perNode) => [
      largestRequestMiB(targetMemoryMiB(type, constraints) / perNode),
      largestRequestMiB(besideMasterMiB(type, perNode * cores, constraints) / perNode),
    ]);
  });
  return [...new Set(containers)].filter((container) => container > 0);
}

/** YARN memory of a node that executors may take. */
function targetMemoryMiB(type: InstanceFacts, constraints: SizeConstraints): number {
  return Math.floor(type.yarnMemoryMiB * (constraints.memoryTarget ?? 1));
}

/** The same where the node keeps room for a client-mode application master, which needs a vcore that these task slots leave free. */
function besideMasterMiB(type: InstanceFacts, slots: number, constraints: SizeConstraints): number {
  const leavesVcore = slots < usableVcores(type, constraints.cpuOversubscription);
  return Math.min(type.yarnMemoryMiB - (leavesVcore ? CLIENT_AM_SLACK_MIB : 0), targetMemoryMiB(type, constraints));
}

function findExecutor(container: number, cores: number, constraints: SizeConstraints): ExecutorSize | undefined {
  const { fixed, offHeapMiB = 0, pysparkMiB = 0 } = constraints;
  const forHeap = container - offHeapMiB - pysparkMiB;
  const memoryMiB = fixed?.memoryMiB ?? heapFor(forHeap, fixed?.memoryOverheadMiB);
  if (fixed?.memoryMiB === undefined && memoryMiB < MIN_JVM_HEAP_MIB) return undefined;
  const parts = executorMemory(memoryMiB, constraints);
  const asked = containerMiB(parts);
  if (asked / cores < (constraints.minMemoryPerSlotMiB ?? 0)) return undefined;
  if (memoryMiB / cores < (constraints.minHeapPerSlotMiB ?? 0)) return undefined;
  return { ...parts, cores, containerMiB: asked };
}

/** The parts of the container of an executor with this heap. */
export function executorMemory(memoryMiB: number, constraints: SizeConstraints): ExecutorMemory {
  const { fixed, offHeapMiB = 0, pysparkMiB = 0 } = constraints;
  const memoryOverheadMiB = fixed?.memoryOverheadMiB ?? defaultOverheadMiB(memoryMiB, EMR_EXECUTOR_OVERHEAD_FACTOR);
  return { memoryMiB, memoryOverheadMiB, offHeapMiB, pysparkMiB };
}

/** The largest heap for this much memory; one that would lose compressed pointers shrinks to just below 32 GiB, where it holds more. */
function heapFor(mib: number, overheadMiB: number | undefined): number {
  const heap = overheadMiB === undefined ? largestHeapMiB(mib, EMR_EXECUTOR_OVERHEAD_FACTOR) : mib - overheadMiB;
  return losesCompressedOops(heap) ? COMPRESSED_OOPS_LIMIT_MIB - 1 : heap;
}

function score(types: readonly InstanceFacts[], executor: ExecutorSize, constraints: SizeConstraints): Candidate {
  const container = { memoryMiB: executor.containerMiB, vcores: executor.cores };
  const granted = grantedMiB(executor.containerMiB);
  const rows = types.map((type) => {
    const vcores = usableVcores(type, constraints.cpuOversubscription);
    const perNode = containersOn({ memoryMiB: targetMemoryMiB(type, constraints), vcores }, container, 'dominant');
    const besideMaster = Math.floor(besideMasterMiB(type, perNode * executor.cores, constraints) / granted);
    return {
      type,
      perNode,
      keepsRoom: besideMaster >= perNode,
      cores: (perNode * executor.cores) / vcores,
      stranded: 1 - (perNode * granted) / type.yarnMemoryMiB,
    };
  });
  return {
    executor,
    perNode: Object.fromEntries(rows.map(({ type, perNode }) => [type.name, perNode])),
    worstCoreUtilisation: Math.min(...rows.map((r) => r.cores)),
    meanCoreUtilisation: mean(rows.map((r) => r.cores)),
    strandedMemory: mean(rows.map((r) => r.stranded)),
    keepsRoom: rows.every((r) => r.keepsRoom),
  };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
