import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ClusterNetwork } from './cluster-network';
import { publishesMetrics } from './cluster-options';
import { ClusterRoles } from './cluster-roles';
import { ClusterSecurityGroups } from './cluster-security-groups';
import { checkLogPrefix, newDiskKey, newLogBucket, newSecurityConfiguration } from './cluster-storage';
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
  public readonly securityConfiguration: string;
  public readonly roles: ClusterRoles;

  constructor(cluster: Construct, props: TunedClusterProps, applications: readonly string[]) {
    const { release } = props;
    const logPrefix = checkLogPrefix(props.logPrefix ?? 'emr/');
    this.network = new ClusterNetwork(cluster, 'Network', { vpc: props.vpc, vpcSubnets: props.vpcSubnets });
    const { vpc, subnet } = this.network;
    this.securityGroups = new ClusterSecurityGroups(cluster, 'SecurityGroups', { vpc, release });
    this.logBucket = props.logBucket ?? newLogBucket(cluster, 'LogBucket');
    this.logUri = this.logBucket.s3UrlForObject(logPrefix);
    if (props.securityConfigurationName === undefined) {
      const diskKey = props.diskKey ?? newDiskKey(cluster, 'DiskKey');
      this.diskKey = diskKey;
      this.securityConfiguration = newSecurityConfiguration(cluster, 'SecurityConfiguration', { release, diskKey }).ref;
    } else {
      this.diskKey = props.diskKey;
      this.securityConfiguration = props.securityConfigurationName;
    }
    this.roles = new ClusterRoles(cluster, 'Roles', {
      release,
      vpc,
      subnet,
      serviceAccessGroup: this.securityGroups.serviceAccess,
      logBucket: this.logBucket,
      logPrefix,
      encryptionKey: this.diskKey,
      agent: publishesMetrics(applications),
      serviceRole: props.serviceRole,
      instanceRole: props.instanceRole,
      autoScalingRole: scalesAutomatically(props) ? (props.autoScalingRole ?? true) : undefined,
      logKey: props.logEncryptionKey,
    });
  }
}

const scalesAutomatically = ({ core, taskGroups = [] }: TunedClusterProps): boolean =>
  [...(core === undefined ? [] : [core]), ...taskGroups].some(({ automaticScaling }) => automaticScaling !== undefined);
