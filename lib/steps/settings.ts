import { InputError } from '../errors';
import { type DeployMode, OLD_NAMES } from '../spark';
import { findSetting, winners } from './precedence';
import type { SparkSubmit } from './spark-submit';

/**
 * The Spark settings with which the application starts, by their present names.
 *
 * The arguments override spark-defaults, and among them `findWinner` decides. An old name counts only where the present one is set nowhere.
 * What the application sets in code is not known here.
 *
 * @param sparkDefaults the cluster's spark-defaults
 */
export function settingsInForce(
  submit: SparkSubmit,
  sparkDefaults: Readonly<Record<string, string>>,
): Map<string, string> {
  const given = submit.options.flatMap((option) => findSetting(option) ?? []);
  const settingsIn = (deployMode: string | undefined): Map<string, string> =>
    new Map([
      ...Object.entries(sparkDefaults),
      ...winners(given, deployMode).map(({ key, value }) => [key, value] as const),
    ]);
  // The mode decides about other settings, and no mode about it.
  const settings = settingsIn(deployModeIn(settingsIn(undefined)));
  for (const [old, present] of OLD_NAMES) {
    const value = settings.get(old);
    if (value !== undefined && !settings.has(present)) settings.set(present, value);
    settings.delete(old);
  }
  for (const key of settings.keys()) {
    if (!key.startsWith('spark.')) settings.delete(key);
  }
  // spark-submit tells YARN's client whether the application is Python; only then does PySpark's memory count in the container.
  if (settings.has('spark.executor.pyspark.memory')) {
    settings.set('spark.yarn.isPython', String(submit.application.endsWith('.py')));
  }
  return settings;
}

/**
 * Where the driver runs: as the arguments say, else as spark-defaults say, else client mode, EMR's default.
 *
 * @throws InputError `bad-deploy-mode` where spark-defaults hold a mode that Spark does not have
 */
export function deployModeInForce(
  submit: SparkSubmit,
  sparkDefaults: Readonly<Record<string, string>>,
): 'client' | 'cluster' {
  const mode = deployModeIn(settingsInForce(submit, sparkDefaults));
  if (mode === 'client' || mode === 'cluster') return mode;
  throw new InputError('bad-deploy-mode', `spark.submit.deployMode must be client or cluster, got "${mode}"`);
}

/** The deploy mode. Spark 2 also takes it from the masters `yarn-cluster` and `yarn-client`; later versions refuse those. */
function deployModeIn(settings: ReadonlyMap<string, string>): string {
  return settings.get('spark.submit.deployMode') ?? impliedDeployMode(settings.get('spark.master'));
}

/** The deploy mode of a command that names none. */
export function impliedDeployMode(master: string | undefined): DeployMode {
  return master === 'yarn-cluster' ? 'cluster' : 'client';
}
