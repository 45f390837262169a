import { Duration, Token } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import type { IConstruct } from 'constructs';
import {
  applicationsOf,
  closestApplications,
  EmrRelease,
  findApplication,
  hasApplication,
  isSparkOnly,
} from '../../catalog';
import { InputError, shown } from '../../errors';
import { MAX_NAME_CHARACTERS } from '../../steps';
import { resolvedNames, warn, wholeSeconds } from '../checks';
import type { TaskGroup, TunedClusterProps } from './tuned-cluster-props';

const AGENT = 'AmazonCloudWatchAgent';

/** EMR's limits (API reference, RunJobFlow and AutoTerminationPolicy). */
const MAX_TASK_GROUPS = 48;
const IDLE_SECONDS = { min: 60, max: 604_800 } as const;

/** @throws InputError for anything but a release: plain JavaScript lets its label through */
export function checkRelease(release: EmrRelease): void {
  if (release instanceof EmrRelease) return;
  throw new InputError(
    'bad-release',
    `\`release\` must be an EmrRelease, such as EmrRelease.EMR_7_9_0 or EmrRelease.of('emr-7.9.0'), got ${shown(String(release))}`,
  );
}

/** @throws InputError for a name that EMR refuses */
export function checkClusterName(name: string | undefined): void {
  if (name === undefined || Token.isUnresolved(name)) return;
  const refused = /[<>$|`]/.exec(name);
  if (refused !== null) {
    throw new InputError(
      'bad-name',
      `\`clusterName\` must not have any of < > $ | and backticks, which EMR refuses, got ${refused[0]} in ${shown(name)}; leave it out`,
    );
  }
  if (name.length > 0 && name.length <= MAX_NAME_CHARACTERS) return;
  throw new InputError(
    'bad-name',
    `\`clusterName\` must have 1 to ${MAX_NAME_CHARACTERS} characters, got ${name.length}; leave it out for a name from the construct's path`,
  );
}

/** @throws InputError for too many groups, or for names that cannot be construct ids */
export function checkTaskGroups(groups: readonly TaskGroup[]): void {
  if (groups.length > MAX_TASK_GROUPS) {
    throw new InputError(
      'too-many-groups',
      `\`taskGroups\` must have at most ${MAX_TASK_GROUPS} groups, got ${groups.length}; merge some`,
    );
  }
  const names = new Set<string>();
  for (const { name } of groups) {
    if (Token.isUnresolved(name) || !/^[A-Za-z][A-Za-z0-9]*$/.test(name)) {
      throw new InputError(
        'bad-name',
        `\`taskGroups\` names must be letters and digits, beginning with a letter, got "${name}"`,
      );
    }
    if (names.has(name)) {
      throw new InputError('bad-name', `\`taskGroups\` names "${name}" twice; give each group its own name`);
    }
    names.add(name);
  }
}

/**
 * Whether the CloudWatch agent runs.
 *
 * @throws InputError where it is asked for on a release that does not have it
 */
export function agentRuns({ release, cloudWatchAgent }: TunedClusterProps): boolean {
  if (cloudWatchAgent && !release.hasCloudWatchAgentMetrics) {
    throw new InputError(
      'no-agent',
      `\`cloudWatchAgent\` needs emr-7.1.0 or later, got ${release.label}; leave it out or use a later release`,
    );
  }
  return cloudWatchAgent ?? release.hasCloudWatchAgentMetrics;
}

/**
 * The names of all applications, each once.
 *
 * @throws InputError for one that the release does not have, and for HBase, which takes memory from YARN by a formula that is not published
 */
export function applicationNames(
  scope: IConstruct,
  { release, applications = [] }: TunedClusterProps,
  agent: boolean,
): string[] {
  const asked = resolvedNames('applications', applications);
  const hbase = asked.find((name) => same(name, 'HBase'));
  if (hbase !== undefined) {
    throw new InputError(
      'no-hbase',
      `\`applications\` must not include ${hbase}: EMR sets aside YARN memory for it, which executors are not sized for; run it on a cluster of its own`,
    );
  }
  for (const name of asked) checkApplication(scope, name, release);
  const names = [...(isSparkOnly(release) ? [] : ['Hadoop']), 'Spark', ...(agent ? [AGENT] : []), ...asked];
  return names.filter((name, i) => names.findIndex((other) => same(other, name)) === i);
}

function checkApplication(scope: IConstruct, name: string, release: EmrRelease): void {
  const application = findApplication(name);
  if (application !== undefined && hasApplication(release, application)) return;
  const close = closestApplications(release, name);
  const hint = close.length > 0 ? `did you mean ${close.join(', ')}?` : `it has ${applicationsOf(release).join(', ')}`;
  const text = `\`applications\` must be those of ${release.label}, which does not have ${shown(name)}; ${hint}`;
  // A release that is newer than the table may have more.
  if (release.isKnown) throw new InputError('no-application', text);
  warn(scope, 'unknown-application', text);
}

/** Whether nodes publish metrics: the CloudWatch agent is among the applications, by default or because the user listed it. */
export function publishesMetrics(applications: readonly string[]): boolean {
  return applications.some((name) => same(name, AGENT));
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The policy by which an idle cluster ends; undefined if it never does. */
export function autoTerminationFor(props: TunedClusterProps): CfnCluster.AutoTerminationPolicyProperty | undefined {
  const { release, idleTimeout } = props;
  const { autoTermination = idleTimeout !== undefined } = props;
  if (!autoTermination) {
    if (idleTimeout === undefined) return undefined;
    throw new InputError('contradiction', '`idleTimeout` is given while `autoTermination` is false; leave one out');
  }
  if (!release.hasManagedScaling) {
    throw new InputError(
      'no-auto-termination',
      `auto-termination needs emr-5.30.0, emr-6.1.0 or later, got ${release.label}; leave out \`autoTermination\` and \`idleTimeout\``,
    );
  }
  const { min, max } = IDLE_SECONDS;
  return { idleTimeout: wholeSeconds('idleTimeout', idleTimeout ?? Duration.hours(1), min, max) };
}
