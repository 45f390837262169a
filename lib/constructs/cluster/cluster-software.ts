import type { CfnCluster } from 'aws-cdk-lib/aws-emr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { InputError } from '../../errors';
import { parseBoolean } from '../../spark';
import { MAX_NAME_CHARACTERS } from '../../steps';
import { nonEmpty, resolvedNames } from '../checks';
import type { BootstrapAction } from './bootstrap-action';
import type { ClusterRoles } from './cluster-roles';
import { gibibytes, gp3Iops, gp3Throughput } from './ebs-volumes';
import { imageId } from './node-hardware';
import type { TunedClusterProps } from './tuned-cluster-props';

/** EMR's limit (management guide, bootstrap actions). */
const MAX_BOOTSTRAP_ACTIONS = 16;

/** The bootstrap actions as CloudFormation takes them, and what lets the nodes read the scripts: the cluster waits for it. */
export interface BootstrapActions {
  readonly actions?: CfnCluster.BootstrapActionConfigProperty[];
  readonly permissions: readonly IDependable[];
}

/** @throws InputError for actions that EMR refuses */
export function bootstrapActionsFor(
  scope: Construct,
  actions: readonly BootstrapAction[] | undefined,
  roles: ClusterRoles,
): BootstrapActions {
  if (actions === undefined || actions.length === 0) return { permissions: [] };
  if (actions.length > MAX_BOOTSTRAP_ACTIONS) {
    throw new InputError(
      'too-many-actions',
      `\`bootstrapActions\` must have at most ${MAX_BOOTSTRAP_ACTIONS} actions, got ${actions.length}; merge some`,
    );
  }
  const names = resolvedNames(
    'bootstrapActions',
    actions.map(({ name }) => name),
  );
  const unfit = names.find((name, i) => name === '' || name.length > MAX_NAME_CHARACTERS || names.indexOf(name) !== i);
  if (unfit !== undefined) {
    throw new InputError(
      'bad-name',
      `\`bootstrapActions\` names must have 1 to ${MAX_NAME_CHARACTERS} characters and be there once each, got "${unfit}"`,
    );
  }
  // Not the role's own policy, to which grants on the cluster may be added: the cluster could not wait for that.
  const policy = roles.ownInstanceRole
    ? new iam.Policy(scope, 'BootstrapScripts', { roles: [roles.instanceRole] })
    : undefined;
  return {
    actions: actions.map(({ name, script, args }) => ({
      name,
      scriptBootstrapAction: {
        path: script._bind(new Construct(scope, `Bootstrap ${name}`), policy),
        ...(args === undefined ? {} : { args }),
      },
    })),
    permissions: policy === undefined ? [] : [policy],
  };
}

/** The system of all nodes as CloudFormation takes it; what is not given is left to EMR. */
export function systemProperties(
  scope: Construct,
  { release, customAmi, osReleaseLabel, rootVolume }: TunedClusterProps,
): Pick<
  CfnCluster,
  'customAmiId' | 'osReleaseLabel' | 'ebsRootVolumeSize' | 'ebsRootVolumeIops' | 'ebsRootVolumeThroughput'
> {
  if (customAmi !== undefined && osReleaseLabel !== undefined) {
    throw new InputError('contradiction', '`osReleaseLabel` is given beside `customAmi`, which decides; leave one out');
  }
  const { size, iops, throughputMiBps } = rootVolume ?? {};
  const later = iops === undefined ? 'throughputMiBps' : 'iops';
  if ((iops ?? throughputMiBps) !== undefined && !release.isAtLeast(6, 15)) {
    throw new InputError(
      'old-release',
      `\`rootVolume.${later}\` needs emr-6.15.0 or later, got ${release.label}; leave it out or use a later release`,
    );
  }
  return {
    customAmiId: customAmi && imageId(scope, 'customAmi', customAmi),
    osReleaseLabel: nonEmpty('osReleaseLabel', osReleaseLabel),
    ebsRootVolumeSize: size && gibibytes('rootVolume.size', size),
    ebsRootVolumeIops: iops === undefined ? undefined : gp3Iops('rootVolume.iops', iops),
    ebsRootVolumeThroughput:
      throughputMiBps === undefined ? undefined : gp3Throughput('rootVolume.throughputMiBps', throughputMiBps),
  };
}

/** Whether YARN's node labels are on by the user's own configurations. */
export function usesNodeLabels({ configurations = [] }: TunedClusterProps): boolean {
  return configurations.some(
    ({ classification, properties }) =>
      classification === 'yarn-site' && parseBoolean(properties?.['yarn.node-labels.enabled'] ?? '') === true,
  );
}
