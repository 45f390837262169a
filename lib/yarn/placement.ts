import { type Cluster, partitionOf, type SchedulerNodes, unallocatedOn } from './cluster';
import { multiply, NONE, type Resource, subtract } from './resource';

/** The application masters that the scheduler has started, all of one size. */
export interface ApplicationMasters {
  readonly partition: string;
  readonly container: Resource;
  readonly running: number;
  /** Reservations of masters that wait for a node: they count as used, and keep executors off their nodes. */
  readonly reserved: number;
  /** The most reservations that waiting masters may hold. */
  readonly maxReserved: number;
}

/** The state in which the scheduler is asked for executors: the cluster, its nodes with the application masters, and the executor's container. */
export interface Placement {
  readonly cluster: Cluster;
  readonly nodes: readonly SchedulerNodes[];
  readonly applicationMasters: ApplicationMasters;
  readonly executor: Resource;
}

/** Executors by partition. */
export type ExecutorsByPartition = ReadonlyMap<string, number>;

/** What the application masters and their reservations use of a partition. */
export function usedIn({ applicationMasters }: Placement, partition: string): Resource {
  const { container, running, reserved } = applicationMasters;
  return partition === applicationMasters.partition ? multiply(container, running + reserved) : NONE;
}

/** How many executors fit on one node beside its application masters. */
export function executorsPerNode({ cluster, applicationMasters, executor }: Placement, nodes: SchedulerNodes): number {
  return cluster.calculator.computeAvailableContainers(unallocatedOn(nodes, applicationMasters.container), executor);
}

/** How many executors fit on the nodes of each partition, whatever the limits. */
export function executorsByPartition(placement: Placement): Map<string, number> {
  const byPartition = new Map<string, number>();
  for (const nodes of placement.nodes) {
    const partition = partitionOf(nodes);
    const here = nodes.count * executorsPerNode(placement, nodes);
    byPartition.set(partition, (byPartition.get(partition) ?? 0) + here);
  }
  return byPartition;
}

/** Whether such a container may be reserved on a node: the scheduler skips nodes with less than the minimum allocation left. */
export const canReserve = ({ calculator, bounds }: Cluster, unallocated: Resource): boolean =>
  calculator.fitsIn(bounds.minimum, unallocated);

/** What application masters and as many executors as fit leave of a node. */
export function leftOnFullNode(placement: Placement, nodes: SchedulerNodes): Resource {
  const unallocated = unallocatedOn(nodes, placement.applicationMasters.container);
  return subtract(unallocated, multiply(placement.executor, executorsPerNode(placement, nodes)));
}
