import { CLIENT_AM_CONTAINER_MIB, defaultOverheadMiB, parseMemoryMiB, SPARK_OVERHEAD_FACTOR } from '../../spark';
import { deployModeInForce, readStep, settingsInForce } from '../../steps';
import type { ContainerSize } from '../../yarn';

/** EMR's way to run a command as a step; scenarios submit nothing else. */
export const COMMAND_RUNNER = 'command-runner.jar';

/** What EMR itself writes to spark-defaults on every cluster, as far as the model reads it. */
const EMR_SPARK_DEFAULTS: Readonly<Record<string, string>> = {
  'spark.dynamicAllocation.enabled': 'true',
  'spark.shuffle.service.enabled': 'true',
};

/** `spark.driver.memory` that EMR writes. */
const EMR_DRIVER_MEMORY = '2048m';

/** A step's command as the model needs it. */
export interface Command {
  readonly settings: ReadonlyMap<string, string>;
  readonly deployMode: 'client' | 'cluster';
}

/** The settings in force; a command that is not understood runs with the cluster's defaults. */
export function commandOf(
  jar: string,
  args: readonly string[],
  clusterSparkConf: Readonly<Record<string, string>>,
): Command {
  const defaults = { ...EMR_SPARK_DEFAULTS, ...clusterSparkConf };
  const shape = readStep(jar, args);
  if (shape.kind === 'unknown') return { settings: new Map(Object.entries(defaults)), deployMode: 'client' };
  return { settings: settingsInForce(shape.submit, defaults), deployMode: deployModeInForce(shape.submit, defaults) };
}

/**
 * What stays the same when a job is submitted again with another configuration: its application and that application's arguments.
 * A command that is not understood is itself as a whole.
 */
export function jobIdentity(jar: string, args: readonly string[]): string {
  const shape = readStep(jar, args);
  if (shape.kind === 'unknown') return JSON.stringify([jar, ...args]);
  return JSON.stringify([shape.submit.application, ...shape.submit.applicationArguments]);
}

/** The first container of the application: a small one in client mode, the driver itself in cluster mode. */
export function applicationMasterOf({ settings, deployMode }: Command): ContainerSize {
  const memory = (key: string, overheadKey: string, fallback: string): number => {
    const heap = parseMemoryMiB(settings.get(key) ?? fallback);
    const overhead = settings.get(overheadKey);
    return heap + (overhead === undefined ? defaultOverheadMiB(heap, SPARK_OVERHEAD_FACTOR) : parseMemoryMiB(overhead));
  };
  if (deployMode === 'cluster') {
    return {
      memoryMiB: memory('spark.driver.memory', 'spark.driver.memoryOverhead', EMR_DRIVER_MEMORY),
      vcores: Number(settings.get('spark.driver.cores') ?? 1),
    };
  }
  const own = settings.has('spark.yarn.am.memory') || settings.has('spark.yarn.am.memoryOverhead');
  return {
    memoryMiB: own ? memory('spark.yarn.am.memory', 'spark.yarn.am.memoryOverhead', '512m') : CLIENT_AM_CONTAINER_MIB,
    vcores: Number(settings.get('spark.yarn.am.cores') ?? 1),
  };
}
