import { type Cluster, DEFAULT_PARTITION, limitsIn, partitionOf } from './cluster';
import type { Masters } from './executors';
import { allowedByUserLimit, stalledBySinglePrecision } from './limits';
import { roomOf, type Slot } from './masters';
import { less, NONE, type Resource, times } from './resource';
import type { AdmissionRequest } from './types';

/**
 * Executors that a partition may come to rest with although its nodes have room and no limit is reached; no bound where that cannot be.
 * Single precision may stop it (`stalledBySinglePrecision`), or reservations.
 *
 * A full node reserves room for one more executor, which counts as used. To go on elsewhere the scheduler gives up one reservation, but not
 * two. Where use is past a limit by more than one executor, it therefore stops for good. It gets there in two ways:
 * - on labelled nodes, by giving up a reservation in *another* partition for an executor in this one, or by using all to the last MiB;
 * - under the dominant calculator, where the user limit's other resource was rounded further down than the one that is compared.
 */
export function leastAtRest(
  request: AdmissionRequest,
  cluster: Cluster,
  slots: readonly Slot[],
  label: string,
  masters: Masters,
  executor: Resource,
): number {
  // The whole default partition is no limit that use could be past.
  if (label === DEFAULT_PARTITION && !request.queue) return Number.POSITIVE_INFINITY;
  const used = label === masters.label ? times(masters.size, masters.running + masters.reserved) : NONE;
  const here = slots.filter((slot) => partitionOf(slot) === label);
  const full = here.map((slot) => fullNode(cluster, slot, masters.size, executor));
  const past =
    label === DEFAULT_PARTITION
      ? pastUserLimit(request, cluster, used, executor, full)
      : pastPartition(cluster, slots, label, used, masters.size, executor);
  const byReservations = past === undefined ? Number.POSITIVE_INFINITY : fewest(full, past);
  if (label !== DEFAULT_PARTITION) return byReservations;
  const room = full.reduce((n, node) => n + node.nodes * node.executors, 0);
  const limits = limitsIn(request, cluster, label);
  return Math.min(byReservations, stalledBySinglePrecision(limits, cluster.bounds.least, used, executor, room));
}

interface FullNode {
  readonly nodes: number;
  readonly executors: number;
  /** Such a node reserves only if it could ever hold an executor, and what is left is not below the minimum allocation. */
  readonly reserves: boolean;
}

function fullNode({ arithmetic, bounds }: Cluster, slot: Slot, master: Resource, executor: Resource): FullNode {
  const executors = arithmetic.timesInto(roomOf(slot, master), executor);
  const left = less(roomOf(slot, master), times(executor, executors));
  const reserves = arithmetic.fits(executor, slot.node) && arithmetic.fits(bounds.least, left);
  return { nodes: slot.nodes, executors, reserves };
}

/**
 * Executors and reservations with which a labelled partition is stopped: once all it has is in use, for root looks on only where the default
 * partition has reservations; or one later, where there are reservations in another partition to give up.
 */
function pastPartition(
  cluster: Cluster,
  slots: readonly Slot[],
  label: string,
  used: Resource,
  master: Resource,
  executor: Resource,
): number | undefined {
  const { arithmetic, total } = cluster;
  const partition = cluster.partitions.get(label) ?? NONE;
  const fit = arithmetic.timesInto(less(partition, used), executor);
  if (arithmetic.compare(total, less(used, times(executor, -fit)), partition) >= 0) return fit;
  const elsewhere = slots.filter((slot) => partitionOf(slot) !== label);
  return elsewhere.some((slot) => fullNode(cluster, slot, master, executor).reserves) ? fit + 1 : undefined;
}

/** Executors and reservations with which use is past the user limit by more than an executor in some resource. */
function pastUserLimit(
  request: AdmissionRequest,
  cluster: Cluster,
  used: Resource,
  executor: Resource,
  full: readonly FullNode[],
): number | undefined {
  const { arithmetic, total } = cluster;
  const limit = limitsIn(request, cluster, DEFAULT_PARTITION).user;
  const most = full.reduce((n, node) => n + node.nodes * (node.executors + 1), 0);
  const past = allowedByUserLimit(arithmetic, total, limit, used, executor, most);
  const before = less(used, times(executor, 1 - past));
  return past > 0 && past < most && !arithmetic.fits(before, limit) ? past : undefined;
}

/** The fewest executors that with their nodes' reservations make up `past`: nodes that hold few are filled first. */
function fewest(full: readonly FullNode[], past: number): number {
  let left = past;
  let executors = 0;
  for (const node of full.filter(({ reserves }) => reserves).sort((a, b) => a.executors - b.executors)) {
    const nodes = Math.min(node.nodes, Math.floor(left / (node.executors + 1)));
    executors += nodes * node.executors;
    left -= nodes * (node.executors + 1);
    if (nodes < node.nodes) return executors + left;
  }
  return executors + left;
}
