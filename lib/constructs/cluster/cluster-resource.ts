import { Names, RemovalPolicy, Tags } from 'aws-cdk-lib';
import * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import type { ClusterFoundation } from './cluster-foundation';
import { MANAGED_POLICY_TAG } from './cluster-network';
import { autoTerminationFor } from './cluster-options';
import type { ClusterPlan } from './cluster-plan';
import { toCloudFormation } from './emr-configuration';
import type { TaskGroup, TunedClusterProps } from './tuned-cluster-props';

export interface ClusterResourceOptions {
  readonly props: TunedClusterProps;
  readonly plan: ClusterPlan;
  readonly foundation: ClusterFoundation;
  readonly applications: readonly string[];
  readonly stepConcurrencyLevel: number;
}

/** The CloudFormation resource of the cluster, with its primary and core nodes. */
export function newClusterResource(scope: Construct, options: ClusterResourceOptions): emr.CfnCluster {
  const { props, plan, foundation } = options;
  const { network, securityGroups, roles } = foundation;
  const resource = new emr.CfnCluster(scope, 'Resource', {
    name: props.clusterName ?? Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }),
    releaseLabel: props.release.label,
    applications: options.applications.map((name) => ({ name })),
    configurations: toCloudFormation(plan.classifications),
    instances: {
      masterInstanceGroup: {
        name: 'primary',
        instanceCount: 1,
        instanceType: plan.layer.primaryInstanceType,
        market: 'ON_DEMAND',
      },
      coreInstanceGroup: {
        name: 'core',
        instanceCount: props.core.count._bind(scope, 'CoreNodes'),
        instanceType: props.core.instanceType.toString(),
        market: 'ON_DEMAND',
      },
      ec2SubnetId: network.subnet.subnetId,
      emrManagedMasterSecurityGroup: securityGroups.primary.securityGroupId,
      emrManagedSlaveSecurityGroup: securityGroups.core.securityGroupId,
      serviceAccessSecurityGroup: securityGroups.serviceAccess?.securityGroupId,
      // Without it a cluster that has no steps ends at once, and the deployment fails.
      keepJobFlowAliveWhenNoSteps: true,
      terminationProtected: props.terminationProtection ?? false,
    },
    jobFlowRole: roles.instanceProfile.instanceProfileName,
    serviceRole: roles.serviceRole.roleName,
    securityConfiguration: foundation.securityConfiguration,
    logUri: foundation.logUri,
    scaleDownBehavior: 'TERMINATE_AT_TASK_COMPLETION',
    stepConcurrencyLevel: options.stepConcurrencyLevel,
    autoTerminationPolicy: autoTerminationFor(props),
  });
  // No longer a property of the L1 construct, but by CloudFormation's default the cluster is still hidden from other users of the account.
  resource.addPropertyOverride('VisibleToAllUsers', true);
  // A cluster that outlives its stack costs money and is not managed; what must last is in S3.
  resource.applyRemovalPolicy(RemovalPolicy.DESTROY);
  Tags.of(resource).add(MANAGED_POLICY_TAG.key, MANAGED_POLICY_TAG.value);
  resource.node.addDependency(...foundation.prerequisites);
  return resource;
}

/** Adds a task group as a separate resource: as a property of the cluster, a group that is added or changed would replace the cluster. */
export function addTaskGroup(scope: Construct, clusterId: string, group: TaskGroup): void {
  new emr.CfnInstanceGroupConfig(scope, `Task${group.name}`, {
    name: group.name,
    jobFlowId: clusterId,
    instanceRole: 'TASK',
    instanceType: group.instanceType.toString(),
    instanceCount: group.count._bind(scope, `Task${group.name}Nodes`),
    market: group.spot ? 'SPOT' : 'ON_DEMAND',
  });
}
