import { type Classification, EmrRelease, findInstanceFacts } from '../../catalog';
import { MAX_NAME_CHARACTERS } from '../../steps';
import type { ClusterRequest, GroupRequest, ScalingRequest } from '../account/cluster-request';
import { ServiceError } from '../errors';
import { stepRequest } from './emr';
import {
  type Json,
  optionalFlag,
  optionalNumber,
  optionalText,
  requireList,
  requireNumber,
  requireObject,
  requireString,
} from './wire';

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** EMR's bounds. */
export const MAX_GROUPS = 50;
const MAX_CONCURRENCY = 256;
const MIN_IDLE_SECONDS = 60;
const MAX_IDLE_SECONDS = 604_800;

/** Fields of RunJobFlow that come back in DescribeCluster under the same name and mean nothing to the model. */
const DESCRIBED = [
  'LogUri',
  'LogEncryptionKmsKeyId',
  'ServiceRole',
  'AutoScalingRole',
  'SecurityConfiguration',
  'ScaleDownBehavior',
  'CustomAmiId',
  'EbsRootVolumeSize',
  'EbsRootVolumeIops',
  'EbsRootVolumeThroughput',
  'RepoUpgradeOnBoot',
  'KerberosAttributes',
  'OSReleaseLabel',
] as const;

/** What RunJobFlow asks for. @throws ServiceError for what EMR would refuse, and for instance fleets, which are not modelled */
export function clusterRequest(request: Json): ClusterRequest {
  const name = requireString(request, 'Name');
  if (name.length > MAX_NAME_CHARACTERS) throw invalid(`Name has more than ${MAX_NAME_CHARACTERS} characters.`);
  const instances = requireObject(request.Instances, 'Instances');
  const keepsAlive = optionalFlag(instances, 'KeepJobFlowAliveWhenNoSteps') ?? false;
  const idle = request.AutoTerminationPolicy;
  return {
    name,
    release: release(request),
    groups: groupsIn(instances),
    configurations: classifications(request),
    steps: requireList(request, 'Steps').map((one) => stepRequest(requireObject(one, 'Steps'), undefined)),
    tags: tagsIn(request),
    autoTerminate: !keepsAlive,
    terminationProtected: optionalFlag(instances, 'TerminationProtected') ?? false,
    stepConcurrencyLevel: stepConcurrencyLevel(request) ?? 1,
    ...(request.ManagedScalingPolicy != null && { scaling: scalingRequest(request) }),
    ...(idle != null && { idleTerminationMs: idleTerminationMs(requireObject(idle, 'AutoTerminationPolicy')) }),
    bootstrapActions: bootstrapActions(request),
    security: optionalText(request, 'SecurityConfiguration'),
    described: described(request, instances),
  };
}

function release(request: Json): string {
  const label = optionalText(request, 'ReleaseLabel');
  if (label === undefined) throw invalid('The simulator needs a ReleaseLabel; AMI versions are not modelled.');
  try {
    return EmrRelease.of(label).label;
  } catch {
    throw invalid(`The supplied release label is invalid: ${label}.`);
  }
}

function described(request: Json, instances: Json): Json {
  for (const [field, words] of [
    ['JobFlowRole', 'InstanceProfile'],
    ['ServiceRole', 'ServiceRole'],
  ] as const) {
    if (optionalText(request, field) === undefined) throw invalid(`${words} is required for creating cluster`);
  }
  const subnets = instances.Ec2SubnetIds;
  return {
    ...Object.fromEntries(DESCRIBED.flatMap((field) => (request[field] == null ? [] : [[field, request[field]]]))),
    ...(request.Applications != null && { Applications: applications(request) }),
    VisibleToAllUsers: optionalFlag(request, 'VisibleToAllUsers') ?? true,
    UnhealthyNodeReplacement: optionalFlag(instances, 'UnhealthyNodeReplacement') ?? false,
    Ec2InstanceAttributes: {
      Ec2KeyName: instances.Ec2KeyName,
      Ec2SubnetId: instances.Ec2SubnetId ?? (Array.isArray(subnets) ? (subnets as unknown[])[0] : undefined),
      RequestedEc2SubnetIds: subnets ?? [],
      IamInstanceProfile: request.JobFlowRole,
      EmrManagedMasterSecurityGroup: instances.EmrManagedMasterSecurityGroup,
      EmrManagedSlaveSecurityGroup: instances.EmrManagedSlaveSecurityGroup,
      ServiceAccessSecurityGroup: instances.ServiceAccessSecurityGroup,
      AdditionalMasterSecurityGroups: instances.AdditionalMasterSecurityGroups ?? [],
      AdditionalSlaveSecurityGroups: instances.AdditionalSlaveSecurityGroups ?? [],
    },
  };
}

/** The applications asked for, Spark with its version, the only one that is known. */
function applications(request: Json): Json[] {
  const { sparkVersion } = EmrRelease.of(requireString(request, 'ReleaseLabel'));
  return requireList(request, 'Applications').map((value) => {
    const one = requireObject(value, 'Applications');
    return one.Name === 'Spark' ? { ...one, Version: sparkVersion } : one;
  });
}

