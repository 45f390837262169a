import { type Bounds, boundsOf, leastAllocation, registers } from './bounds';
import { limitsOf, type PartitionLimits } from './limits';
import type { Slot } from './masters';
import { type Arithmetic, arithmeticOf, NONE, type Resource } from './resource';
import type { AdmissionRequest } from './types';

/** The default partition: nodes without a label. */
export const DEFAULT_PARTITION = '';

/** What has registered with the ResourceManager. */
export interface Cluster {
  readonly arithmetic: Arithmetic;
  readonly bounds: Bounds;
  /** A slot for each group whose nodes register. */
  readonly slots: readonly Slot[];
  readonly total: Resource;
  /** Resources by label; always has the default partition. */
  readonly partitions: ReadonlyMap<string, Resource>;
}

export const partitionOf = ({ node }: Slot): string => node.label ?? DEFAULT_PARTITION;

export function clusterOf(request: AdmissionRequest): Cluster {
  const least = leastAllocation(request);
  const slots = request.nodes
    .map((node, group): Slot => ({ group, node, nodes: node.count, masters: 0 }))
    .filter(({ node }) => registers(node, least));
  const labels = new Set([DEFAULT_PARTITION, ...slots.map(partitionOf)]);
  const partitions = new Map(
    [...labels].map((label) => [label, resourcesOf(slots.filter((slot) => partitionOf(slot) === label))]),
  );
  return {
    arithmetic: arithmeticOf(request.calculator),
    bounds: boundsOf(
      request,
      slots.map(({ node }) => node),
    ),
    slots,
    total: resourcesOf(slots),
    partitions,
  };
}

function resourcesOf(slots: readonly Slot[]): Resource {
  let memoryMiB = 0;
  let vcores = 0;
  for (const { node, nodes } of slots) {
    memoryMiB += nodes * node.memoryMiB;
    vcores += nodes * node.vcores;
  }
  return { memoryMiB, vcores };
}

export function limitsIn(request: AdmissionRequest, cluster: Cluster, label: string): PartitionLimits {
  const partition = cluster.partitions.get(label) ?? NONE;
  return limitsOf(request, cluster.arithmetic, cluster.bounds.least, cluster.total, partition, label);
}
