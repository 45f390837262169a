import { DEFAULT_PARTITION, partitionOf, partitionResource, type SchedulerNodes } from './cluster';
import { limitsIn, stalledBySinglePrecision, userHeadroom } from './limits';
import { canReserve, executorsPerNode, leftOnFullNode, type Placement, usedIn } from './placement';
import { multiply, subtract } from './resource';

/**
 * Executors that a partition may come to rest with although its nodes have resources and no limit is reached; infinity where that cannot
 * be. Single precision may stop it (`stalledBySinglePrecision`), or reservations.
 *
 * A full node reserves one more executor, which counts as used. To continue elsewhere the scheduler gives up one reservation, but not
 * two. Where use is past a limit by more than one executor, it therefore stops for good. There are two ways to get there:
 * - on labelled nodes, by giving up a reservation in *another* partition for an executor in this one, or by using all to the last MiB;
 * - under the dominant calculator, where the user limit's other resource was rounded further down than the one that is compared.
 */
export function minAtRest(placement: Placement, partition: string): number {
  const { cluster, executor } = placement;
  // The whole default partition is not a limit that use could be past.
  if (partition === DEFAULT_PARTITION && !cluster.request.queue) return Number.POSITIVE_INFINITY;
  const full = placement.nodes
    .filter((nodes) => partitionOf(nodes) === partition)
    .map((nodes) => toFullNodes(placement, nodes));
  const past = partition === DEFAULT_PARTITION ? pastUserLimit(placement, full) : pastPartition(placement, partition);
  const byReservations = past === undefined ? Number.POSITIVE_INFINITY : fewestExecutors(full, past);
  if (partition !== DEFAULT_PARTITION) return byReservations;
  const count = full.reduce((n, nodes) => n + nodes.count * nodes.executors, 0);
  const ask = { container: executor, used: usedIn(placement, partition), count };
  return Math.min(byReservations, stalledBySinglePrecision(cluster, limitsIn(cluster, partition), ask));
}

interface FullNodes {
  readonly count: number;
  /** On each of the nodes. */
  readonly executors: number;
  /** Such a node reserves only if it could ever hold an executor, and what is left is not below the minimum allocation. */
  readonly reserves: boolean;
}

function toFullNodes(placement: Placement, nodes: SchedulerNodes): FullNodes {
  const { cluster, executor } = placement;
  const reserves =
    cluster.calculator.fitsIn(executor, nodes.node) && canReserve(cluster, leftOnFullNode(placement, nodes));
  return { count: nodes.count, executors: executorsPerNode(placement, nodes), reserves };
}

/**
 * Executors and reservations with which a labelled partition is stopped: once all it has is in use, because root continues only where the
 * default partition has reservations; or one later, where there are reservations in another partition to give up.
 */
function pastPartition(placement: Placement, label: string): number | undefined {
  const { cluster, executor, nodes } = placement;
  const { calculator, resource } = cluster;
  const used = usedIn(placement, label);
  const partition = partitionResource(cluster, label);
  const fit = calculator.computeAvailableContainers(subtract(partition, used), executor);
  if (calculator.compare(resource, subtract(used, multiply(executor, -fit)), partition) >= 0) return fit;
  const elsewhere = nodes.filter((some) => partitionOf(some) !== label);
  return elsewhere.some((some) => toFullNodes(placement, some).reserves) ? fit + 1 : undefined;
}

/** Executors and reservations with which use is past the user limit by more than an executor in some resource. */
function pastUserLimit(placement: Placement, full: readonly FullNodes[]): number | undefined {
  const { cluster, executor } = placement;
  const limits = limitsIn(cluster, DEFAULT_PARTITION);
  const used = usedIn(placement, DEFAULT_PARTITION);
  const count = full.reduce((n, nodes) => n + nodes.count * (nodes.executors + 1), 0);
  const past = userHeadroom(cluster, limits, { container: executor, used, count });
  const before = subtract(used, multiply(executor, 1 - past));
  return past > 0 && past < count && !cluster.calculator.fitsIn(before, limits.user) ? past : undefined;
}

/** The fewest executors that with their nodes' reservations make up `past`: nodes that hold few are filled first. */
function fewestExecutors(full: readonly FullNodes[], past: number): number {
  let left = past;
  let executors = 0;
  for (const nodes of full.filter(({ reserves }) => reserves).sort((a, b) => a.executors - b.executors)) {
    const count = Math.min(nodes.count, Math.floor(left / (nodes.executors + 1)));
    executors += count * nodes.executors;
    left -= count * (nodes.executors + 1);
    if (count < nodes.count) return executors + left;
  }
  return executors + left;
}
