import { deployModeInForce, readStep, settingsInForce } from '../../steps';

/** EMR's way to run a command as a step; scenarios submit nothing else. */
export const COMMAND_RUNNER = 'command-runner.jar';

/** What EMR itself writes to spark-defaults on every cluster, as far as the model reads it. */
const EMR_SPARK_DEFAULTS: Readonly<Record<string, string>> = {
  'spark.dynamicAllocation.enabled': 'true',
  'spark.shuffle.service.enabled': 'true',
};

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
