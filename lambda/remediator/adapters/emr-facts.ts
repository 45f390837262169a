import type {
  Cluster,
  Configuration,
  DescribeSecurityConfigurationOutput,
  Instance,
  InstanceFleet,
  InstanceGroup,
  Step,
  StepSummary,
} from '@aws-sdk/client-emr';
import {
  type ClusterFacts,
  type InstanceGroupFacts,
  parseSecurityConfiguration,
  type SecurityFacts,
  type StepDetail,
  type StepFacts,
} from '../../../lib/remedy';
import { markerIn, parseStep } from '../../../lib/steps';
import { CALCULATOR_KEY, type Calculator, findCalculator } from '../../../lib/yarn';

export interface RunningInstance {
  readonly ec2InstanceId?: string;
  readonly instanceType: string;
  readonly readyAt?: number;
}

export function toClusterFacts(cluster: Cluster | undefined): ClusterFacts {
  const state = cluster?.Status?.State;
  if (cluster === undefined || state === undefined) throw new TypeError('DescribeCluster returned no state');
  const { calculator, sparkDefaults, hadoopSettings } = toSettings(cluster.Configurations);
  return {
    state,
    arn: cluster.ClusterArn,
    releaseLabel: cluster.ReleaseLabel,
    createdAt: cluster.Status?.Timeline?.CreationDateTime?.getTime(),
    tags: Object.fromEntries((cluster.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    autoTerminate: cluster.AutoTerminate ?? false,
    stepConcurrency: cluster.StepConcurrencyLevel ?? 1,
    kerberos: cluster.KerberosAttributes !== undefined && Object.keys(cluster.KerberosAttributes).length > 0,
    securityConfiguration: cluster.SecurityConfiguration,
    hadoopSettings,
    usesInstanceFleets: cluster.InstanceCollectionType === 'INSTANCE_FLEET',
    calculator,
    sparkDefaults: sparkDefaults ?? {},
  };
}

/**
 * What the security configuration says of a cluster that was made with the name of it.
 *
 * A configuration is never changed, but another may have its name by now.
 *
 * @param clusterCreatedAt epoch ms
 */
export function toSecurityFacts(
  { SecurityConfiguration, CreationDateTime }: DescribeSecurityConfigurationOutput,
  clusterCreatedAt = Number.NEGATIVE_INFINITY,
): SecurityFacts {
  const createdAt = CreationDateTime?.getTime() ?? Number.POSITIVE_INFINITY;
  return createdAt <= clusterCreatedAt
    ? parseSecurityConfiguration(SecurityConfiguration)
    : { kind: 'not-understood', reason: 'is not known to be older than the cluster' };
}

export function toGroupFacts(group: InstanceGroup): InstanceGroupFacts {
  return {
    role: group.InstanceGroupType ?? 'CORE',
    instanceType: group.InstanceType ?? '',
    requested: group.RequestedInstanceCount ?? 0,
    running: group.RunningInstanceCount ?? 0,
    state: group.Status?.State ?? '',
    maxInstances: group.AutoScalingPolicy?.Constraints?.MaxCapacity,
    ...toSettings(group.Configurations),
  };
}

/**
 * A fleet in the terms of a group: its capacity in units, the settings that all its types have.
 *
 * @throws TypeError where its types differ in settings of their own: which of them are in force would depend on what EC2 gave
 */
export function toFleetFacts(fleet: InstanceFleet): InstanceGroupFacts {
  const types = fleet.InstanceTypeSpecifications ?? [];
  const settings = types.map(({ Configurations }) => toSettings(Configurations));
  if (new Set(settings.map((one) => JSON.stringify(one))).size > 1) {
    throw new TypeError('the types of a fleet have settings of their own that differ');
  }
  return {
    role: fleet.InstanceFleetType ?? 'CORE',
    instanceType: types.length === 1 ? (types[0]?.InstanceType ?? '') : '',
    requested: (fleet.TargetOnDemandCapacity ?? 0) + (fleet.TargetSpotCapacity ?? 0),
    running: (fleet.ProvisionedOnDemandCapacity ?? 0) + (fleet.ProvisionedSpotCapacity ?? 0),
    state: fleet.Status?.State ?? '',
    ...settings[0],
  };
}

function toSettings(configurations: readonly Configuration[] | undefined): {
  calculator?: Calculator;
  sparkDefaults?: Readonly<Record<string, string>>;
  hadoopSettings?: Readonly<Record<string, string>>;
} {
  const properties = (name: string): Record<string, string> | undefined =>
    configurations?.findLast(({ Classification }) => Classification === name)?.Properties;
  const calculator = findCalculator(properties('capacity-scheduler')?.[CALCULATOR_KEY] ?? '');
  const sparkDefaults = properties('spark-defaults');
  const hadoopSettings = { ...properties('core-site'), ...properties('yarn-site') };
  return {
    ...(calculator ? { calculator } : {}),
    ...(sparkDefaults ? { sparkDefaults } : {}),
    ...(Object.keys(hadoopSettings).length > 0 ? { hadoopSettings } : {}),
  };
}

export function toInstance(instance: Instance): RunningInstance {
  return {
    ec2InstanceId: instance.Ec2InstanceId,
    instanceType: instance.InstanceType ?? '',
    readyAt: instance.Status?.Timeline?.ReadyDateTime?.getTime(),
  };
}

export function toStepFacts(step: Step | StepSummary): StepFacts {
  const { Id, Name, Config, ActionOnFailure, Status } = step;
  const createdAt = Status?.Timeline?.CreationDateTime?.getTime();
  const state = Status?.State;
  if (Id === undefined || state === undefined || createdAt === undefined) {
    throw new TypeError('a step has no id, state or creation time');
  }
  const { Jar: jar = '', Args: args = [], MainClass: mainClass, Properties: properties } = Config ?? {};
  const form = parseStep(jar, args);
  return {
    id: Id,
    state,
    name: Name ?? '',
    jar,
    args,
    mainClass,
    properties,
    form,
    marker: markerIn(form),
    actionOnFailure: ActionOnFailure,
    createdAt,
    startedAt: Status?.Timeline?.StartDateTime?.getTime(),
    endedAt: Status?.Timeline?.EndDateTime?.getTime(),
    ...(state === 'FAILED' && BY_ITSELF.test(detailsOf(step)) ? { failedByItself: true } : {}),
  };
}

/** Input that is missing, access that is denied, code that is wrong: no configuration of executors would change that. */
const BY_ITSELF =
  /access ?denied|forbidden|no ?such ?(bucket|key|table|database)|file ?not ?found|(path|input) .{0,200}does not exist|analysis ?exception|parse ?exception|syntax ?error|module ?not ?found|class ?not ?found/i;

function detailsOf({ Status }: Step | StepSummary): string {
  const { Reason = '', Message = '' } = Status?.FailureDetails ?? {};
  return `${Reason} ${Message}`;
}

export function toStepDetail(step: Step): StepDetail {
  const { Name, Config, ActionOnFailure, ExecutionRoleArn, LogUri, EncryptionKeyArn } = step;
  return {
    ...toStepFacts(step),
    described: { Name, Config, ActionOnFailure, ExecutionRoleArn, LogUri, EncryptionKeyArn },
  };
}