/** `InstanceGroups`, or the shorter form of one type for all workers. */
function groupsIn(instances: Json): GroupRequest[] {
  if (requireList(instances, 'InstanceFleets').length > 0)
    throw invalid('The simulator models instance groups, not instance fleets; give InstanceGroups.');
  const given = requireList(instances, 'InstanceGroups').map((one) =>
    groupRequest(requireObject(one, 'InstanceGroups')),
  );
  const groups = given.length > 0 ? given : shortGroups(instances);
  const of = (role: GroupRequest['role']): GroupRequest[] => groups.filter((group) => group.role === role);
  if (of('MASTER').length !== 1) throw invalid('Exactly one master instance group is required.');
  if (of('CORE').length > 1) throw invalid('At most one core instance group is allowed.');
  if (of('TASK').length > 0 && of('CORE').length === 0)
    throw invalid('A task instance group needs a core instance group.');
  if (groups.length > MAX_GROUPS) throw invalid(`At most ${MAX_GROUPS} instance groups are allowed.`);
  return groups;
}

function shortGroups(instances: Json): GroupRequest[] {
  const primary = optionalText(instances, 'MasterInstanceType');
  const worker = optionalText(instances, 'SlaveInstanceType');
  const count = requireNumber(instances, 'InstanceCount');
  if (primary === undefined || count < 1)
    throw invalid('Instances needs InstanceGroups, or MasterInstanceType and InstanceCount.');
  const group = (role: GroupRequest['role'], instanceType: string, size: number): GroupRequest =>
    groupRequest({ InstanceRole: role, InstanceType: instanceType, InstanceCount: size });
  return [group('MASTER', primary, 1), ...(count > 1 ? [group('CORE', worker ?? primary, count - 1)] : [])];
}

/** An instance group of a request. */
export function groupRequest(group: Json): GroupRequest {
  const role = (['MASTER', 'CORE', 'TASK'] as const).find((one) => one === group.InstanceRole);
  if (role === undefined) throw invalid('InstanceRole must be one of MASTER, CORE, TASK.');
  const instanceType = requireString(group, 'InstanceType');
  if ((findInstanceFacts(instanceType)?.yarnMemoryMiB ?? 0) <= 0)
    throw invalid(`Instance type '${instanceType}' is not supported.`);
  const count = requireNumber(group, 'InstanceCount');
  if (!Number.isInteger(count) || count < (role === 'TASK' ? 0 : 1))
    throw invalid(`InstanceCount of the ${role} instance group is not valid: ${count}.`);
  if (role === 'MASTER' && count !== 1 && count !== 3)
    throw invalid('The master instance group must have 1 or 3 instances.');
  const { Name, Market, BidPrice, Configurations } = group;
  return {
    role,
    instanceType,
    count,
    described: Object.fromEntries(
      Object.entries({ Name, Market, BidPrice, Configurations }).filter(([, value]) => value != null),
    ),
  };
}

/** `Configurations`, nested ones included. */
function classifications(request: Json): Classification[] {
  return requireList(request, 'Configurations').map((value) => {
    const one = requireObject(value, 'Configurations');
    return {
      classification: requireString(one, 'Classification'),
      properties: requireObject(one.Properties ?? {}, 'Properties') as Readonly<Record<string, string>>,
      configurations: classifications(one),
    };
  });
}

function bootstrapActions(request: Json): Json[] {
  return requireList(request, 'BootstrapActions').map((value) => {
    const action = requireObject(value, 'BootstrapActions');
    const script = requireObject(action.ScriptBootstrapAction, 'ScriptBootstrapAction');
    return { Name: requireString(action, 'Name'), ScriptPath: requireString(script, 'Path'), Args: script.Args ?? [] };
  });
}

/** `Tags` by key. */
export function tagsIn(request: Json): Readonly<Record<string, string>> {
  return Object.fromEntries(
    requireList(request, 'Tags').map((value) => {
      const tag = requireObject(value, 'Tags');
      return [requireString(tag, 'Key'), typeof tag.Value === 'string' ? tag.Value : ''] as const;
    }),
  );
}

export function stepConcurrencyLevel(request: Json): number | undefined {
  const level = optionalNumber(request, 'StepConcurrencyLevel');
  if (level !== undefined && !(Number.isInteger(level) && level >= 1 && level <= MAX_CONCURRENCY))
    throw invalid(`StepConcurrencyLevel must be from 1 to ${MAX_CONCURRENCY}.`);
  return level;
}

export function idleTerminationMs(policy: Json): number {
  const seconds = requireNumber(policy, 'IdleTimeout');
  if (seconds < MIN_IDLE_SECONDS || seconds > MAX_IDLE_SECONDS)
    throw invalid(`IdleTimeout must be from ${MIN_IDLE_SECONDS} to ${MAX_IDLE_SECONDS} seconds.`);
  return seconds * 1000;
}

/** `ManagedScalingPolicy`, its limits checked; in instances, the only unit in which the model scales. */
export function scalingRequest(request: Json): ScalingRequest {
  const policy = requireObject(request.ManagedScalingPolicy, 'ManagedScalingPolicy');
  const limits = requireObject(policy.ComputeLimits, 'ComputeLimits');
  if (limits.UnitType !== 'Instances') throw invalid('The simulator scales by UnitType Instances alone.');
  const minimumNodes = requireNumber(limits, 'MinimumCapacityUnits');
  const maximumNodes = requireNumber(limits, 'MaximumCapacityUnits');
  if (minimumNodes < 1 || minimumNodes > maximumNodes)
    throw invalid('MinimumCapacityUnits must be at least 1 and at most MaximumCapacityUnits.');
  for (const key of ['MaximumCoreCapacityUnits', 'MaximumOnDemandCapacityUnits']) {
    if ((optionalNumber(limits, key) ?? 0) > maximumNodes)
      throw invalid(`${key} must be at most MaximumCapacityUnits.`);
  }
  const maximumCoreNodes = optionalNumber(limits, 'MaximumCoreCapacityUnits') ?? maximumNodes;
  return { policy, limits: { minimumNodes, maximumNodes, maximumCoreNodes } };
}
