import { SparkSettings } from '../spark';
import type { JobEvidence } from './types';

type Kind = 'memory' | 'count' | 'switch';

/** Settings that a cure changes, or that its arithmetic rests on. */
const KINDS: readonly (readonly [key: string, kind: Kind])[] = [
  ['spark.executor.memory', 'memory'],
  ['spark.executor.memoryOverhead', 'memory'],
  ['spark.executor.pyspark.memory', 'memory'],
  ['spark.memory.offHeap.size', 'memory'],
  ['spark.sql.files.maxPartitionBytes', 'memory'],
  ['spark.executor.cores', 'count'],
  ['spark.executor.instances', 'count'],
  ['spark.dynamicAllocation.initialExecutors', 'count'],
  ['spark.dynamicAllocation.maxExecutors', 'count'],
  ['spark.dynamicAllocation.minExecutors', 'count'],
  ['spark.sql.adaptive.coalescePartitions.initialPartitionNum', 'count'],
  ['spark.sql.shuffle.partitions', 'count'],
  ['spark.task.cpus', 'count'],
  ['spark.dynamicAllocation.enabled', 'switch'],
  ['spark.memory.offHeap.enabled', 'switch'],
  ['spark.yarn.heterogeneousExecutors.enabled', 'switch'],
];

/** How the settings in force differ from those that are written down. */
export interface SettingsCompared {
  /** In force with another value than the one written down: the application's code sets it, so that a resubmission's value would not count either. */
  readonly setInCode: readonly string[];
  /** In force and written down nowhere: a default of EMR's, or the application's code. */
  readonly ofUnknownOrigin: readonly string[];
}

/**
 * @param written what the step's arguments and the cluster's configuration say, by their present names
 */
export function compareSettings(evidence: JobEvidence, written: SparkSettings): SettingsCompared {
  const inForce = SparkSettings.of(evidence.settings);
  const unreadable = new Set(evidence.unknown.map(({ what }) => what));
  const keys = KINDS.filter(([key]) => inForce.has(key) || unreadable.has(key) || written.has(key));
  const differs = ([key, kind]: (typeof KINDS)[number]): boolean =>
    unreadable.has(key) || readValue(inForce, key, kind) !== readValue(written, key, kind);
  return {
    setInCode: keys.filter((one) => written.has(one[0]) && differs(one)).map(([key]) => key),
    ofUnknownOrigin: keys.filter(([key]) => !written.has(key)).map(([key]) => key),
  };
}

/** As Spark reads it, so that 20g and 20480m are the same; as it is written where Spark could not read it. */
function readValue(settings: SparkSettings, key: string, kind: Kind): number | boolean | string | undefined {
  try {
    if (kind === 'memory') return settings.memoryMiB(key);
    return kind === 'count' ? settings.count(key) : settings.boolean(key);
  } catch {
    return settings.get(key);
  }
}
