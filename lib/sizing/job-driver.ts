import { instanceFacts } from '../catalog';
import { grouped } from '../numbers';
import { type DriverLoad, defaultOverheadMiB, largestHeapMiB, SPARK_OVERHEAD_FACTOR } from '../spark';
import { largerDriver, primaryRoomMiB } from './driver';
import type { ClusterLayer, PlanWarning } from './types';

/** The driver of a job that needs more memory than its cluster's configuration gives. MiB. */
export interface JobDriver {
  readonly memoryMiB: number;
  /** 0 in client mode. */
  readonly overheadMiB: number;
  readonly reason: string;
}

/** What a job's executors and partitions make of its driver; undefined where the cluster's own is enough, or as much as there can be. */
export function jobDriver(cluster: ClusterLayer, load: DriverLoad): JobDriver | undefined {
  if (cluster.driverIsGiven) return undefined;
  const larger = largerDriver({ memoryMiB: cluster.driverMemoryMiB, maxMiB: maxHeapMiB(cluster), load });
  if (larger === undefined || larger.memoryMiB === cluster.driverMemoryMiB) return undefined;
  const { memoryMiB, reason } = larger;
  const overheadMiB = cluster.deployMode === 'client' ? 0 : overheadFor(cluster, memoryMiB);
  return { memoryMiB, overheadMiB, reason };
}

/** Said where the driver has less than it needs, because it is the user's own or the node is too small. */
export function driverWarnings(cluster: ClusterLayer, memoryMiB: number, load: DriverLoad): PlanWarning[] {
  const larger = largerDriver({ memoryMiB, maxMiB: memoryMiB, load });
  if (larger === undefined) return [];
  const where =
    cluster.deployMode === 'client' ? `a larger primary than ${cluster.primaryInstanceType}` : 'larger nodes';
  const instead = cluster.driverIsGiven ? 'give it more, or leave it to be computed' : `use ${where}, or fewer nodes`;
  return [
    {
      id: 'driver-short-of-memory',
      text: `${larger.reason}, and it has ${grouped(memoryMiB)}; ${instead}`,
    },
  ];
}

/** A client-mode driver may have its primary node, a cluster-mode one the largest node. */
function maxHeapMiB(cluster: ClusterLayer): number {
  if (cluster.deployMode === 'client') return primaryRoomMiB(cluster.primaryInstanceType);
  const largest = Math.max(...cluster.instanceTypes.map((type) => instanceFacts(type).yarnMemoryMiB));
  return largestHeapMiB(largest, SPARK_OVERHEAD_FACTOR);
}

function overheadFor(cluster: ClusterLayer, memoryMiB: number): number {
  // An overhead beyond the rule's is the user's own.
  const byRule = defaultOverheadMiB(cluster.driverMemoryMiB, SPARK_OVERHEAD_FACTOR);
  return cluster.driverOverheadMiB === byRule
    ? defaultOverheadMiB(memoryMiB, SPARK_OVERHEAD_FACTOR)
    : cluster.driverOverheadMiB;
}
