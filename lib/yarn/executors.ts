import { DEFAULT_PARTITION, partitionResource } from './cluster';
import { limitsIn, queueHeadroom, userHeadroom } from './limits';
import { type ExecutorsByPartition, type Placement, usedIn } from './placement';
import { subtract } from './resource';

/** The executors that run if enough are asked for. */
export interface MaxExecutors {
  readonly onDefault: number;
  /** On labelled nodes, which a request without a label may use where labels are not exclusive. */
  readonly onLabels: number;
  /** What stops them on the default partition, unless it is the nodes' resources. */
  readonly stoppedBy?: 'queue' | 'user-limit';
}

/**
 * The executors that the limits allow, of those that fit on the nodes.
 *
 * @param fitting executors that fit on the nodes of each partition
 * @param atRest executors of a partition beyond which reservations may stop it; infinity except for the lower end of the range
 */
export function maxExecutors(
  placement: Placement,
  fitting: ExecutorsByPartition,
  atRest: (partition: string) => number = () => Number.POSITIVE_INFINITY,
): MaxExecutors {
  const { cluster, executor } = placement;
  const limits = limitsIn(cluster, DEFAULT_PARTITION);
  const count = fitting.get(DEFAULT_PARTITION) ?? 0;
  const ask = { container: executor, used: usedIn(placement, DEFAULT_PARTITION), count };
  const byQueue = queueHeadroom(cluster, limits, ask);
  const byUser = userHeadroom(cluster, limits, ask);
  const onDefault = Math.min(count, byQueue, byUser, atRest(DEFAULT_PARTITION));

  let onLabels = 0;
  for (const [label, fits] of fitting) {
    if (label === DEFAULT_PARTITION || cluster.request.exclusiveLabels) continue;
    // Neither queue nor user is limited on nodes of another partition: only what the partition has.
    const headroom = subtract(partitionResource(cluster, label), usedIn(placement, label));
    onLabels += Math.min(fits, cluster.calculator.computeAvailableContainers(headroom, executor), atRest(label));
  }
  const stoppedBy = byUser < byQueue ? 'user-limit' : 'queue';
  return { onDefault, onLabels, stoppedBy: onDefault < count ? stoppedBy : undefined };
}
