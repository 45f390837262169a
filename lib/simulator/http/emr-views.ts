import type { Classification } from '../../catalog';
import type { ClusterView } from '../back-end';
import type { ClusterStateName, EndCause, Instance, InstanceGroup, Step } from '../world/types';
import { seconds } from './wire';

/** The `Cluster` of DescribeCluster. */
export function clusterJson(view: ClusterView): object {
  const { facts } = view;
  return {
    ...clusterSummaryJson(view),
    InstanceCollectionType: 'INSTANCE_GROUP',
    ReleaseLabel: facts.release,
    AutoTerminate: facts.autoTerminate,
    TerminationProtected: facts.terminationProtected,
    VisibleToAllUsers: true,
    NormalizedInstanceHours: 0,
    Applications: [
      { Name: 'Hadoop' },
      { Name: 'Spark', Version: facts.sparkVersion },
      ...(facts.configurations.some((c) => c.classification === 'emr-metrics')
        ? [{ Name: 'AmazonCloudWatchAgent' }]
        : []),
    ],
    Tags: Object.entries(facts.tags).map(([Key, Value]) => ({ Key, Value })),
    Configurations: facts.configurations.map(classificationJson),
    StepConcurrencyLevel: facts.stepConcurrencyLevel,
    ...facts.described,
  };
}

/** An entry of ListClusters. */
export function clusterSummaryJson(view: ClusterView): object {
  const { facts, state, cause } = view;
  return {
    Id: facts.id,
    Name: facts.name,
    ClusterArn: facts.arn,
    Status: {
      State: state,
      StateChangeReason: cause === undefined ? {} : END_REASONS[cause],
      Timeline: clusterTimeline(view),
    },
  };
}

/** The state of a cluster's groups and instances, under the names that both have. */
export function machineState({ state }: ClusterView): 'PROVISIONING' | 'BOOTSTRAPPING' | 'RUNNING' | 'TERMINATED' {
  if (state === 'STARTING') return 'PROVISIONING';
  if (state === 'BOOTSTRAPPING') return state;
  return HAS_ENDED.has(state) ? 'TERMINATED' : 'RUNNING';
}

const HAS_ENDED: ReadonlySet<ClusterStateName> = new Set(['TERMINATED', 'TERMINATED_WITH_ERRORS']);

export function instanceGroupJson(group: InstanceGroup, cluster: ClusterView): object {
  const state = machineState(cluster);
  const isThere = state === 'BOOTSTRAPPING' || state === 'RUNNING';
  return {
    Id: group.id,
    Name: group.role.toLowerCase(),
    Market: 'ON_DEMAND',
    InstanceGroupType: group.role,
    InstanceType: group.instanceType,
    RequestedInstanceCount: group.requested,
    RunningInstanceCount: isThere ? group.running : 0,
    Status: { State: state, StateChangeReason: {}, Timeline: clusterTimeline(cluster) },
    Configurations: [],
    ...group.described,
  };
}

export function instanceJson(instance: Instance, cluster: ClusterView): object {
  return {
    Id: instance.id,
    Ec2InstanceId: instance.ec2InstanceId,
    InstanceGroupId: instance.groupId,
    InstanceType: instance.instanceType,
    Market: 'ON_DEMAND',
    Status: { State: machineState(cluster), StateChangeReason: {}, Timeline: clusterTimeline(cluster) },
  };
}

/** The `Step` of DescribeStep. */
export function stepJson(step: Step): object {
  const { request } = step;
  return {
    ...stepSummaryJson(step),
    ExecutionRoleArn: request.executionRoleArn,
    LogUri: request.logUri,
    EncryptionKeyArn: request.encryptionKeyArn,
  };
}

/** An entry of ListSteps: it leaves the execution role out. */
export function stepSummaryJson(step: Step): object {
  const { request } = step;
  return {
    Id: step.id,
    Name: request.name,
    Config: { Jar: request.jar, MainClass: request.mainClass, Args: request.args, Properties: request.properties },
    ActionOnFailure: request.actionOnFailure,
    Status: {
      State: step.state,
      StateChangeReason: step.reason === undefined ? {} : { Message: step.reason },
      FailureDetails: step.failure === undefined ? undefined : { Reason: 'Unknown Error.', Message: step.failure },
      Timeline: timeline(step.createdMs, step.startedMs, step.endedMs, 'StartDateTime'),
    },
  };
}

function classificationJson(one: Classification): object {
  return {
    Classification: one.classification,
    Properties: one.properties,
    Configurations: (one.configurations ?? []).map(classificationJson),
  };
}

function timeline(createdMs: number, midMs: number | undefined, endedMs: number | undefined, mid: string): object {
  return { CreationDateTime: seconds(createdMs), [mid]: seconds(midMs), EndDateTime: seconds(endedMs) };
}

/** Ready only once it is: a client takes the time for the fact. */
function clusterTimeline({ facts, state, endedMs }: ClusterView): object {
  const isReady = state !== 'STARTING' && state !== 'BOOTSTRAPPING' && (endedMs ?? facts.readyMs) >= facts.readyMs;
  return timeline(facts.createdMs, isReady ? facts.readyMs : undefined, endedMs, 'ReadyDateTime');
}

const END_REASONS: Readonly<Record<EndCause, object>> = {
  'steps-completed': { Code: 'ALL_STEPS_COMPLETED', Message: 'Steps completed' },
  'step-failure': { Code: 'STEP_FAILURE', Message: 'Shut down as step failed' },
  idle: { Code: 'USER_REQUEST', Message: 'Terminated by the auto-termination policy' },
  'user-request': { Code: 'USER_REQUEST', Message: 'Terminated by user request' },
};
