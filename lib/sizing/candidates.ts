import type { InstanceFacts } from '../catalog';
import {
  containerMiB,
  type ExecutorSize,
  largestHeapMiB,
  losesCompressedOops,
  MAX_COMPRESSED_OOPS_HEAP_MIB,
  MIN_JVM_HEAP_MIB,
} from '../spark';
import { grantedMiB, largestRequestMiB } from '../yarn';
import {
  declaredVcores,
  executorMemory,
  overheadFactor,
  type SizeConstraints,
  targetMemoryMiB,
  usableVcores,
} from './size-choice';

/** Above six cores HDFS and S3 clients and GC contend. */
export const MAX_CORES = 6;

/** Left on a node for a client-mode application master (896 MiB, rounded up) where the size leaves it a vcore. */
const CLIENT_AM_SLACK_MIB = 1024;

/** Every executor worth trying on these nodes: each number of cores with every container that divides a node's memory. */
export function candidateExecutors(types: readonly InstanceFacts[], constraints: SizeConstraints): ExecutorSize[] {
  return candidateCores(types, constraints).flatMap((cores) =>
    candidateContainers(types, cores, constraints).flatMap((container) => {
      const executor = findExecutor(container, cores, constraints);
      return executor === undefined ? [] : [executor];
    }),
  );
}

/**
 * Memory that executors may take of a node which keeps room for a client-mode application master, where these task slots leave YARN a vcore
 * for it.
 */
export function besideMasterMiB(type: InstanceFacts, slots: number, constraints: SizeConstraints): number {
  const leavesVcore = slots < declaredVcores(type, constraints.cpuOversubscription);
  return Math.min(type.yarnMemoryMiB - (leavesVcore ? CLIENT_AM_SLACK_MIB : 0), targetMemoryMiB(type, constraints));
}

function candidateCores(types: readonly InstanceFacts[], constraints: SizeConstraints): number[] {
  if (constraints.fixed?.cores !== undefined) return [constraints.fixed.cores];
  const vcores = types.map((t) => usableVcores(t, constraints.cpuOversubscription));
  return Array.from({ length: Math.min(MAX_CORES, Math.max(...vcores)) }, (_, i) => i + 1);
}

function candidateContainers(types: readonly InstanceFacts[], cores: number, constraints: SizeConstraints): number[] {
  const { fixed } = constraints;
  if (fixed?.memoryMiB !== undefined) return [containerMiB(executorMemory(fixed.memoryMiB, constraints))];
  const containers = types.flatMap((type) => {
    const most = Math.max(1, Math.floor(usableVcores(type, constraints.cpuOversubscription) / cores));
    return Array.from({ length: most }, (_, i) => i + 1).flatMap((perNode) =>
      memoriesToDivide(type, perNode, cores, constraints).map((memory) => largestRequestMiB(memory / perNode)),
    );
  });
  // A container that divides nothing: the largest with compressed pointers, where a whole share of a node would lose them.
  const largest = containerMiB(executorMemory(MAX_COMPRESSED_OOPS_HEAP_MIB, constraints));
  const capped = containers.some((container) => container > largest) ? [largest] : [];
  return [...new Set([...containers, ...capped])].filter((container) => container > 0);
}

/** All that executors may take of a node, and what is left of it beside an application master. */
function memoriesToDivide(type: InstanceFacts, perNode: number, cores: number, constraints: SizeConstraints): number[] {
  const all = targetMemoryMiB(type, constraints);
  const { fewNodes } = constraints;
  if (fewNodes === undefined) return [all, besideMasterMiB(type, perNode * cores, constraints)];
  const besideMasterOf = (containerMiB: number): number => {
    const executor = { ...executorMemory(containerMiB, constraints), cores: 1, containerMiB };
    return Math.min(all, type.yarnMemoryMiB - grantedMiB(fewNodes.masterBeside(executor).memoryMiB));
  };
  // A driver is no larger than an executor: beside several on its node it takes less than beside one that fills it.
  return [all, besideMasterOf(all), besideMasterOf(largestRequestMiB(all / (perNode + 1)))];
}

function findExecutor(container: number, cores: number, constraints: SizeConstraints): ExecutorSize | undefined {
  const { fixed, offHeapMiB = 0, pysparkMiB = 0 } = constraints;
  const forHeap = container - offHeapMiB - pysparkMiB;
  const memoryMiB = fixed?.memoryMiB ?? heapFor(forHeap, constraints);
  if (fixed?.memoryMiB === undefined && memoryMiB < MIN_JVM_HEAP_MIB) return undefined;
  const parts = executorMemory(memoryMiB, constraints);
  const asked = containerMiB(parts);
  if (asked > (constraints.maxAllocationMiB ?? asked)) return undefined;
  if (asked / cores < (constraints.minMemoryPerSlotMiB ?? 0)) return undefined;
  if (memoryMiB / cores < (constraints.minHeapPerSlotMiB ?? 0)) return undefined;
  return { ...parts, cores, containerMiB: asked };
}

/** The largest heap for this much memory; one that would lose compressed pointers shrinks to the largest with them, which holds more. */
function heapFor(mib: number, constraints: SizeConstraints): number {
  const overheadMiB = constraints.fixed?.memoryOverheadMiB;
  const heap = overheadMiB === undefined ? largestHeapMiB(mib, overheadFactor(constraints)) : mib - overheadMiB;
  return losesCompressedOops(heap) ? MAX_COMPRESSED_OOPS_HEAP_MIB : heap;
}
