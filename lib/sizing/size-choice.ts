import type { InstanceFacts } from '../catalog';
import { defaultOverheadMiB, EMR_EXECUTOR_OVERHEAD_FACTOR, type ExecutorMemory, type ExecutorSize } from '../spark';
import type { ContainerSize } from '../yarn';

/** What narrows the search. MiB. */
export interface SizeConstraints {
  readonly offHeapMiB?: number;
  readonly pysparkMiB?: number;
  readonly memoryTarget?: number;
  readonly cpuOversubscription?: number;
  /** Overhead ÷ heap where the user gives no overhead; default EMR's factor. */
  readonly overheadFactor?: number;
  /** Container memory per task slot that no candidate may go below. */
  readonly minMemoryPerSlotMiB?: number;
  /** Heap per task slot that no candidate may go below; off-heap and PySpark memory leave less of a small container. */
  readonly minHeapPerSlotMiB?: number;
  /** The user's own numbers, which win. */
  readonly fixed?: { readonly cores?: number; readonly memoryMiB?: number; readonly memoryOverheadMiB?: number };
  /** The largest container that YARN grants, which EMR sets by the type of the core nodes; default: the largest node. */
  readonly maxAllocationMiB?: number;
  /** A cluster of so few nodes that the application master's place counts; default: it does not. */
  readonly fewNodes?: FewNodes;
}

/** Clusters of 1 to `maxNodes` nodes, one of which holds the application master. */
export interface FewNodes {
  readonly maxNodes: number;
  /** The application master beside executors of this size: in cluster mode it is the driver, whose memory follows theirs. */
  readonly masterBeside: (executor: ExecutorSize) => ContainerSize;
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

/** More task slots than this on each vCPU are a slip of the keyboard. */
export const MAX_OVERSUBSCRIPTION = 4;

/** Cores that tasks may use on a node: hardware threads where YARN counts them double (m4, d2, i2). */
export function usableVcores(type: InstanceFacts, cpuOversubscription = 1): number {
  return Math.floor(Math.min(type.yarnVcores, type.ec2Vcpus) * cpuOversubscription);
}

/** The vcores that YARN counts on a node: EMR's own, unless over-subscription declares as many as tasks may use. */
export function declaredVcores(type: InstanceFacts, cpuOversubscription = 1): number {
  return cpuOversubscription > 1 ? usableVcores(type, cpuOversubscription) : type.yarnVcores;
}

/** YARN memory of a node that executors may take. */
export function targetMemoryMiB(type: InstanceFacts, { memoryTarget = 1 }: SizeConstraints): number {
  return Math.floor(type.yarnMemoryMiB * memoryTarget);
}

export const hasFloor = ({ minMemoryPerSlotMiB = 0, minHeapPerSlotMiB = 0 }: SizeConstraints): boolean =>
  minMemoryPerSlotMiB > 0 || minHeapPerSlotMiB > 0;

export const overheadFactor = (constraints: SizeConstraints): number =>
  constraints.overheadFactor ?? EMR_EXECUTOR_OVERHEAD_FACTOR;

/** The parts of the container of an executor with this heap. */
export function executorMemory(memoryMiB: number, constraints: SizeConstraints): ExecutorMemory {
  const { fixed, offHeapMiB = 0, pysparkMiB = 0 } = constraints;
  const memoryOverheadMiB = fixed?.memoryOverheadMiB ?? defaultOverheadMiB(memoryMiB, overheadFactor(constraints));
  return { memoryMiB, memoryOverheadMiB, offHeapMiB, pysparkMiB };
}
