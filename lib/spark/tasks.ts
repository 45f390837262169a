import { InputError } from '../errors';
import { counted } from '../numbers';
import { UNIFIED_MEMORY_FRACTION, unifiedMemoryMiB } from './container';
import type { SparkSettings } from './settings';

/** `spark.sql.shuffle.partitions` where it is not set. */
export const SPARK_DEFAULT_PARTITIONS = 200;

/** Cores that one task takes: `spark.task.cpus`. */
export function taskCpus(settings: SparkSettings): number {
  return settings.count('spark.task.cpus') ?? 1;
}

/**
 * Spark does not start where a task takes more cores than an executor has (`ResourceUtils.validateTaskCpusLargeEnough`).
 *
 * @throws InputError `task-cpus`
 */
export function checkTaskCpus(cores: number, settings: SparkSettings): void {
  const cpus = taskCpus(settings);
  if (cpus <= cores) return;
  throw new InputError(
    'task-cpus',
    `spark.task.cpus of ${cpus} is above the ${counted(cores, 'core')} of an executor, with which Spark does not start; give less, or spark.executor.cores`,
  );
}

/** Tasks that run at the same time on this many cores. */
export function slotsPerExecutor(cores: number, settings: SparkSettings): number {
  return Math.max(1, Math.floor(cores / taskCpus(settings)));
}

/**
 * What sorts, joins and aggregations of one executor may use, MiB. With off-heap memory enabled that is the off-heap memory alone
 * (`MemoryManager.tungstenMemoryMode`).
 *
 * @throws InputError `bad-setting` for a value that Spark cannot read or a `spark.memory.fraction` that Spark refuses
 */
export function executionMemoryMiB(heapMiB: number, settings: SparkSettings): number {
  const hasOffHeap = settings.boolean('spark.memory.offHeap.enabled') === true;
  const offHeapMiB = hasOffHeap ? settings.memoryMiB('spark.memory.offHeap.size') : undefined;
  const fraction = settings.number('spark.memory.fraction');
  return offHeapMiB ?? unifiedMemoryMiB(heapMiB, fraction ?? UNIFIED_MEMORY_FRACTION);
}

/** The share of that which each of its tasks has, MiB; errors as of `executionMemoryMiB`. */
export function taskMemoryMiB(
  executor: { readonly memoryMiB: number; readonly cores: number },
  settings: SparkSettings,
): number {
  return Math.floor(executionMemoryMiB(executor.memoryMiB, settings) / slotsPerExecutor(executor.cores, settings));
}
