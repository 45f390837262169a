import { type Arithmetic, each, less, NONE, type Resource, roundDown, roundUp, times } from './resource';
import type { SchedulerSettings } from './types';

/** What a queue allows in one partition. */
export interface PartitionLimits {
  /** The queue takes no container that would bring it above this. */
  readonly queue: Resource;
  /** A user *above* this gets no further container: the last one granted may go past it. */
  readonly user: Resource;
  /** The queue's own capacity; above it a user's limit follows what the user has. */
  readonly guaranteed: Resource;
  /** The masters of the active applications fit into both. */
  readonly masters: readonly Resource[];
}

/**
 * Limits of the queue in a partition, as Hadoop 3.4 computes them: AbstractCSQueue.updateEffectiveResources and getCurrentLimitResource,
 * UsersManager.computeUserLimit, AbstractLeafQueue.calculateAndGetAMResourceLimitPerPartition and getUserAMResourceLimitPerPartition.
 * Percentages and factors are single precision there, so they are here.
 *
 * @param partition the partition's resources; `label` is empty for the default partition
 */
export function limitsOf(
  settings: SchedulerSettings,
  arithmetic: Arithmetic,
  least: Resource,
  cluster: Resource,
  partition: Resource,
  label: string,
): PartitionLimits {
  const { compare, fits, shareRoundedUp } = arithmetic;
  const { capacity = 100, maximumCapacity = 100, userLimitFactor = 1 } = settings.queue ?? {};
  // EMR gives the queue all of each label; the user limit factor is for every partition.
  const guaranteed = label === '' ? shareOf(partition, capacity) : partition;
  const maximum = label === '' ? shareOf(partition, maximumCapacity) : partition;
  const factor = Math.fround(userLimitFactor);
  // What root passes down, rounded to the minimum allocation.
  const fromRoot = each(partition, least, roundDown);
  const smaller = (a: Resource, b: Resource): Resource => (compare(cluster, a, b) <= 0 ? a : b);

  const forUsers = compare(partition, guaranteed, least) >= 0 ? guaranteed : least;
  const user = factor === -1 ? each(maximum, least, roundDown) : each(forUsers, NONE, (v) => Math.floor(v * factor));

  const usable = smaller(each(maximum, least, roundDown), fromRoot);
  const forMasters = label === '' && fits(guaranteed, usable) ? usable : guaranteed;
  const share = Math.fround(settings.amResourcePercent ?? DEFAULT_AM_RESOURCE_PERCENT);
  const masters = shareRoundedUp(forMasters, share, least);
  const userShare = factor === -1 ? share : Math.fround(share * factor);
  return {
    queue: smaller(maximum, fromRoot),
    user: each(user, least, roundUp),
    guaranteed,
    masters: [masters, smaller(shareRoundedUp(guaranteed, userShare, least), masters)],
  };
}

/** Hadoop's default; EMR's own is not published. */
const DEFAULT_AM_RESOURCE_PERCENT = 0.1;

const shareOf = (partition: Resource, percent: number): Resource => {
  const share = Math.fround(Math.fround(percent) / 100);
  return each(partition, NONE, (v) => Math.floor(v * share));
};

/** Containers of one size that a user may be granted on top of what the user has, if rooms and queue allow: the last may pass the limit. */
export function allowedByUserLimit(
  { compare }: Arithmetic,
  cluster: Resource,
  limit: Resource,
  used: Resource,
  container: Resource,
  most: number,
): number {
  const above = (n: number): boolean => compare(cluster, less(used, times(container, -n)), limit) > 0;
  if (!above(most)) return most;
  let [granted, refused] = [-1, most];
  while (refused - granted > 1) {
    const middle = Math.floor((granted + refused) / 2);
    if (above(middle)) refused = middle;
    else granted = middle;
  }
  return refused;
}

/**
 * Containers after which a user above the queue's capacity may get nothing more, long before any limit. The user's limit is then what the
 * user has, plus the minimum allocation; the scheduler computes it in single precision, and from 2^25 times the minimum allocation on
 * (33 TB at 1 MB) the sum may be rounded to less than the user has. Whether it is depends on the sums of rounding errors so far.
 *
 * @returns the fewest; no bound where `most` are granted first
 */
export function stalledBySinglePrecision(
  { guaranteed }: PartitionLimits,
  least: Resource,
  used: Resource,
  container: Resource,
  most: number,
): number {
  const from = Math.max(guaranteed.memoryMiB, 2 ** 25 * least.memoryMiB);
  const first = Math.max(0, Math.ceil((from - used.memoryMiB) / container.memoryMiB));
  for (let n = first; n < most; n++) {
    const has = used.memoryMiB + n * container.memoryMiB;
    if (Math.ceil(Math.fround(has + least.memoryMiB)) < has) return n;
  }
  return Number.POSITIVE_INFINITY;
}
