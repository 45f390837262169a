import type { Observation, SecurityFacts, SecurityPart } from '../../../../lib/remedy';
import { CLUSTER_FACTS, detail, GROUPS, NOW, START, step, stuck } from '../../support';
import { type Case, inClusterMode } from '../support';

const OUTLIVES = 'a cluster-mode application outlives its cancelled step, and';
const TAGS = 'spark.yarn.tags';

/** A step that ran while the stuck one did, for its first minutes. */
const beside = (...conf: string[]) =>
  step({
    id: 's-BESIDE',
    state: 'COMPLETED',
    args: ['spark-submit', ...conf.flatMap((one) => ['--conf', one]), 's3://bucket/other.py'],
    createdAt: START,
    startedAt: START,
    endedAt: START + 60_000,
  });

const root = inClusterMode();

/** Each setting of the ResourceManager that a guard rests on: a value that it cannot work with, and one that comes to EMR's default. */
const SETTINGS: readonly [key: string, refused: string, passed: string][] = [
  ['hadoop.http.authentication.simple.anonymous.allowed', 'false', 'true'],
  ['hadoop.http.authentication.type', 'kerberos', 'simple'],
  ['hadoop.security.authentication', 'kerberos', 'simple'],
  ['yarn.acl.enable', 'true', 'false'],
  ['yarn.http.policy', 'HTTPS_ONLY', 'HTTP_ONLY'],
  ['yarn.resourcemanager.bind-host', '127.0.0.1', '0.0.0.0'],
  ['yarn.resourcemanager.ha.enabled', 'true', 'false'],
  ['yarn.resourcemanager.max-completed-applications', '10', '1000'],
  ['yarn.resourcemanager.webapp.address', '0.0.0.0:18088', '0.0.0.0:8088'],
];

const NOT_KNOWN = 'it is not known whether a guard may see and end applications there';

const SECURITY: readonly [part: SecurityPart, reason: string][] = [
  [
    'in-transit-encryption',
    'the cluster encrypts data in transit: a guard cannot ask a ResourceManager that wants TLS',
  ],
  ['kerberos', 'the cluster uses Kerberos: a guard cannot ask its ResourceManager'],
  ['identity-center', `the cluster's security configuration sets up IAM Identity Center: ${NOT_KNOWN}`],
  ['runtime-roles', `the cluster's security configuration sets up runtime roles: ${NOT_KNOWN}`],
  ['lake-formation', `the cluster's security configuration sets up Lake Formation: ${NOT_KNOWN}`],
  ['ranger', `the cluster's security configuration sets up Apache Ranger: ${NOT_KNOWN}`],
];

/** The step on a cluster with a security configuration that says this. */
function secured(value: SecurityFacts | undefined): Observation {
  return stuck({ root, cluster: { securityConfiguration: 'disks' }, obs: { security: value && { at: NOW, value } } });
}

export const fence: readonly Case[] = [
  {
    gate: 'no-fence',
    when: 'the cluster uses Kerberos',
    reason: `${OUTLIVES} the cluster uses Kerberos: a guard cannot ask its ResourceManager`,
    refuses: stuck({ root, cluster: { kerberos: true } }),
    passes: stuck({ root }),
  },
  {
    gate: 'no-fence',
    when: "the cluster's security configuration could not be read",
    reason: `${OUTLIVES} the cluster's security configuration could not be read: it may keep a guard from its ResourceManager`,
    refuses: secured(undefined),
    passes: secured({ kind: 'understood', parts: [] }),
  },
  {
    gate: 'no-fence',
    when: "the cluster's security configuration is not understood",
    reason: `${OUTLIVES} the cluster's security configuration has a form that is not known: it may keep a guard from its ResourceManager`,
    refuses: secured({ kind: 'not-understood', reason: 'has a form that is not known' }),
  },
  ...SECURITY.map(
    ([part, reason]): Case => ({
      gate: 'no-fence',
      when: `the cluster's security configuration sets up ${part}`,
      reason: `${OUTLIVES} ${reason}`,
      refuses: secured({ kind: 'understood', parts: [part] }),
    }),
  ),
  {
    gate: 'no-fence',
    when: 'there are three primary nodes',
    reason: `${OUTLIVES} the cluster has 3 primary nodes: a guard asks the ResourceManager of its own alone`,
    refuses: stuck({ root, obs: { instances: { at: NOW, value: { workers: [], primaries: 3 } } } }),
    passes: stuck({ root, obs: { instances: { at: NOW, value: { workers: [], primaries: 1 } } } }),
  },
  {
    gate: 'no-fence',
    when: 'the instances could not be read',
    refuses: stuck({ root, obs: { instances: undefined } }),
  },
  ...SETTINGS.map(
    ([key, refused, passed]): Case => ({
      gate: 'no-fence',
      when: `the cluster sets ${key} to ${refused}`,
      reason: `${OUTLIVES} a guard cannot rely on a ResourceManager for which the cluster sets ${key}`,
      refuses: stuck({ root, cluster: { hadoopSettings: { [key]: refused } } }),
      passes: stuck({ root, cluster: { hadoopSettings: { [key]: passed } } }),
    }),
  ),
  {
    gate: 'no-fence',
    when: 'the primary node was reconfigured on its own',
    refuses: stuck({ root, obs: { groups: { at: NOW, value: reconfigured('true') } } }),
    passes: stuck({
      root,
      cluster: { hadoopSettings: { 'yarn.acl.enable': 'true' } },
      obs: { groups: { at: NOW, value: reconfigured('false') } },
    }),
  },
  {
    gate: 'no-fence',
    when: 'another step ran beside it, and no tag tells their applications apart',
    reason: `${OUTLIVES} other steps ran at the same time, and no YARN tag of its own tells the application of this one from theirs`,
    refuses: stuck({ root, steps: [root, beside()] }),
    passes: stuck({ root: inClusterMode(`${TAGS}=etl,Nightly-Join`), steps: [root, beside(`${TAGS}=etl`)] }),
  },
  {
    gate: 'no-fence',
    when: 'the other step has the same tags',
    refuses: stuck({ root: inClusterMode(`${TAGS}=etl`), steps: [root, beside(`${TAGS}=ETL, other`)] }),
  },
  {
    gate: 'no-fence',
    when: 'its tags are those of the whole cluster',
    refuses: stuck({ root, steps: [root, beside()], cluster: { sparkDefaults: { [TAGS]: 'team-a' } } }),
  },
  {
    gate: 'no-fence',
    when: 'it is too long with a guard',
    reason: `${OUTLIVES} with a guard the step would have more than the 10,240 characters that EMR takes`,
    refuses: stuck({ root: detail({ args: [...root.args, 'x'.repeat(4_000)] }) }),
    passes: stuck({ root: detail({ args: [...root.args, 'x'.repeat(2_000)] }) }),
  },
];

function reconfigured(acl: string) {
  const [primary, ...others] = GROUPS;
  if (primary === undefined) throw new Error(`${CLUSTER_FACTS.state} without a primary node`);
  return [{ ...primary, hadoopSettings: { 'yarn.acl.enable': acl } }, ...others];
}
