import { InputError } from '../errors';
import type { ContainerSize } from '../yarn';
import { defaultOverheadMiB, SPARK_OVERHEAD_FACTOR } from './container';
import type { SparkSettings } from './executor-shape';
import { parseMemoryMiB } from './memory';

/** `spark.driver.memory` that EMR writes into spark-defaults. */
export const EMR_DRIVER_MEMORY = '2048m';

/** Java's largest int, which Spark holds a number of cores in. */
const MOST_CORES = 2 ** 31 - 1;

/** `spark.yarn.am.memory` where it is not set. */
const CLIENT_AM_MEMORY = '512m';

/**
 * The first container of an application, before YARN's rounding: in cluster mode the driver itself, in client mode a small one whose size
 * the `spark.yarn.am.*` settings give (`Client.scala`).
 *
 * @throws InputError for a value that is not a memory size, a share or a positive count
 */
export function applicationMasterFor(settings: SparkSettings, deployMode: 'client' | 'cluster'): ContainerSize {
  if (deployMode === 'client') {
    const memory = parseMemoryMiB(settings.get('spark.yarn.am.memory') ?? CLIENT_AM_MEMORY);
    const given = settings.get('spark.yarn.am.memoryOverhead');
    const overhead = given === undefined ? defaultOverheadMiB(memory, SPARK_OVERHEAD_FACTOR) : parseMemoryMiB(given);
    return { memoryMiB: memory + overhead, vcores: coresOf(settings, 'spark.yarn.am.cores') };
  }
  const memory = parseMemoryMiB(settings.get('spark.driver.memory') ?? EMR_DRIVER_MEMORY);
  const given = settings.get('spark.driver.memoryOverhead');
  const overhead = given === undefined ? driverOverhead(settings, memory) : parseMemoryMiB(given);
  return { memoryMiB: memory + overhead, vcores: coresOf(settings, 'spark.driver.cores') };
}

/** By the factor (since 3.3) and the least overhead (since 4.0) in force. */
function driverOverhead(settings: SparkSettings, memoryMiB: number): number {
  const factor = Number(settings.get('spark.driver.memoryOverheadFactor') ?? SPARK_OVERHEAD_FACTOR);
  if (!(factor > 0)) {
    throw new InputError('bad-factor', 'spark.driver.memoryOverheadFactor must be a positive number');
  }
  const least = settings.get('spark.driver.minMemoryOverhead');
  return defaultOverheadMiB(memoryMiB, factor, least === undefined ? undefined : parseMemoryMiB(least));
}

function coresOf(settings: SparkSettings, key: string): number {
  const text = settings.get(key) ?? '1';
  const cores = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  if (cores < 1 || cores > MOST_CORES)
    throw new InputError('bad-cores', `${key} must be a positive whole number, got "${text}"`);
  return cores;
}
