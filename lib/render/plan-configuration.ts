import type { Classification } from '../catalog';
import { InputError } from '../errors';
import type { SparkPlan } from '../sizing';
import type { DeployMode } from '../spark';

/** What to submit; default a placeholder for the reader to replace. */
export interface SubmitCommand {
  readonly application?: string;
  readonly applicationArguments?: readonly string[];
  readonly mainClass?: string;
}

/**
 * A spark-submit command with both layers as `--conf`, one setting a line, quoted for a POSIX shell; for a cluster whose spark-defaults
 * are not this plan's.
 */
export function planToSparkSubmit(plan: SparkPlan, command: SubmitCommand = {}): string {
  return settingsToSparkSubmit(bothLayers(plan), plan.cluster.deployMode, command);
}

/** Settings by key. */
export type SettingEntries = readonly (readonly [string, string])[];

/** A spark-submit command with these settings as `--conf`. */
export function settingsToSparkSubmit(
  settings: SettingEntries,
  deployMode: DeployMode,
  command: SubmitCommand = {},
): string {
  const mainClass = command.mainClass === undefined ? [] : [`--class ${shellQuoted(command.mainClass)}`];
  const application = [command.application ?? 'YOUR_APPLICATION', ...(command.applicationArguments ?? [])];
  return [
    'spark-submit',
    '--master yarn',
    `--deploy-mode ${deployMode}`,
    ...mainClass,
    ...settings.map(([key, value]) => `--conf ${shellQuoted(`${key}=${value}`)}`),
    application.map(shellQuoted).join(' '),
  ].join(' \\\n  ');
}

/**
 * Both layers as a spark-defaults.conf: one key and value a line.
 *
 * @throws InputError for a value with a line break or outer spaces, which such a file cannot hold
 */
export function planToSparkDefaults(plan: SparkPlan): string {
  return settingsToSparkDefaults(bothLayers(plan));
}

/** @throws InputError as for a plan */
export function settingsToSparkDefaults(settings: SettingEntries): string {
  const entries = settings.map(([key, value]) => [propertyKey(key), propertyValue(key, value)] as const);
  const width = Math.max(...entries.map(([key]) => key.length));
  return entries.map(([key, value]) => `${key.padEnd(width)}  ${value}`.trimEnd()).join('\n');
}

/** A classification as the AWS command line and API spell it. */
export interface EmrConfiguration {
  Classification: string;
  Properties: Record<string, string>;
  Configurations?: EmrConfiguration[];
}

/**
 * The cluster layer as `aws emr create-cluster --configurations` takes it. The job layer is not in it: it depends on counts, and a change
 * of a cluster's configuration replaces the cluster.
 */
export function planToClassification(plan: SparkPlan): EmrConfiguration[] {
  return plan.cluster.classifications.map(spelt);
}

function spelt({ classification, properties, configurations }: Classification): EmrConfiguration {
  const spelling: EmrConfiguration = { Classification: classification, Properties: { ...properties } };
  return configurations === undefined ? spelling : { ...spelling, Configurations: configurations.map(spelt) };
}

/**
 * The session builder of a PySpark job with both layers. The driver's memory is left out: in client mode the driver is already running
 * when a builder is read.
 */
export function planToPySpark(plan: SparkPlan): string {
  return settingsToPySpark(bothLayers(plan));
}

export function settingsToPySpark(all: SettingEntries): string {
  const settings = all.filter(([key]) => !key.startsWith('spark.driver.'));
  return [
    'from pyspark.sql import SparkSession',
    '',
    'spark = (',
    '    SparkSession.builder',
    ...settings.map(([key, value]) => `    .config(${JSON.stringify(key)}, ${JSON.stringify(value)})`),
    '    .getOrCreate()',
    ')',
  ].join('\n');
}

/** The job's settings over the cluster's, as Spark reads them. */
function bothLayers({ cluster, job }: SparkPlan): [string, string][] {
  return Object.entries({ ...cluster.sparkConf, ...job.jobConf });
}

const SAFE_IN_SHELL = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word of a POSIX shell. */
export function shellQuoted(word: string): string {
  return SAFE_IN_SHELL.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A key as `java.util.Properties` reads it back: what would end it is escaped. */
function propertyKey(key: string): string {
  return key.replaceAll(/[\\\s:=#!]/g, '\\$&');
}

/** A value as `java.util.Properties` reads it back: a backslash is doubled, and a first `=` or `:`, which would end the key, escaped. */
function propertyValue(key: string, value: string): string {
  if (/[\r\n]/.test(value) || value !== value.trim()) {
    throw new InputError(
      'not-a-property',
      `${key} has a line break or outer spaces, which spark-defaults cannot hold; pass it as --conf`,
    );
  }
  return value.replaceAll('\\', '\\\\').replace(/^[=:]/, '\\$&');
}
