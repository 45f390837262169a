import { type AllocationBounds, boundsFor, minimumAllocation, registers } from './bounds';
import { multiply, NONE, type Resource, type ResourceCalculator, resourceCalculatorFor, subtract } from './resource';
import type { AdmissionRequest, NodeGroup } from './types';

/** The default partition: nodes without a label. */
export const DEFAULT_PARTITION = '';

/** Identical nodes that hold equally many application masters. */
export interface SchedulerNodes {
  /** Index into the request's nodes. */
  readonly group: number;
  readonly node: NodeGroup;
  readonly count: number;
  readonly mastersPerNode: number;
}

/** The node managers that have registered with the ResourceManager, and the settings of its scheduler. */
export interface Cluster {
  readonly request: AdmissionRequest;
  readonly calculator: ResourceCalculator;
  readonly bounds: AllocationBounds;
  /** One entry for each group whose nodes register. */
  readonly nodes: readonly SchedulerNodes[];
  /** All that has registered. */
  readonly resource: Resource;
  /** Resources by label; always has the default partition. */
  readonly partitions: ReadonlyMap<string, Resource>;
}

export const partitionOf = ({ node }: SchedulerNodes): string => node.label ?? DEFAULT_PARTITION;

export const partitionResource = ({ partitions }: Cluster, partition: string): Resource =>
  partitions.get(partition) ?? NONE;

/** The resources of one node that its application masters leave unallocated. */
export const unallocatedOn = ({ node, mastersPerNode }: SchedulerNodes, applicationMaster: Resource): Resource =>
  mastersPerNode === 0 ? node : subtract(node, multiply(applicationMaster, mastersPerNode));

export function toCluster(request: AdmissionRequest): Cluster {
  const minimum = minimumAllocation(request);
  const nodes = request.nodes
    .map((node, group): SchedulerNodes => ({ group, node, count: node.count, mastersPerNode: 0 }))
    .filter(({ node }) => registers(node, minimum));
  const labels = new Set([DEFAULT_PARTITION, ...nodes.map(partitionOf)]);
  const partitions = new Map(
    [...labels].map((label) => [label, resourceOf(nodes.filter((one) => partitionOf(one) === label))]),
  );
  const registered = nodes.map(({ node }) => node);
  return {
    request,
    calculator: resourceCalculatorFor(request.calculator),
    bounds: boundsFor(request, registered),
    nodes,
    resource: resourceOf(nodes),
    partitions,
  };
}

function resourceOf(nodes: readonly SchedulerNodes[]): Resource {
  let memoryMiB = 0;
  let vcores = 0;
  for (const { node, count } of nodes) {
    memoryMiB += count * node.memoryMiB;
    vcores += count * node.vcores;
  }
  return { memoryMiB, vcores };
}
