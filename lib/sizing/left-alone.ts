import { allocatesDynamically, EXECUTOR_INSTANCES, MIN_EXECUTORS, type SparkSettings, sparkIsAtLeast } from '../spark';
import type { LeftAlone } from './types';

/**
 * Settings that tuning guides name and a plan leaves alone, each with its reason; none that is set.
 *
 * @param settings both layers of a plan
 */
export function leftAlone(settings: SparkSettings, sparkVersion: string): LeftAlone[] {
  const all: LeftAlone[] = [
    ...(allocatesDynamically(settings) ? [INSTANCES, MINIMUM] : []),
    ...MEMORY,
    sparkIsAtLeast(sparkVersion, 3, 0) ? SHUFFLE_FRACTION_REMOVED : SHUFFLE_FRACTION_UNREAD,
    ...PARALLELISM,
    ...DEFAULTS.map(([key, value, what]) => ({
      key,
      reason: `${value} is Spark's default already (${what})`,
      source: 'Spark configuration page',
    })),
    ...WRITING,
  ];
  return all.filter(({ key }) => !settings.has(key));
}

const INSTANCES: LeftAlone = {
  key: EXECUTOR_INSTANCES,
  reason:
    'with dynamic allocation it only sets how many executors a job starts with; more than YARN runs would stay pending',
  source: 'Spark Utils.getDynamicAllocationInitialExecutors',
};

const MINIMUM: LeftAlone = {
  key: MIN_EXECUTORS,
  reason: 'a floor holds on to executors that have nothing to do; Spark starts with initialExecutors without it',
  source: 'Spark ExecutorAllocationManager',
};

const MEMORY: readonly LeftAlone[] = [
  {
    key: 'spark.memory.fraction',
    reason: '0.6 is the default already; more leaves user code and Spark itself less of the heap',
    source: 'Spark tuning guide',
  },
  {
    key: 'spark.memory.storageFraction',
    reason:
      'only protects cached blocks from eviction: a job that caches nothing has all of it for execution at any value',
    source: 'Spark UnifiedMemoryManager',
  },
  {
    key: 'spark.memory.offHeap.enabled',
    reason:
      'off-heap memory counts in the container and takes the place of heap for sorts and joins; planned if you ask for it (--offheap, offHeapMemory)',
    source: 'Spark ResourceProfile and MemoryManager',
  },
  {
    key: 'spark.memory.offHeap.size',
    reason: 'see spark.memory.offHeap.enabled; a number without a unit would be bytes',
    source: 'Spark ResourceProfile and MemoryManager',
  },
];

const SHUFFLE_FRACTION = 'spark.shuffle.memoryFraction';
const SHUFFLE_FRACTION_REMOVED: LeftAlone = {
  key: SHUFFLE_FRACTION,
  reason: 'does nothing: execution memory is one pool since Spark 1.6, and the key was removed in 3.0',
  source: 'Spark SparkConf.deprecatedConfigs',
};
const SHUFFLE_FRACTION_UNREAD: LeftAlone = {
  ...SHUFFLE_FRACTION_REMOVED,
  reason: 'does nothing unless spark.memory.useLegacyMode is on: execution memory is one pool since Spark 1.6',
};

const PARALLELISM: readonly LeftAlone[] = [
  {
    key: 'spark.default.parallelism',
    reason:
      'is for RDDs; for tables it only shrinks read splits: 100,000 turns a scan into many small tasks. Set it if the job uses RDDs',
    source: 'Spark FilePartition.maxSplitBytes',
  },
];

const DEFAULTS: readonly (readonly [string, string, string])[] = [
  ['spark.shuffle.compress', 'true', 'map outputs are compressed'],
  ['spark.shuffle.spill.compress', 'true', 'spills are compressed'],
  ['spark.reducer.maxSizeInFlight', '48m', 'what a reducer fetches at a time'],
  ['spark.shuffle.file.buffer', '32k', 'buffer of each shuffle file'],
];

const WRITING: readonly LeftAlone[] = [
  {
    key: 'spark.sql.files.maxRecordsPerFile',
    reason:
      "the size of files is up to the job: .option('maxRecordsPerFile', 250000) on a write applies to that table only",
    source: 'Spark FileFormatWriter',
  },
];
