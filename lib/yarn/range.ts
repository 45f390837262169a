import { minAtRest } from './at-rest';
import { partitionOf, type SchedulerNodes, unallocatedOn } from './cluster';
import { displacementOn } from './displacement';
import { maxExecutors } from './executors';
import {
  canReserve,
  type ExecutorsByPartition,
  executorsByPartition,
  executorsPerNode,
  type Placement,
} from './placement';

/** The fewest and the most executors over the orders of heartbeats, if enough are asked for. */
export type ExecutorRange = readonly [min: number, max: number];

export function executorRange(placement: Placement): ExecutorRange {
  const { cluster, applicationMasters } = placement;
  const { partition, maxReserved } = applicationMasters;
  const fitting = executorsByPartition(placement);
  const known = arePlacesKnown(placement);
  const lower = (fewest: ExecutorsByPartition, withReservations = placement): number => {
    const atRest = (label: string): number => {
      // A master elsewhere makes another node fill earlier, and reserve: one reservation more each, at most.
      const unsure = known || label !== partition ? 0 : applicationMasters.running;
      return Math.max(0, minAtRest(placement, label) - unsure);
    };
    return total(maxExecutors(withReservations, fewest, atRest));
  };
  const upper = (most: ExecutorsByPartition): number => total(maxExecutors(placement, most));

  // Where a master waits, every node that could hold one is full: the places of the others are known.
  if (maxReserved > 0) {
    const { lost, reserved } = lostToReservations(placement);
    const reserving = { ...placement, applicationMasters: { ...applicationMasters, reserved } };
    return [lower(plus(fitting, partition, -lost), reserving), upper(fitting)];
  }
  if (known) return [lower(fitting), upper(fitting)];
  const empty = { ...placement, nodes: cluster.nodes };
  const displaced = displacementOn({
    ...empty,
    nodes: cluster.nodes.filter((some) => partitionOf(some) === partition),
  });
  const undisplaced = executorsByPartition(empty);
  return [lower(plus(undisplaced, partition, -displaced.max)), upper(plus(undisplaced, partition, -displaced.min))];
}

const total = ({ onDefault, onLabels }: { onDefault: number; onLabels: number }): number => onDefault + onLabels;

/** Whether it makes no difference, or is known, which nodes hold the application masters. */
function arePlacesKnown({ cluster, applicationMasters }: Placement): boolean {
  const { partition, running, maxReserved } = applicationMasters;
  const given = [cluster.request.applicationMasterNode ?? []].flat();
  if (given.length >= running || maxReserved > 0) return true;
  const nodes = cluster.nodes.filter((some) => partitionOf(some) === partition);
  return running === 1 ? areIdentical(nodes) : nodes.length === 1 && nodes[0]?.count === 1;
}

const areIdentical = ([first, ...others]: readonly SchedulerNodes[]): boolean =>
  others.every(({ node }) => node.memoryMiB === first?.node.memoryMiB && node.vcores === first?.node.vcores);

const plus = (executors: ExecutorsByPartition, partition: string, change: number): ExecutorsByPartition =>
  new Map(executors).set(partition, Math.max(0, (executors.get(partition) ?? 0) + change));

/** Reserved by waiting application masters are, at worst, the nodes with the most resources for executors. */
function lostToReservations(placement: Placement): { lost: number; reserved: number } {
  const { cluster, nodes, applicationMasters } = placement;
  const { partition, container, maxReserved } = applicationMasters;
  const holding = nodes
    .filter((some) => partitionOf(some) === partition && some.mastersPerNode > 0)
    .filter((some) => canReserve(cluster, unallocatedOn(some, container)))
    .sort((a, b) => executorsPerNode(placement, b) - executorsPerNode(placement, a));
  let left = maxReserved;
  let lost = 0;
  for (const some of holding) {
    const count = Math.min(left, some.count);
    lost += count * executorsPerNode(placement, some);
    left -= count;
  }
  return { lost, reserved: maxReserved - left };
}
