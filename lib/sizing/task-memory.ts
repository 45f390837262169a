import { InputError } from '../errors';
import { isTrue, UNIFIED_MEMORY_FRACTION, unifiedMemoryMiB } from '../spark';
import { type Conf, memoryOf, taskCpusIn } from './given';
import type { ClusterLayer } from './types';

/**
 * Execution memory of one task, MiB: its share of what sorts, joins and aggregations may use. With off-heap memory enabled that is the
 * off-heap memory alone (`MemoryManager.tungstenMemoryMode`).
 *
 * @param conf the settings in force
 * @throws InputError for a `spark.memory.fraction` outside (0, 1)
 */
export function taskMemoryMiB(executor: { readonly memoryMiB: number; readonly cores: number }, conf: Conf): number {
  const tasks = slotsPerExecutor(executor.cores, conf);
  const offHeap = isTrue(conf['spark.memory.offHeap.enabled'])
    ? memoryOf(conf, 'spark.memory.offHeap.size', 'b')
    : undefined;
  const onHeap = unifiedMemoryMiB(executor.memoryMiB, fractionIn(conf));
  return Math.floor((offHeap ?? onHeap) / tasks);
}

/** Tasks that run at the same time in one executor of a cluster. */
function taskSlotsOf({ executor, sparkConf }: ClusterLayer): number {
  return slotsPerExecutor(executor.cores, sparkConf);
}

/** Memory of its container that each of them has, MiB. */
export function memoryPerTaskMiB(cluster: ClusterLayer): number {
  return Math.floor(cluster.executor.containerMiB / taskSlotsOf(cluster));
}

/** Tasks that run at the same time on this many cores. */
export const slotsPerExecutor = (cores: number, conf: Conf): number =>
  Math.max(1, Math.floor(cores / taskCpusIn(conf)));

function fractionIn(conf: Conf): number {
  const text = conf['spark.memory.fraction'];
  if (text === undefined) return UNIFIED_MEMORY_FRACTION;
  const fraction = /^\s*\d*\.?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (fraction > 0 && fraction < 1) return fraction;
  throw new InputError('bad-fraction', `spark.memory.fraction must be between 0 and 1, such as 0.6, got "${text}"`);
}
