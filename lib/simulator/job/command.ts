import { deployModeInForce, parseStep, settingsInForce } from '../../steps';

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
  const form = parseStep(jar, args);
  if (form.kind === 'unknown') return { settings: new Map(Object.entries(defaults)), deployMode: 'client' };
  return { settings: settingsInForce(form.submit, defaults), deployMode: deployModeInForce(form.submit, defaults) };
}

/**
 * What stays the same when a job is submitted again with another configuration: its application and that application's arguments.
 * A command that is not understood is itself as a whole.
 */
export function jobIdentity(jar: string, args: readonly string[]): string {
  const form = parseStep(jar, args);
  if (form.kind === 'unknown') return JSON.stringify([jar, ...args]);
  return JSON.stringify([form.submit.application, ...form.submit.applicationArguments]);
}
