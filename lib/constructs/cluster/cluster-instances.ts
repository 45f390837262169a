import * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { positiveNumber } from '../checks';
import { automaticScalingPolicy } from './automatic-scaling';
import type { ClusterFoundation } from './cluster-foundation';
import { checkFleet, checkFleetTypes, fleetProperties, launchProperties } from './fleet-resource';
import { hardwareProperties } from './node-hardware';
import type { NodeGroup, TaskGroup, TunedClusterProps } from './tuned-cluster-props';

/** @throws InputError unless the cluster has either groups or fleets, and all nodes that it needs */
export function checkGroupsOrFleets(props: TunedClusterProps): void {
  const { core, coreFleet, taskFleet, primaryFleet, taskGroups = [] } = props;
  if ((core === undefined) === (coreFleet === undefined)) {
    const got = core === undefined ? 'neither' : 'both';
    throw new InputError('bad-nodes', `\`core\` or \`coreFleet\` must be given, got ${got}; give one of the two`);
  }
  if (coreFleet === undefined && (taskFleet !== undefined || primaryFleet !== undefined)) {
    throw new InputError(
      'groups-and-fleets',
      `\`${taskFleet === undefined ? 'primaryFleet' : 'taskFleet'}\` is given beside \`core\`, a group, and EMR takes groups or fleets, not both; use \`coreFleet\``,
    );
  }
  if (coreFleet !== undefined && taskGroups.length > 0) {
    throw new InputError(
      'groups-and-fleets',
      '`taskGroups` is given beside `coreFleet`, and EMR takes groups or fleets, not both; use `taskFleet`',
    );
  }
  if (primaryFleet !== undefined && (props.primaryInstanceType ?? props.primaryNodes) !== undefined) {
    throw new InputError(
      'contradiction',
      '`primaryFleet` is given beside `primaryInstanceType` or `primaryNodes`; leave one of them out',
    );
  }
  if (primaryFleet !== undefined) checkFleetTypes('primaryFleet', primaryFleet);
  if (coreFleet !== undefined) checkFleet('coreFleet', coreFleet, 1);
  if (taskFleet !== undefined) checkFleet('taskFleet', taskFleet, 0);
  checkScaling(props);
}

function checkScaling({ core, taskGroups = [], managedScaling }: TunedClusterProps): void {
  if (managedScaling === undefined) return;
  const scaled =
    core?.automaticScaling === undefined
      ? taskGroups.find(({ automaticScaling }) => automaticScaling !== undefined)?.name
      : 'core';
  if (scaled === undefined) return;
  throw new InputError(
    'contradiction',
    `\`automaticScaling\` of ${scaled} is given beside \`managedScaling\`; leave one out, as only one can decide how many nodes there are`,
  );
}

/** The primary and core nodes, and what all nodes have in common, as CloudFormation takes it. */
export function instancesFor(
  scope: Construct,
  props: TunedClusterProps,
  { network, securityGroups }: ClusterFoundation,
  types: { readonly primary: string; readonly core: string | undefined },
): emr.CfnCluster.JobFlowInstancesConfigProperty {
  return {
    ...primaryNodes(scope, props, types.primary),
    ...coreNodes(scope, props, types.core),
    ...(props.emrChoosesSubnet
      ? { ec2SubnetIds: network.subnets.map(({ subnetId }) => subnetId) }
      : { ec2SubnetId: network.subnet.subnetId }),
    emrManagedMasterSecurityGroup: securityGroups.primary.securityGroupId,
    emrManagedSlaveSecurityGroup: securityGroups.core.securityGroupId,
    serviceAccessSecurityGroup: securityGroups.serviceAccess?.securityGroupId,
    additionalMasterSecurityGroups: idsOf(props.additionalPrimarySecurityGroups),
    additionalSlaveSecurityGroups: idsOf(props.additionalCoreSecurityGroups),
    ec2KeyName: props.keyPair?.keyPairName,
    // Without it a cluster that has no steps ends at once, and the deployment fails.
    keepJobFlowAliveWhenNoSteps: true,
    // EMR protects a cluster with several primary nodes unless it is told otherwise.
    terminationProtected: props.terminationProtection ?? primaryCount(props) > 1,
    unhealthyNodeReplacement: props.unhealthyNodeReplacement,
  };
}

const idsOf = (groups: TunedClusterProps['additionalCoreSecurityGroups']): string[] | undefined =>
  groups?.map(({ securityGroupId }) => securityGroupId);

/** @throws InputError for a number of primary nodes that EMR does not have */
export function primaryCount({ primaryNodes: nodes }: TunedClusterProps): number {
  const count = nodes?.count ?? 1;
  if (count === 1 || count === 3) return count;
  throw new InputError('bad-count', `\`primaryNodes.count\` must be 1 or 3, got ${count}`);
}

type PrimaryNodes = Pick<emr.CfnCluster.JobFlowInstancesConfigProperty, 'masterInstanceFleet' | 'masterInstanceGroup'>;

