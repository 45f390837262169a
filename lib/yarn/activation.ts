import { placeApplicationMasters } from './application-masters';
import { type Cluster, partitionOf, type SchedulerNodes, unallocatedOn } from './cluster';
import { limitsIn, queueHeadroom, userHeadroom } from './limits';
import { type ApplicationMasters, canReserve } from './placement';
import { NONE, type Resource } from './resource';

/** The application masters that run once the scheduler has come to rest, and the nodes with them. */
export interface Activation {
  readonly nodes: readonly SchedulerNodes[];
  readonly applicationMasters: ApplicationMasters;
}

/**
 * Which application masters run: the application master limit activates applications, the first one whatever the limit; then the queue's
 * limits and the nodes decide.
 */
export function activateApplications(cluster: Cluster, partition: string, container: Resource): Activation {
  const { calculator, request } = cluster;
  const limits = limitsIn(cluster, partition);
  const byMasterLimit = Math.min(
    ...limits.applicationMasters.map((limit) => calculator.computeAvailableContainers(limit, container)),
  );
  const active = Math.min(request.applications ?? 1, Math.max(1, byMasterLimit));
  const byQueue = queueHeadroom(cluster, limits, { container, used: NONE });
  const byUser = (count: number): number => userHeadroom(cluster, limits, { container, used: NONE, count });

  const { nodes, placed } = placeApplicationMasters(cluster, {
    partition,
    container,
    count: Math.min(active, byQueue, byUser(active)),
    given: [request.applicationMasterNode ?? []].flat(),
  });
  const masters = { partition, container, running: placed, reserved: 0 };
  if (placed === active) return { nodes, applicationMasters: { ...masters, maxReserved: 0 } };

  // A waiting master reserves a node once every node that could hold it is full, and in time more of them, while the limits allow it.
  const holding = nodes.filter((some) => partitionOf(some) === partition && calculator.fitsIn(container, some.node));
  const full = holding.every((some) => !calculator.fitsIn(container, unallocatedOn(some, container)));
  const reservable = holding
    .filter((some) => canReserve(cluster, unallocatedOn(some, container)))
    .reduce((n, { count }) => n + count, 0);
  const allowed = Math.min(byQueue, byUser(placed + reservable), placed + reservable);
  return { nodes, applicationMasters: { ...masters, maxReserved: full ? Math.max(0, allowed - placed) : 0 } };
}
