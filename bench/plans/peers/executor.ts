import { type InstanceFacts, instanceFacts } from '../../../lib/catalog';
import {
  CLIENT_AM_CONTAINER_MIB,
  containerMiB,
  defaultOverheadMiB,
  EMR_EXECUTOR_OVERHEAD_FACTOR,
  type ExecutorSize,
  SPARK_OVERHEAD_FACTOR,
} from '../../../lib/spark';
import type { ContainerSize } from '../../../lib/yarn';
import type { Cluster } from './types';

export const GIB = 1024;

/** EMR's default deploy mode leaves YARN only this of the application master. */
export const CLIENT_MODE: ContainerSize = { memoryMiB: CLIENT_AM_CONTAINER_MIB, vcores: 1 };

/** The peers that judge an executor by memory and cores are also judged as if YARN did. */
export const BOTH_CALCULATORS = ['default', 'dominant'] as const;

export function executorOf(memoryMiB: number, memoryOverheadMiB: number, cores: number): ExecutorSize {
  const parts = { memoryMiB, memoryOverheadMiB, offHeapMiB: 0, pysparkMiB: 0 };
  return { ...parts, cores, containerMiB: containerMiB(parts) };
}

/**
 * The factor that decides where a peer sets no overhead: EMR's since 5.22. Which one emr-spark-8.0.0 has is not known; Spark's own is the
 * reading under which more executors fit.
 */
export function overheadFactor({ release }: Cluster): number {
  return release.isAtLeast(8, 0) ? SPARK_OVERHEAD_FACTOR : EMR_EXECUTOR_OVERHEAD_FACTOR;
}

/** An executor whose overhead is left to EMR. */
export function withEmrOverhead(cluster: Cluster, memoryMiB: number, cores: number): ExecutorSize {
  return executorOf(memoryMiB, defaultOverheadMiB(memoryMiB, overheadFactor(cluster)), cores);
}

export function typesOf(cluster: Cluster): InstanceFacts[] {
  return cluster.nodes.map((n) => instanceFacts(n.instanceType));
}

/** Sum over all nodes of what one of each type gives. */
export function overNodes(cluster: Cluster, perNode: (type: InstanceFacts) => number): number {
  return cluster.nodes.reduce((sum, n) => sum + n.count * perNode(instanceFacts(n.instanceType)), 0);
}

export function leastBy(types: readonly InstanceFacts[], size: (type: InstanceFacts) => number): InstanceFacts {
  return types.reduce((a, b) => (size(b) < size(a) ? b : a));
}

/** Physical memory as EC2 states it. */
export function physicalMiB(type: InstanceFacts): number {
  if (type.memoryMiB === undefined) throw new Error(`the catalogue has no EC2 memory of ${type.name}`);
  return type.memoryMiB;
}
