import { isUnresolved } from '../../effective';
import { isAtLeast, type LintFacts, placeOf } from '../facts';
import type { LintEdit, PlacedFinding } from '../types';

const MASTER = 'spark.master';
const DEPLOY_MODE = 'spark.submit.deployMode';

/** Names of Spark 1 for the master and the deploy mode in one. */
const WITH_MODE: Readonly<Record<string, string>> = { 'yarn-client': 'client', 'yarn-cluster': 'cluster' };

/** A master that spark-submit refuses (`SparkSubmit.prepareSubmitEnvironment`, recorded). */
export function master(facts: LintFacts): PlacedFinding[] {
  const { release, settings } = facts;
  const [value, place] = [settings.get(MASTER), placeOf(facts, MASTER)];
  if (value === undefined || place === undefined || isUnresolved(value) || isAllowed(value, facts)) return [];
  const mode = Object.hasOwn(WITH_MODE, value) ? WITH_MODE[value] : undefined;
  const lost = settings.has(DEPLOY_MODE) ? undefined : mode;
  const toYarn: LintEdit = { edit: 'set', key: MASTER, value: 'yarn' };
  return [
    {
      id: 'bad-value',
      severity: 'error',
      key: MASTER,
      ...place,
      message: `Spark ${release.sparkVersion} does not know ${mode === undefined ? 'this master' : `the master ${value}`}: spark-submit stops`,
      instead: `write --master yarn${lost === undefined ? '' : ` --deploy-mode ${lost}`}`,
      fix: lost === undefined ? [toYarn] : [toYarn, { edit: 'set', key: DEPLOY_MODE, value: lost }],
    },
  ];
}

/** YARN by its name, and the masters of other cluster managers, which begin with their scheme; in lower case. */
function isAllowed(value: string, facts: LintFacts): boolean {
  if (value === 'yarn' || /^(spark|k8s|local)/.test(value)) return true;
  if (Object.hasOwn(WITH_MODE, value)) return !isAtLeast(facts, 3, 0);
  return value.startsWith('mesos') && !isAtLeast(facts, 4, 0);
}
