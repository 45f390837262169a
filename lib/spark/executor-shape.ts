import { InputError } from '../errors';
import { containerMiB, defaultOverheadMiB, EMR_EXECUTOR_OVERHEAD_FACTOR, offHeapIsInContainer } from './container';
import { parseMemoryMiB } from './memory';

/** Spark settings by key, the value in force for each. */
export type SparkSettings = ReadonlyMap<string, string>;

/** An executor as YARN and the CPU see it. MiB. */
export interface ExecutorShape {
  readonly memoryMiB: number;
  readonly memoryOverheadMiB: number;
  readonly offHeapMiB: number;
  readonly pysparkMiB: number;
  readonly cores: number;
  /** The sum, before YARN's rounding. */
  readonly containerMiB: number;
}

/** Spark's defaults on YARN: `spark.executor.memory` 1g, `spark.executor.cores` 1. */
const DEFAULT_MEMORY = '1g';
const DEFAULT_CORES = '1';

/** Java's largest int, which Spark holds a number of cores in. */
const MOST_CORES = 2 ** 31 - 1;

/** A version from which on off-heap memory counts in the container. */
const LATEST = '4.0.0';

/**
 * The executor that these settings describe; where overhead is not set, EMR's factor decides. PySpark memory counts unless the settings
 * say that the application is not Python. Before Spark 3.0 off-heap memory lies within the overhead and adds nothing to the container
 * (`YarnAllocator.resource`; SPARK-28577).
 *
 * @param sparkVersion such as `3.5.5`; default one of 3.0 or later
 * @throws InputError for a value that is not a memory size or a positive count, and where no overhead but Spark's own factor is set,
 * because it is not known whether that or EMR's wins
 */
export function executorShapeOf(settings: SparkSettings, sparkVersion = LATEST): ExecutorShape {
  const memoryMiB = parseMemoryMiB(settings.get('spark.executor.memory') ?? DEFAULT_MEMORY);
  const overhead = settings.get('spark.executor.memoryOverhead') ?? settings.get('spark.yarn.executor.memoryOverhead');
  const offHeap = isTrue(settings.get('spark.memory.offHeap.enabled')) && offHeapIsInContainer(sparkVersion);
  const isPython = settings.get('spark.yarn.isPython') !== 'false';
  const pyspark = isPython ? settings.get('spark.executor.pyspark.memory') : undefined;
  const parts = {
    memoryMiB,
    memoryOverheadMiB: overhead === undefined ? overheadByFactor(settings, memoryMiB) : parseMemoryMiB(overhead),
    offHeapMiB: offHeap ? parseMemoryMiB(settings.get('spark.memory.offHeap.size') ?? '0', 'b') : 0,
    pysparkMiB: pyspark === undefined ? 0 : parseMemoryMiB(pyspark),
  };
  const cores = coresOf(settings.get('spark.executor.cores') ?? DEFAULT_CORES);
  return { ...parts, cores, containerMiB: containerMiB(parts) };
}

/** EMR's factor, which its own key changes; `spark.executor.minMemoryOverhead` exists since Spark 4.0. */
function overheadByFactor(settings: SparkSettings, memoryMiB: number): number {
  if (settings.has('spark.executor.memoryOverheadFactor')) {
    throw new InputError(
      'overhead-unknown',
      "spark.executor.memoryOverheadFactor stands beside EMR's own factor and which of them wins is not known; set spark.executor.memoryOverhead",
    );
  }
  const factor = Number(settings.get('spark.yarn.executor.memoryOverheadFactor') ?? EMR_EXECUTOR_OVERHEAD_FACTOR);
  if (!(factor >= 0)) {
    throw new InputError(
      'bad-factor',
      'spark.yarn.executor.memoryOverheadFactor must be a number that is not negative',
    );
  }
  const least = settings.get('spark.executor.minMemoryOverhead');
  return defaultOverheadMiB(memoryMiB, factor, least === undefined ? undefined : parseMemoryMiB(least));
}

/** As Spark's `toBoolean` reads it: in any case, spaces around it allowed. */
export function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true';
}

function coresOf(text: string): number {
  const cores = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (cores < 1 || cores > MOST_CORES) {
    throw new InputError('bad-cores', `spark.executor.cores must be a positive whole number, got "${text}"`);
  }
  return cores;
}
