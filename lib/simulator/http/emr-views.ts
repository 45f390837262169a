import type { Classification } from '../../catalog';
import type { ClusterView } from '../back-end';
import type { Instance, InstanceGroup, Step } from '../world/types';
import { seconds } from './wire';

/** The `Cluster` of DescribeCluster. */
export function clusterJson({ facts, state, endedMs, reason }: ClusterView): object {
  return {
    Id: facts.id,
    Name: facts.name,
    ClusterArn: facts.arn,
    Status: {
      State: state,
      StateChangeReason: reasonFor(state, reason),
      Timeline: timeline(facts.createdMs, facts.readyMs, endedMs, 'ReadyDateTime'),
    },
    InstanceCollectionType: 'INSTANCE_GROUP',
    ReleaseLabel: facts.release,
    AutoTerminate: facts.autoTerminate,
    TerminationProtected: false,
    VisibleToAllUsers: true,
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
  };
}

/** An entry of ListClusters. */
export function clusterSummaryJson(view: ClusterView): object {
  const { facts, state, endedMs, reason } = view;
  return {
    Id: facts.id,
    Name: facts.name,
    ClusterArn: facts.arn,
    Status: {
      State: state,
      StateChangeReason: reasonFor(state, reason),
      Timeline: timeline(facts.createdMs, facts.readyMs, endedMs, 'ReadyDateTime'),
    },
  };
}

/** Whether the cluster's machines are terminated. */
export const hasEnded = ({ state }: ClusterView): boolean => state.startsWith('TERMINATED');

export function instanceGroupJson(group: InstanceGroup, ended: boolean): object {
  return {
    Id: group.id,
    Name: group.role.toLowerCase(),
    Market: 'ON_DEMAND',
    InstanceGroupType: group.role,
    InstanceType: group.instanceType,
    RequestedInstanceCount: group.requested,
    RunningInstanceCount: ended ? 0 : group.running,
    Status: { State: ended ? 'TERMINATED' : groupState(group), StateChangeReason: {} },
    Configurations: [],
  };
}

const groupState = ({ requested, running }: InstanceGroup): string => (requested === running ? 'RUNNING' : 'RESIZING');

/** An instance's state while its cluster runs, or after. */
export const instanceState = ({ untilMs }: Instance, cluster: ClusterView): 'RUNNING' | 'TERMINATED' =>
  untilMs !== undefined || hasEnded(cluster) ? 'TERMINATED' : 'RUNNING';

export function instanceJson(instance: Instance, cluster: ClusterView): object {
  const { facts, endedMs } = cluster;
  return {
    Id: instance.id,
    Ec2InstanceId: instance.ec2InstanceId,
    InstanceGroupId: instance.groupId,
    InstanceType: instance.instanceType,
    Market: 'ON_DEMAND',
    Status: {
      State: instanceState(instance, cluster),
      StateChangeReason: {},
      Timeline: timeline(
        instance.fromMs ?? facts.createdMs,
        instance.fromMs ?? facts.readyMs,
        instance.untilMs ?? endedMs,
        'ReadyDateTime',
      ),
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

function reasonFor(state: string, reason: ClusterView['reason'] = 'ALL_STEPS_COMPLETED'): object {
  return state.startsWith('TERMINAT') ? { Code: reason, Message: REASONS[reason] } : {};
}

const REASONS: Readonly<Record<NonNullable<ClusterView['reason']>, string>> = {
  ALL_STEPS_COMPLETED: 'Steps completed',
  STEP_FAILURE: 'Shut down as step failed',
  USER_REQUEST: 'Terminated by user request',
  INSTANCE_FAILURE: 'The master node was terminated.',
};
