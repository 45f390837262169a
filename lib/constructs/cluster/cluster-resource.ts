import { Names, RemovalPolicy, Tags } from 'aws-cdk-lib';
import * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import type { ClusterFoundation } from './cluster-foundation';
import { instancesFor, primaryCount } from './cluster-instances';
import { autoTerminationFor } from './cluster-options';
import type { ClusterPlan } from './cluster-plan';
import { systemProperties, usesNodeLabels } from './cluster-software';
import { toCloudFormation } from './emr-configuration';
import { roleReference } from './given-roles';
import { MANAGED_POLICY_TAG } from './managed-policy-tag';
import { managedScalingPolicy } from './managed-scaling';
import { kerberosAttributes } from './security-configuration';
import type { TunedClusterProps } from './tuned-cluster-props';

export interface ClusterResourceOptions {
  readonly props: TunedClusterProps;
  readonly plan: ClusterPlan;
  readonly foundation: ClusterFoundation;
  readonly applications: readonly string[];
  /** The type of the core nodes, or a reference to the parameter that chooses it. */
  readonly coreType: string | undefined;
  readonly stepConcurrencyLevel: number;
}

/** The CloudFormation resource of the cluster, with its primary and core nodes. */
export function newClusterResource(scope: Construct, options: ClusterResourceOptions): emr.CfnCluster {
  const { props, plan, foundation } = options;
  const { roles } = foundation;
  const usesFleets = props.coreFleet !== undefined;
  const { release, managedScaling } = props;
  const resource = new emr.CfnCluster(scope, 'Resource', {
    name: props.clusterName ?? Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
    releaseLabel: props.release.label,
    applications: options.applications.map((name) => ({ name })),
    configurations: toCloudFormation(plan.classifications),
    instances: instancesFor(scope, props, foundation, {
      primary: plan.layer.primaryInstanceType,
      core: options.coreType,
    }),
    jobFlowRole: roles.instanceProfile.instanceProfileName,
    serviceRole: roleReference(roles.serviceRole),
    securityConfiguration: props.securityConfigurationName ?? foundation.cfnSecurityConfiguration?.ref,
    kerberosAttributes: props.kerberos && kerberosAttributes(props.kerberos),
    logUri: foundation.logUri,
    scaleDownBehavior: 'TERMINATE_AT_TASK_COMPLETION',
    stepConcurrencyLevel: options.stepConcurrencyLevel,
    autoTerminationPolicy: autoTerminationFor(props),
    managedScalingPolicy:
      managedScaling &&
      managedScalingPolicy(scope, managedScaling, { release, usesFleets, nodeLabels: usesNodeLabels(props) }),
    autoScalingRole: roles.autoScalingRole && roleReference(roles.autoScalingRole),
    bootstrapActions: foundation.bootstrapActions,
    logEncryptionKmsKeyId: props.logEncryptionKey?.keyArn,
    // EMR has no other role and strategy (API reference, PlacementGroupConfig).
    placementGroupConfigs:
      primaryCount(props) > 1 ? [{ instanceRole: 'MASTER', placementStrategy: 'SPREAD' }] : undefined,
    ...systemProperties(scope, props),
  });
  // No longer a property of the L1 construct, but by CloudFormation's default the cluster is still hidden from other users of the account.
  resource.addPropertyOverride('VisibleToAllUsers', true);
  // A cluster that outlives its stack costs money and is not managed; what must last is in S3.
  resource.applyRemovalPolicy(RemovalPolicy.DESTROY);
  Tags.of(resource).add(MANAGED_POLICY_TAG.key, MANAGED_POLICY_TAG.value);
  resource.node.addDependency(...foundation.prerequisites);
  return resource;
}
