import { type Cluster, DEFAULT_PARTITION, limitsIn, partitionOf } from './cluster';
import { allowedByUserLimit } from './limits';
import { roomOf, type Slot } from './masters';
import { less, NONE, type Resource, times } from './resource';
import type { AdmissionRequest } from './types';

/** Masters of the applications, as far as they take room. */
export interface Masters {
  readonly label: string;
  readonly size: Resource;
  readonly running: number;
  /** Reservations of masters that wait for room: they count as used, and keep others off their nodes. */
  readonly reserved: number;
}

/** Executors that run if enough are asked for. */
export interface Most {
  readonly onDefault: number;
  /** On labelled nodes, which a request without a label may use where labels are not exclusive. */
  readonly onLabels: number;
  /** What stops them on the default partition, unless it is the nodes' room. */
  readonly stoppedBy?: 'queue' | 'user-limit';
}

/** Executors that fit on the nodes of each partition. */
export function roomByPartition(
  { arithmetic }: Cluster,
  slots: readonly Slot[],
  master: Resource,
  executor: Resource,
): Map<string, number> {
  const rooms = new Map<string, number>();
  for (const slot of slots) {
    const label = partitionOf(slot);
    const here = slot.nodes * arithmetic.timesInto(roomOf(slot, master), executor);
    rooms.set(label, (rooms.get(label) ?? 0) + here);
  }
  return rooms;
}

/**
 * What the limits leave of the nodes' room.
 *
 * @param atRest executors of a partition beyond which reservations may stop it; none but for the lower end of the range
 */
export function mostExecutors(
  request: AdmissionRequest,
  cluster: Cluster,
  rooms: ReadonlyMap<string, number>,
  masters: Masters,
  executor: Resource,
  atRest: (label: string) => number = () => Number.POSITIVE_INFINITY,
): Most {
  const { arithmetic, total } = cluster;
  const usedIn = (label: string): Resource =>
    label === masters.label ? times(masters.size, masters.running + masters.reserved) : NONE;

  const limits = limitsIn(request, cluster, DEFAULT_PARTITION);
  const used = usedIn(DEFAULT_PARTITION);
  const room = rooms.get(DEFAULT_PARTITION) ?? 0;
  const byQueue = arithmetic.timesInto(less(limits.queue, used), executor);
  const byUser = allowedByUserLimit(arithmetic, total, limits.user, used, executor, room);
  const onDefault = Math.min(room, byQueue, byUser, atRest(DEFAULT_PARTITION));

  let onLabels = 0;
  for (const [label, free] of rooms) {
    if (label === DEFAULT_PARTITION || request.exclusiveLabels) continue;
    // Neither queue nor user is limited on nodes of another partition: only what the partition has.
    const left = less(cluster.partitions.get(label) ?? NONE, usedIn(label));
    onLabels += Math.min(free, arithmetic.timesInto(left, executor), atRest(label));
  }
  const stoppedBy = byUser < byQueue ? 'user-limit' : 'queue';
  return { onDefault, onLabels, stoppedBy: onDefault < room ? stoppedBy : undefined };
}
