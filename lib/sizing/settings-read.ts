import {
  DYNAMIC_ALLOCATION,
  EXECUTOR_INSTANCES,
  INITIAL_EXECUTORS,
  MAX_EXECUTORS,
  MIN_EXECUTORS,
  OLD_NAMES,
} from '../spark';

/** The user's settings that a plan is computed from, by their present names. */
const READ: ReadonlySet<string> = new Set([
  'spark.driver.cores',
  'spark.driver.memory',
  'spark.driver.memoryOverhead',
  'spark.executor.cores',
  'spark.executor.memory',
  'spark.executor.memoryOverhead',
  'spark.executor.pyspark.memory',
  'spark.memory.fraction',
  'spark.memory.offHeap.enabled',
  'spark.memory.offHeap.size',
  'spark.sql.shuffle.partitions',
  'spark.task.cpus',
  'spark.yarn.am.cores',
  'spark.yarn.am.memory',
  'spark.yarn.am.memoryOverhead',
  DYNAMIC_ALLOCATION,
  EXECUTOR_INSTANCES,
  INITIAL_EXECUTORS,
  MAX_EXECUTORS,
  MIN_EXECUTORS,
]);

/** Whether a plan depends on the value of a setting; all others it takes over as they are. */
export function isReadByPlan(key: string): boolean {
  return READ.has(OLD_NAMES.get(key) ?? key);
}
