import { InputError } from '../errors';
import type { ContainerSize } from '../yarn';
import { containerMiB, defaultOverheadMiB, EMR_EXECUTOR_OVERHEAD_FACTOR, offHeapIsInContainer } from './container';
import type { SparkSettings } from './settings';
import { sparkIsAtLeast } from './version';

/** An executor as YARN and the CPU see it. MiB. */
export interface ExecutorSize {
  readonly memoryMiB: number;
  readonly memoryOverheadMiB: number;
  readonly offHeapMiB: number;
  readonly pysparkMiB: number;
  readonly cores: number;
  /** The sum, before YARN's rounding. */
  readonly containerMiB: number;
}

/** What YARN is asked for to hold one executor. */
export const containerOf = ({
  containerMiB: memoryMiB,
  cores: vcores,
}: Pick<ExecutorSize, 'containerMiB' | 'cores'>): ContainerSize => ({
  memoryMiB,
  vcores,
});

/** Spark's defaults on YARN: `spark.executor.memory` 1g, `spark.executor.cores` 1. */
const DEFAULT_MEMORY_MIB = 1024;
const DEFAULT_CORES = 1;

/**
 * The executor that these settings describe; where overhead is not set, EMR's factor decides. PySpark memory counts unless the settings
 * say that the application is not Python. Before Spark 3.0 off-heap memory lies within the overhead and adds nothing to the container
 * (`YarnAllocator.resource`; SPARK-28577).
 *
 * @param sparkVersion such as `3.5.5`
 * @throws InputError `bad-setting` for a value that Spark cannot read, `overhead-unknown` where no overhead but Spark's own factor is set,
 * because it is not known whether that or EMR's wins
 */
export function executorSizeFor(settings: SparkSettings, sparkVersion: string): ExecutorSize {
  const memoryMiB = settings.memoryMiB('spark.executor.memory') ?? DEFAULT_MEMORY_MIB;
  const hasOffHeap = settings.boolean('spark.memory.offHeap.enabled') === true && offHeapIsInContainer(sparkVersion);
  const isPython = settings.boolean('spark.yarn.isPython') !== false;
  const parts = {
    memoryMiB,
    memoryOverheadMiB:
      settings.memoryMiB('spark.executor.memoryOverhead') ?? overheadByFactor(settings, sparkVersion, memoryMiB),
    offHeapMiB: hasOffHeap ? (settings.memoryMiB('spark.memory.offHeap.size') ?? 0) : 0,
    pysparkMiB: isPython ? (settings.memoryMiB('spark.executor.pyspark.memory') ?? 0) : 0,
  };
  const cores = settings.count('spark.executor.cores') ?? DEFAULT_CORES;
  return { ...parts, cores, containerMiB: containerMiB(parts) };
}

/** EMR's factor, which its own key changes; Spark reads a factor since 3.3 and `spark.executor.minMemoryOverhead` since 4.0. */
function overheadByFactor(settings: SparkSettings, sparkVersion: string, memoryMiB: number): number {
  if (settings.has('spark.executor.memoryOverheadFactor') && sparkIsAtLeast(sparkVersion, 3, 3)) {
    throw new InputError(
      'overhead-unknown',
      "spark.executor.memoryOverheadFactor stands beside EMR's own factor and which of them wins is not known; set spark.executor.memoryOverhead",
    );
  }
  const factor = settings.number('spark.yarn.executor.memoryOverheadFactor', {
    isAllowed: (value) => value >= 0,
    allowed: 'a number that is not negative',
  });
  const least = sparkIsAtLeast(sparkVersion, 4, 0) ? settings.memoryMiB('spark.executor.minMemoryOverhead') : undefined;
  return defaultOverheadMiB(memoryMiB, factor ?? EMR_EXECUTOR_OVERHEAD_FACTOR, least);
}
