import type { ContainerSize } from '../yarn';
import { CLIENT_AM_MEMORY_MIB, defaultOverheadMiB, MIN_OVERHEAD_MIB, SPARK_OVERHEAD_FACTOR } from './container';
import type { DeployMode } from './deploy-mode';
import { EMR_DRIVER_MEMORY_MIB } from './emr-defaults';
import { formatMemory } from './memory';
import { POSITIVE } from './ranges';
import type { SparkSettings } from './settings';
import { sparkIsAtLeast } from './version';

/**
 * The first container of an application, before YARN's rounding: in cluster mode the driver itself, in client mode a small one whose size
 * the `spark.yarn.am.*` settings give (`Client.scala`).
 *
 * @param sparkVersion such as `3.5.5`
 * @throws InputError `bad-setting` for a value that is not a memory size, a share or a positive count
 */
export function applicationMasterFor(
  settings: SparkSettings,
  deployMode: DeployMode,
  sparkVersion: string,
): ContainerSize {
  if (deployMode === 'client') {
    const memory = settings.memoryMiB('spark.yarn.am.memory') ?? CLIENT_AM_MEMORY_MIB;
    const overhead =
      settings.memoryMiB('spark.yarn.am.memoryOverhead') ?? defaultOverheadMiB(memory, SPARK_OVERHEAD_FACTOR);
    return { memoryMiB: memory + overhead, vcores: settings.count('spark.yarn.am.cores', POSITIVE) ?? 1 };
  }
  const memory = settings.memoryMiB('spark.driver.memory') ?? EMR_DRIVER_MEMORY_MIB;
  const overhead =
    settings.memoryMiB('spark.driver.memoryOverhead') ?? driverOverheadMiB(settings, memory, sparkVersion);
  return { memoryMiB: memory + overhead, vcores: settings.count('spark.driver.cores') ?? 1 };
}

/** By the factor (read since 3.3) and the least overhead (since 4.0) in force. */
function driverOverheadMiB(settings: SparkSettings, memoryMiB: number, sparkVersion: string): number {
  const factor = sparkIsAtLeast(sparkVersion, 3, 3)
    ? settings.number('spark.driver.memoryOverheadFactor', {
        isAllowed: (value) => value > 0,
        allowed: 'a positive number',
      })
    : undefined;
  const least = sparkIsAtLeast(sparkVersion, 4, 0) ? settings.memoryMiB('spark.driver.minMemoryOverhead') : undefined;
  return defaultOverheadMiB(memoryMiB, factor ?? SPARK_OVERHEAD_FACTOR, least);
}

/** Settings that give an application a first container of this size, before YARN's rounding. */
export function applicationMasterSettings(
  { memoryMiB, vcores }: ContainerSize,
  deployMode: DeployMode,
): Record<string, string> {
  const prefix = deployMode === 'cluster' ? 'spark.driver' : 'spark.yarn.am';
  return {
    [`${prefix}.memory`]: formatMemory(memoryMiB - MIN_OVERHEAD_MIB),
    [`${prefix}.memoryOverhead`]: formatMemory(MIN_OVERHEAD_MIB),
    [`${prefix}.cores`]: String(vcores),
  };
}
