import type { KnownKey, ValueKind } from './known-keys';

const LEAST_MINOR = '2.4';
const NEWEST_MINOR = '4.0';

/**
 * Keys of EMR's own Spark, which Apache's does not have. Since when is not published for most of them, so none is called too new.
 *
 * Sources: EMR release guide, "Configure Spark" and "Optimize Spark performance" (decommissioning, heterogeneous executors, optimiser switches,
 * committer); EMR best-practices guide, Spark chapter (maxMemory, maxCores, overhead factor); the spark-defaults and event logs of real
 * clusters (the rest).
 */
export const EMR_KEYS: readonly KnownKey[] = [
  emr('spark.yarn.heterogeneousExecutors.enabled', { kind: 'boolean' }),
  emr('spark.executor.maxMemory', { kind: 'bytes', unit: 'm' }),
  emr('spark.executor.maxCores', { kind: 'whole' }),
  emr('spark.yarn.executor.memoryOverheadFactor', { kind: 'double' }),
  emr('spark.blacklist.decommissioning.enabled', { kind: 'boolean' }),
  emr('spark.blacklist.decommissioning.timeout', { kind: 'time', unit: 's' }),
  emr('spark.decommissioning.timeout.threshold', { kind: 'time', unit: 's' }),
  emr('spark.resourceManager.cleanupExpiredHost', { kind: 'boolean' }),
  emr('spark.stage.attempt.ignoreOnDecommissionFetchFailure', { kind: 'boolean' }),
  emr('spark.emr.default.executor.memory', { kind: 'bytes', unit: 'm' }),
  emr('spark.emr.default.executor.cores', { kind: 'whole' }),
  emr('spark.driver.transparentHugePage.enabled', { kind: 'boolean' }),
  emr('spark.executor.transparentHugePage.enabled', { kind: 'boolean' }),
  emr('spark.metrics.eventLog.dir'),
  emr('spark.sql.emr.internal.extensions'),
  emr('spark.sql.parquet.fs.optimized.committer.optimization-enabled', { kind: 'boolean' }),
  emr('spark.sql.optimizer.distinctBeforeIntersect.enabled', { kind: 'boolean' }),
  emr('spark.sql.optimizer.flattenScalarSubqueriesWithAggregates.enabled', { kind: 'boolean' }),
  emr('spark.sql.optimizer.sizeBasedJoinReorder.enabled', { kind: 'boolean' }),
  emr('spark.sql.bloomFilterJoin.enabled', { kind: 'boolean' }),
];

function emr(key: string, kind?: ValueKind): KnownKey {
  return {
    key,
    kinds: [{ since: LEAST_MINOR, kind }],
    since: LEAST_MINOR,
    until: NEWEST_MINOR,
    defaults: [],
    isEmr: true,
  };
}
