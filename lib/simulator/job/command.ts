import { type DeployMode, EMR_SPARK_DEFAULTS, SparkSettings } from '../../spark';
import { deployModeInForce, parseStep, settingsInForce } from '../../steps';

/** A step's command as the model needs it. */
export interface Command {
  readonly settings: SparkSettings;
  readonly deployMode: DeployMode;
}

/** The settings in force, those of the application's own code last; a command that is not understood runs with the cluster's defaults. */
export function parseCommand(
  jar: string,
  args: readonly string[],
  clusterSparkConf: Readonly<Record<string, string>>,
  setInCode: Readonly<Record<string, string>> = {},
): Command {
  const defaults = { ...EMR_SPARK_DEFAULTS, ...clusterSparkConf };
  const form = parseStep(jar, args);
  if (form.kind === 'unknown')
    return { settings: SparkSettings.of({ ...defaults, ...setInCode }), deployMode: 'client' };
  const settings = SparkSettings.of(settingsInForce(form.submit, defaults)).with(setInCode);
  return { settings, deployMode: deployModeInForce(form.submit, defaults) };
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
