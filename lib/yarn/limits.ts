import { type Cluster, DEFAULT_PARTITION, partitionResource } from './cluster';
import { each, multiply, NONE, type Resource, roundDown, roundUp, subtract } from './resource';

/** What a queue allows in one partition. */
export interface PartitionLimits {
  /** The queue takes no container that would bring it above this. */
  readonly queue: Resource;
  /** A user *above* this gets no further container: the last one granted may go past it. */
  readonly user: Resource;
  /** The queue's own capacity; above it a user's limit follows what the user has. */
  readonly guaranteed: Resource;
  /** The application master limits of the queue and of a user: the masters of the active applications fit into both. */
  readonly applicationMasters: readonly Resource[];
}

/** Hadoop's default; EMR's own is not published. */
export const DEFAULT_AM_RESOURCE_PERCENT = 0.1;

/**
 * Limits of the queue in a partition, as Hadoop 3.4 computes them: AbstractCSQueue.updateEffectiveResources and getCurrentLimitResource,
 * UsersManager.computeUserLimit, AbstractLeafQueue.calculateAndGetAMResourceLimitPerPartition and getUserAMResourceLimitPerPartition.
 * Percentages and factors are single precision there, so they are here.
 */
export function limitsIn(cluster: Cluster, label: string): PartitionLimits {
  const { request, bounds, calculator } = cluster;
  const { compare, fitsIn, multiplyAndNormalizeUp } = calculator;
  const { minimum } = bounds;
  const partition = partitionResource(cluster, label);
  const { capacity = 100, maximumCapacity = 100, userLimitFactor = 1 } = request.queue ?? {};
  // EMR gives the queue all of each label; the user limit factor is for every partition.
  const isDefault = label === DEFAULT_PARTITION;
  const guaranteed = isDefault ? shareOf(partition, capacity) : partition;
  const maximum = isDefault ? shareOf(partition, maximumCapacity) : partition;
  const factor = Math.fround(userLimitFactor);
  // What root passes down, rounded to the minimum allocation.
  const fromRoot = each(partition, minimum, roundDown);
  const smaller = (a: Resource, b: Resource): Resource => (compare(cluster.resource, a, b) <= 0 ? a : b);

  const forUsers = compare(partition, guaranteed, minimum) >= 0 ? guaranteed : minimum;
  const user = factor === -1 ? each(maximum, minimum, roundDown) : each(forUsers, NONE, (v) => Math.floor(v * factor));

  const usable = smaller(each(maximum, minimum, roundDown), fromRoot);
  const forMasters = isDefault && fitsIn(guaranteed, usable) ? usable : guaranteed;
  const share = Math.fround(request.amResourcePercent ?? DEFAULT_AM_RESOURCE_PERCENT);
  const queueMasters = multiplyAndNormalizeUp(forMasters, share, minimum);
  const userShare = factor === -1 ? share : Math.fround(share * factor);
  const userMasters = smaller(multiplyAndNormalizeUp(guaranteed, userShare, minimum), queueMasters);
  return {
    queue: smaller(maximum, fromRoot),
    user: each(user, minimum, roundUp),
    guaranteed,
    applicationMasters: [queueMasters, userMasters],
  };
}

const shareOf = (partition: Resource, percent: number): Resource => {
  const share = Math.fround(Math.fround(percent) / 100);
  return each(partition, NONE, (v) => Math.floor(v * share));
};

/** Containers of one size that a user asks for on top of the resources in use. */
export interface Ask {
  readonly container: Resource;
  readonly used: Resource;
  readonly count: number;
}

/** How many containers the queue's headroom holds. */
export function queueHeadroom({ calculator }: Cluster, { queue }: PartitionLimits, ask: Omit<Ask, 'count'>): number {
  return calculator.computeAvailableContainers(subtract(queue, ask.used), ask.container);
}

/** How many of the containers asked for the user's headroom allows, if nodes and queue do: the last may go past the limit. */
export function userHeadroom(cluster: Cluster, { user }: PartitionLimits, { container, used, count }: Ask): number {
  const isAbove = (n: number): boolean =>
    cluster.calculator.compare(cluster.resource, subtract(used, multiply(container, -n)), user) > 0;
  if (!isAbove(count)) return count;
  let [granted, refused] = [-1, count];
  while (refused - granted > 1) {
    const middle = Math.floor((granted + refused) / 2);
    if (isAbove(middle)) refused = middle;
    else granted = middle;
  }
  return refused;
}

/**
 * Containers after which a user above the queue's capacity may get nothing more, long before any limit. The user's limit is then what the
 * user has, plus the minimum allocation; the scheduler computes it in single precision, and from 2^25 times the minimum allocation on
 * (33 TB at 1 MB) the sum may be rounded to less than the user has. Whether it is depends on the sums of rounding errors so far.
 *
 * @returns the smallest such number; infinity where all that is asked for is granted first
 */
export function stalledBySinglePrecision(
  { bounds: { minimum } }: Cluster,
  { guaranteed }: PartitionLimits,
  { container, used, count }: Ask,
): number {
  const from = Math.max(guaranteed.memoryMiB, 2 ** 25 * minimum.memoryMiB);
  const first = Math.max(0, Math.ceil((from - used.memoryMiB) / container.memoryMiB));
  for (let n = first; n < count; n++) {
    const has = used.memoryMiB + n * container.memoryMiB;
    if (Math.ceil(Math.fround(has + minimum.memoryMiB)) < has) return n;
  }
  return Number.POSITIVE_INFINITY;
}