function primaryNodes(scope: Construct, props: TunedClusterProps, instanceType: string): PrimaryNodes {
  const { coreFleet, primaryFleet, primaryNodes: nodes = {} } = props;
  const count = primaryCount(props);
  const hardware = hardwareProperties(scope, 'primaryNodes', nodes);
  if (coreFleet === undefined) {
    return {
      masterInstanceGroup: { name: 'primary', instanceCount: count, instanceType, market: 'ON_DEMAND', ...hardware },
    };
  }
  if (primaryFleet === undefined) {
    const only = { instanceType, weightedCapacity: 1, ...hardware };
    return {
      masterInstanceFleet: {
        name: 'primary',
        targetOnDemandCapacity: count,
        targetSpotCapacity: 0,
        instanceTypeConfigs: [only],
      },
    };
  }
  const weighty = primaryFleet.instanceTypes.find(({ weight = 1 }) => weight !== 1);
  if (weighty !== undefined) {
    throw new InputError(
      'bad-fleet',
      `\`primaryFleet\` types must weigh 1, as one node is taken, got ${weighty.weight} for ${weighty.instanceType}; leave \`weight\` out`,
    );
  }
  const target = primaryFleet.spot ? { spot: 1 } : { onDemand: 1 };
  return {
    masterInstanceFleet: {
      name: 'primary',
      ...launchProperties(scope, 'primaryFleet', primaryFleet, props.release, target),
    },
  };
}

type CoreNodes = Pick<emr.CfnCluster.JobFlowInstancesConfigProperty, 'coreInstanceFleet' | 'coreInstanceGroup'>;

function coreNodes(
  scope: Construct,
  { core, coreFleet, release }: TunedClusterProps,
  instanceType: string | undefined,
): CoreNodes {
  if (coreFleet !== undefined) {
    return { coreInstanceFleet: { name: 'core', ...fleetProperties(scope, 'Core', 'coreFleet', coreFleet, release) } };
  }
  if (core === undefined || instanceType === undefined) return {};
  return {
    coreInstanceGroup: {
      name: 'core',
      instanceCount: core.count._bind(scope, 'CoreNodes'),
      instanceType,
      market: 'ON_DEMAND',
      ...groupProperties(scope, 'core', core),
    },
  };
}

/** The resources of task nodes. */
interface TaskNodes {
  /** By the name of the group. */
  readonly groups: Record<string, emr.CfnInstanceGroupConfig>;
  readonly fleet?: emr.CfnInstanceFleetConfig;
}

/**
 * Adds task nodes as separate resources: as properties of the cluster, a group or fleet that is added or changed would replace the cluster.
 */
export function addTaskNodes(
  scope: Construct,
  clusterId: string,
  { taskGroups = [], taskFleet, release }: TunedClusterProps,
): TaskNodes {
  const groups = Object.fromEntries(taskGroups.map((group) => [group.name, addTaskGroup(scope, clusterId, group)]));
  if (taskFleet === undefined) return { groups };
  const fleet = new emr.CfnInstanceFleetConfig(scope, 'TaskFleet', {
    name: 'task',
    clusterId,
    instanceFleetType: 'TASK',
    ...fleetProperties(scope, 'Task', 'taskFleet', taskFleet, release),
  });
  return { groups, fleet };
}

function addTaskGroup(scope: Construct, clusterId: string, group: TaskGroup): emr.CfnInstanceGroupConfig {
  const prop = `taskGroups.${group.name}`;
  if (group.spotMaxPriceUsd !== undefined && !group.spot) {
    throw new InputError('contradiction', `\`${prop}.spotMaxPriceUsd\` is given without \`spot\`; leave one out`);
  }
  return new emr.CfnInstanceGroupConfig(scope, `Task${group.name}`, {
    name: group.name,
    jobFlowId: clusterId,
    instanceRole: 'TASK',
    instanceType: group.instanceType.toString(),
    instanceCount: group.count._bind(scope, `Task${group.name}Nodes`),
    market: group.spot ? 'SPOT' : 'ON_DEMAND',
    ...(group.spotMaxPriceUsd === undefined
      ? {}
      : { bidPrice: String(positiveNumber(`${prop}.spotMaxPriceUsd`, group.spotMaxPriceUsd)) }),
    ...groupProperties(scope, prop, group),
  });
}

type GroupProperties = Pick<emr.CfnCluster.InstanceGroupConfigProperty, 'autoScalingPolicy'> &
  ReturnType<typeof hardwareProperties>;

function groupProperties(scope: Construct, prop: string, group: NodeGroup): GroupProperties {
  return {
    ...hardwareProperties(scope, prop, group),
    ...(group.automaticScaling === undefined
      ? {}
      : { autoScalingPolicy: automaticScalingPolicy(`${prop}.automaticScaling`, group.automaticScaling) }),
  };
}
