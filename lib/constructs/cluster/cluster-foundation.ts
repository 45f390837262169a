import { RemovalPolicy } from 'aws-cdk-lib';
import type * as emr from 'aws-cdk-lib/aws-emr';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct, IDependable } from 'constructs';
import { ClusterNetwork } from './cluster-network';
import { publishesMetrics } from './cluster-options';
import { ClusterRoles } from './cluster-roles';
import { ClusterSecurityGroups } from './cluster-security-groups';
import { bootstrapActionsFor } from './cluster-software';
import { checkLogPrefix, newDiskKey, newLogBucket } from './cluster-storage';
import { checkGivenRoles, givenInstanceRole, givenPermissions, openToGivenRoles } from './given-roles';
import { checkKeyRegion, keyBehind } from './key-access';
import { tagSecurityGroup } from './managed-policy-tag';
import { checkSecurity, newSecurityConfiguration } from './security-configuration';
import type { TunedClusterProps } from './tuned-cluster-props';

/**
 * Everything that must exist before a cluster starts: network, security groups, storage, encryption and roles, each made unless it is given.
 *
 * The parts are children of the cluster itself, so that their logical ids name it.
 */
export class ClusterFoundation {
  public readonly network: ClusterNetwork;
  public readonly securityGroups: ClusterSecurityGroups;
  public readonly logBucket: s3.IBucket;
  public readonly logUri: string;
  public readonly diskKey?: kms.IKey;
  /** The security configuration that is made here; undefined where one is given by name. */
  public readonly cfnSecurityConfiguration?: emr.CfnSecurityConfiguration;
  public readonly roles: ClusterRoles;
  public readonly bootstrapActions?: emr.CfnCluster.BootstrapActionConfigProperty[];
  /** What EMR needs before the nodes start and until they have ended, besides what the cluster refers to. */
  public readonly prerequisites: readonly IDependable[];

  constructor(cluster: Construct, props: TunedClusterProps, applications: readonly string[]) {
    const { release, removalPolicy = RemovalPolicy.RETAIN } = props;
    const { serviceRole, autoScalingRole } = props;
    const givenRoles = { serviceRole, autoScalingRole, instanceRole: givenInstanceRole(props) };
    checkGivenRoles(cluster, givenRoles);
    checkSecurity(props);
    checkKeyRegion('diskKey', cluster, props.diskKey);
    const logPrefix = checkLogPrefix(props.logPrefix ?? 'emr/');
    this.network = new ClusterNetwork(cluster, 'Network', props);
    const { vpc, subnets, isPublic } = this.network;
    const given = props.securityGroups;
    this.securityGroups = new ClusterSecurityGroups(cluster, 'SecurityGroups', { vpc, release, isPublic, given });
    const { additionalPrimarySecurityGroups = [], additionalCoreSecurityGroups = [] } = props;
    for (const group of new Set([...additionalPrimarySecurityGroups, ...additionalCoreSecurityGroups])) {
      tagSecurityGroup(cluster, group);
    }
    this.logBucket = props.logBucket ?? newLogBucket(cluster, 'LogBucket', removalPolicy);
    this.logUri = this.logBucket.s3UrlForObject(logPrefix);
    if (props.securityConfigurationName === undefined) {
      const diskKey = keyBehind(props.diskKey ?? newDiskKey(cluster, 'DiskKey', removalPolicy));
      this.diskKey = diskKey;
      this.cfnSecurityConfiguration = newSecurityConfiguration(cluster, 'SecurityConfiguration', diskKey, props);
    } else {
      this.diskKey = props.diskKey;
    }
    this.roles = new ClusterRoles(cluster, 'Roles', {
      release,
      vpc,
      subnets,
      serviceAccessGroup: this.securityGroups.serviceAccess,
      logBucket: this.logBucket,
      logPrefix,
      encryptionKey: this.diskKey,
      spot: usesSpot(props),
      agent: publishesMetrics(applications),
      serviceRole,
      instanceRole: givenRoles.instanceRole,
      instanceProfile: props.instanceProfile,
      autoScalingRole: scalesAutomatically(props) ? (autoScalingRole ?? true) : undefined,
      logKey: props.logEncryptionKey,
      s3EncryptionKey: props.s3EncryptionKey,
      certificates: props.inTransitEncryption,
    });
    openToGivenRoles(givenRoles, {
      diskKey: props.diskKey === undefined ? this.diskKey : undefined,
      logBucket: props.logBucket === undefined ? this.logBucket : undefined,
      logPrefix,
    });
    const bootstrap = bootstrapActionsFor(cluster, props.bootstrapActions, this.roles);
    this.bootstrapActions = bootstrap.actions;
    this.prerequisites = [
      ...this.securityGroups.rules,
      ...subnets.map((subnet) => subnet.internetConnectivityEstablished),
      ...(serviceRole === undefined ? [] : [serviceRole]),
      ...(this.roles.autoScalingRole === undefined ? [] : [this.roles.autoScalingRole]),
      ...bootstrap.permissions,
      ...(givenRoles.instanceRole === undefined ? [] : givenPermissions(givenRoles.instanceRole, this.logBucket)),
    ];
  }
}

const scalesAutomatically = ({ core, taskGroups = [] }: TunedClusterProps): boolean =>
  [...(core === undefined ? [] : [core]), ...taskGroups].some(({ automaticScaling }) => automaticScaling !== undefined);

const usesSpot = ({ taskGroups = [], coreFleet, taskFleet, primaryFleet }: TunedClusterProps): boolean =>
  taskGroups.some(({ spot }) => spot === true) ||
  primaryFleet?.spot === true ||
  [coreFleet, taskFleet].some((fleet) => fleet?.spot !== undefined);
