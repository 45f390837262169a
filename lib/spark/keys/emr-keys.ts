import type { KnownKey, ValueKind } from './types';

/**
 * Keys of EMR's own Spark, which Apache's does not have. Which versions have them is not published, so none is called too new or removed.
 *
 * Sources: EMR release guide, "Configure Spark" and "Optimize Spark performance" (decommissioning, heterogeneous executors, optimiser switches,
 * committer); EMR best-practices guide, Spark chapter (maxMemory, maxCores, overhead factor); the spark-defaults and event logs of real
 * clusters (the rest).
 */
const EMR_KEYS: readonly (readonly [key: string, kind?: ValueKind])[] = [
  ['spark.yarn.heterogeneousExecutors.enabled', { kind: 'boolean' }],
  ['spark.executor.maxMemory', { kind: 'bytes', unit: 'm' }],
  ['spark.executor.maxCores', { kind: 'whole' }],
  ['spark.yarn.executor.memoryOverheadFactor', { kind: 'double' }],
  ['spark.blacklist.decommissioning.enabled', { kind: 'boolean' }],
  ['spark.blacklist.decommissioning.timeout', { kind: 'time', unit: 's' }],
  ['spark.decommissioning.timeout.threshold', { kind: 'time', unit: 's' }],
  ['spark.resourceManager.cleanupExpiredHost', { kind: 'boolean' }],
  ['spark.stage.attempt.ignoreOnDecommissionFetchFailure', { kind: 'boolean' }],
  ['spark.emr.default.executor.memory', { kind: 'bytes', unit: 'm' }],
  ['spark.emr.default.executor.cores', { kind: 'whole' }],
  ['spark.driver.transparentHugePage.enabled', { kind: 'boolean' }],
  ['spark.executor.transparentHugePage.enabled', { kind: 'boolean' }],
  ['spark.metrics.eventLog.dir'],
  ['spark.sql.emr.internal.extensions'],
  ['spark.sql.dynamicPartitionPruning.enabled', { kind: 'boolean' }],
  ['spark.sql.parquet.fs.optimized.committer.optimization-enabled', { kind: 'boolean' }],
  ['spark.sql.optimizer.distinctBeforeIntersect.enabled', { kind: 'boolean' }],
  ['spark.sql.optimizer.flattenScalarSubqueriesWithAggregates.enabled', { kind: 'boolean' }],
  ['spark.sql.optimizer.sizeBasedJoinReorder.enabled', { kind: 'boolean' }],
  ['spark.sql.bloomFilterJoin.enabled', { kind: 'boolean' }],
];

/** Them as known to every version that the tables hold, whichever those are. */
export function emrKeys(minors: readonly string[]): KnownKey[] {
  const [oldest = ''] = minors;
  return EMR_KEYS.map(([key, kind]) => ({
    key,
    kinds: [{ since: oldest, kind }],
    since: oldest,
    until: minors.at(-1),
    defaults: [],
    isEmr: true,
  }));
}
