import { type Cluster, limitsIn, partitionOf } from './cluster';
import { allowedByUserLimit } from './limits';
import { placeMasters, roomOf, type Slot } from './masters';
import { NONE, type Resource } from './resource';
import type { AdmissionRequest } from './types';

/** The applications' masters, once the scheduler has come to rest. */
export interface Started {
  readonly slots: readonly Slot[];
  readonly masters: number;
  /** Reservations that masters without room may hold at most. */
  readonly reservable: number;
}

/**
 * Which application masters run: the share of application masters activates applications, the first whatever the share; then the queue's
 * limits and the nodes' room decide.
 */
export function startMasters(request: AdmissionRequest, cluster: Cluster, label: string, master: Resource): Started {
  const { arithmetic, total } = cluster;
  const limits = limitsIn(request, cluster, label);
  const byShare = Math.min(...limits.masters.map((share) => arithmetic.timesInto(share, master)));
  const active = Math.min(request.applications ?? 1, Math.max(1, byShare));
  const byQueue = arithmetic.timesInto(limits.queue, master);
  const allowed = Math.min(byQueue, allowedByUserLimit(arithmetic, total, limits.user, NONE, master, active));

  const given = [request.applicationMasterNode ?? []].flat();
  const { slots, placed } = placeMasters(arithmetic, cluster.slots, label, master, Math.min(active, allowed), given);
  if (placed === active) return { slots, masters: placed, reservable: 0 };

  // A master that waits although every node that could hold it is full reserves one, and in time more, while the limits allow it.
  const holding = slots.filter((slot) => partitionOf(slot) === label && arithmetic.fits(master, slot.node));
  const full = holding.every((slot) => !arithmetic.fits(master, roomOf(slot, master)));
  const nodes = holding.filter((slot) => canReserve(cluster, slot, master)).reduce((n, slot) => n + slot.nodes, 0);
  const more = allowedByUserLimit(arithmetic, total, limits.user, NONE, master, placed + nodes);
  return {
    slots,
    masters: placed,
    reservable: full ? Math.max(0, Math.min(byQueue, more, placed + nodes) - placed) : 0,
  };
}

/** The scheduler passes by a node that has less than the minimum allocation left. */
export const canReserve = ({ arithmetic, bounds }: Cluster, slot: Slot, master: Resource): boolean =>
  arithmetic.fits(bounds.least, roomOf(slot, master));
