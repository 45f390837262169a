import type { Classification } from '../../catalog';
import type { ClusterState } from '../../remedy';
import type { ClusterView } from '../back-end';
import type { Instance, InstanceGroup, Step } from '../world/types';
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
  const { facts, state, reason } = view;
  return {
    Id: facts.id,
    Name: facts.name,
    ClusterArn: facts.arn,
    Status: {
      State: state,
      StateChangeReason: reason === undefined ? {} : { Code: reason, Message: REASONS[reason] },
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

const HAS_ENDED: ReadonlySet<ClusterState> = new Set(['TERMINATED', 'TERMINATED_WITH_ERRORS']);

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
    Status: { State: groupState(group, cluster), StateChangeReason: {}, Timeline: clusterTimeline(cluster) },
    Configurations: [],
    ...group.described,
  };
}

/** Its number of nodes is changing, or is that of the cluster's own state. */
function groupState({ requested, running }: InstanceGroup, cluster: ClusterView): string {
  const state = machineState(cluster);
  return state === 'RUNNING' && requested !== running ? 'RESIZING' : state;
}

/** An instance's state while its cluster runs, before and after. */
export const instanceState = ({ untilMs }: Instance, cluster: ClusterView): ReturnType<typeof machineState> =>
  untilMs === undefined ? machineState(cluster) : 'TERMINATED';

export function instanceJson(instance: Instance, cluster: ClusterView): object {
  return {
    Id: instance.id,
    Ec2InstanceId: instance.ec2InstanceId,
    InstanceGroupId: instance.groupId,
    InstanceType: instance.instanceType,
    Market: 'ON_DEMAND',
    Status: {
      State: instanceState(instance, cluster),
      StateChangeReason: {},
      Timeline: instanceTimeline(instance, cluster),
    },
  };
}

/** A managed scaling policy in instances. */
export function managedScalingJson(scaling: ClusterView['facts']['managedScaling']): object | undefined {
  if (scaling === undefined) return undefined;
  const { minimumNodes, maximumNodes, maximumCoreNodes } = scaling.limits;
  return {
    ComputeLimits: {
      UnitType: 'Instances',
      MinimumCapacityUnits: minimumNodes,
      MaximumCapacityUnits: maximumNodes,
      MaximumOnDemandCapacityUnits: maximumNodes,
      MaximumCoreCapacityUnits: maximumCoreNodes,
    },
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

function instanceTimeline({ fromMs, untilMs }: Instance, cluster: ClusterView): object {
  if (fromMs === undefined && untilMs === undefined) return clusterTimeline(cluster);
  const { createdMs, readyMs } = cluster.facts;
  return timeline(fromMs ?? createdMs, fromMs ?? readyMs, untilMs ?? cluster.endedMs, 'ReadyDateTime');
}

const REASONS: Readonly<Record<NonNullable<ClusterView['reason']>, string>> = {
  ALL_STEPS_COMPLETED: 'Steps completed',
  STEP_FAILURE: 'Shut down as step failed',
  USER_REQUEST: 'Terminated by user request',
  INSTANCE_FAILURE: 'The master node was terminated.',
};
