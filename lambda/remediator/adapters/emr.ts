import {
  type Cluster,
  type Configuration,
  DescribeClusterCommand,
  DescribeStepCommand,
  type EMRClient,
  GetAutoTerminationPolicyCommand,
  type Instance,
  type InstanceGroup,
  ListClustersCommand,
  ListInstanceGroupsCommand,
  ListInstancesCommand,
  type ListInstancesCommandInput,
  ListStepsCommand,
  type Step,
  type StepSummary,
} from '@aws-sdk/client-emr';
import type { ClusterFacts, InstanceGroupFacts, StepDetail, StepFacts } from '../../../lib/remedy';
import { parseStep } from '../../../lib/steps';
import type { Calculator } from '../../../lib/yarn';

const CALCULATOR_KEY = 'yarn.scheduler.capacity.resource-calculator';
const CALCULATORS: Readonly<Record<string, Calculator>> = {
  'org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator': 'default',
  'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator': 'dominant',
};

/** Pages of ListClusters in one sweep, and of ListInstances and ListInstanceGroups for one cluster. */
const MOST_CLUSTER_PAGES = 6;
const MOST_INSTANCE_PAGES = 40;

export interface RunningInstance {
  readonly ec2InstanceId?: string;
  readonly instanceType: string;
  readonly readyAt?: number;
}

export interface StepPage {
  readonly steps: readonly StepFacts[];
  readonly marker?: string;
}

/** What the watchdog reads of EMR, in its own terms; every method may throw what the SDK throws. */
export interface EmrReader {
  readonly runningClusters: () => Promise<readonly string[]>;
  readonly cluster: (clusterId: string) => Promise<ClusterFacts>;
  readonly groups: (clusterId: string) => Promise<readonly InstanceGroupFacts[]>;
  readonly primaries: (clusterId: string, fleets: boolean) => Promise<readonly RunningInstance[]>;
  readonly workers: (clusterId: string, fleets: boolean) => Promise<readonly RunningInstance[]>;
  readonly idleSeconds: (clusterId: string) => Promise<number | undefined>;
  readonly steps: (clusterId: string, marker?: string) => Promise<StepPage>;
  readonly step: (clusterId: string, stepId: string) => Promise<StepDetail>;
}

export function emrReader(emr: EMRClient): EmrReader {
  const instances = async (input: ListInstancesCommandInput): Promise<RunningInstance[]> => {
    const found: RunningInstance[] = [];
    let marker: string | undefined;
    for (let page = 0; page < MOST_INSTANCE_PAGES; page++) {
      const { Instances = [], Marker } = await emr.send(
        new ListInstancesCommand({ ...input, InstanceStates: ['RUNNING'], Marker: marker }),
      );
      found.push(...Instances.map(instanceOf));
      if (!Marker) return found;
      marker = Marker;
    }
    throw new TypeError('the list of instances has too many pages');
  };

  return {
    runningClusters: async () => {
      const ids: string[] = [];
      let marker: string | undefined;
      for (let page = 0; page < MOST_CLUSTER_PAGES; page++) {
        const { Clusters = [], Marker } = await emr.send(
          new ListClustersCommand({ ClusterStates: ['RUNNING', 'WAITING'], Marker: marker }),
        );
        ids.push(...Clusters.flatMap(({ Id }) => Id ?? []));
        if (!Marker) break;
        marker = Marker;
      }
      return ids;
    },
    cluster: async (ClusterId) => {
      const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId }));
      return clusterOf(Cluster);
    },
    groups: async (ClusterId) => {
      const groups: InstanceGroup[] = [];
      let marker: string | undefined;
      for (let page = 0; page < MOST_INSTANCE_PAGES; page++) {
        const answer = await emr.send(new ListInstanceGroupsCommand({ ClusterId, Marker: marker }));
        groups.push(...(answer.InstanceGroups ?? []));
        marker = answer.Marker || undefined;
        if (marker === undefined) break;
      }
      if (marker !== undefined) throw new TypeError('the list of instance groups has too many pages');
      return groups.map((group) => ({
        role: group.InstanceGroupType ?? 'CORE',
        instanceType: group.InstanceType ?? '',
        requested: group.RequestedInstanceCount ?? 0,
        running: group.RunningInstanceCount ?? 0,
        state: group.Status?.State ?? '',
        ...settingsOf(group.Configurations),
      }));
    },
    primaries: (ClusterId, fleets) =>
      instances({ ClusterId, ...(fleets ? { InstanceFleetType: 'MASTER' } : { InstanceGroupTypes: ['MASTER'] }) }),
    workers: async (ClusterId, fleets) => {
      if (!fleets) return instances({ ClusterId, InstanceGroupTypes: ['CORE', 'TASK'] });
      const core = await instances({ ClusterId, InstanceFleetType: 'CORE' });
      return [...core, ...(await instances({ ClusterId, InstanceFleetType: 'TASK' }))];
    },
    idleSeconds: async (ClusterId) => {
      const { AutoTerminationPolicy } = await emr.send(new GetAutoTerminationPolicyCommand({ ClusterId }));
      return AutoTerminationPolicy?.IdleTimeout;
    },
    steps: async (ClusterId, marker) => {
      const { Steps = [], Marker } = await emr.send(new ListStepsCommand({ ClusterId, Marker: marker }));
      return { steps: Steps.map(stepOf), ...(Marker ? { marker: Marker } : {}) };
    },
    step: async (ClusterId, StepId) => {
      const { Step } = await emr.send(new DescribeStepCommand({ ClusterId, StepId }));
      if (Step === undefined) throw new TypeError('DescribeStep returned no step');
      return detailOf(Step);
    },
  };
}

function clusterOf(cluster: Cluster | undefined): ClusterFacts {
  const state = cluster?.Status?.State;
  if (cluster === undefined || state === undefined) throw new TypeError('DescribeCluster returned no state');
  const { calculator, sparkDefaults } = settingsOf(cluster.Configurations);
  return {
    state,
    releaseLabel: cluster.ReleaseLabel,
    tags: Object.fromEntries((cluster.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    autoTerminate: cluster.AutoTerminate ?? false,
    stepConcurrency: cluster.StepConcurrencyLevel ?? 1,
    kerberos: cluster.KerberosAttributes !== undefined && Object.keys(cluster.KerberosAttributes).length > 0,
    usesInstanceFleets: cluster.InstanceCollectionType === 'INSTANCE_FLEET',
    calculator,
    sparkDefaults: sparkDefaults ?? {},
  };
}

function settingsOf(configurations: readonly Configuration[] | undefined): {
  calculator?: Calculator;
  sparkDefaults?: Readonly<Record<string, string>>;
} {
  const properties = (name: string): Record<string, string> | undefined =>
    configurations?.findLast(({ Classification }) => Classification === name)?.Properties;
  const calculator = CALCULATORS[properties('capacity-scheduler')?.[CALCULATOR_KEY] ?? ''];
  const sparkDefaults = properties('spark-defaults');
  return { ...(calculator ? { calculator } : {}), ...(sparkDefaults ? { sparkDefaults } : {}) };
}

function instanceOf(instance: Instance): RunningInstance {
  return {
    ec2InstanceId: instance.Ec2InstanceId,
    instanceType: instance.InstanceType ?? '',
    readyAt: instance.Status?.Timeline?.ReadyDateTime?.getTime(),
  };
}

function stepOf(step: Step | StepSummary): StepFacts {
  const { Id, Name, Config, ActionOnFailure, Status } = step;
  const createdAt = Status?.Timeline?.CreationDateTime?.getTime();
  const state = Status?.State;
  if (Id === undefined || state === undefined || createdAt === undefined) {
    throw new TypeError('a step has no id, state or creation time');
  }
  const { Jar: jar = '', Args: args = [] } = Config ?? {};
  return {
    id: Id,
    state,
    name: Name ?? '',
    jar,
    args,
    form: parseStep(jar, args),
    actionOnFailure: ActionOnFailure,
    createdAt,
    startedAt: Status?.Timeline?.StartDateTime?.getTime(),
    endedAt: Status?.Timeline?.EndDateTime?.getTime(),
  };
}

function detailOf(step: Step): StepDetail {
  const { Name, Config, ActionOnFailure, ExecutionRoleArn, LogUri, EncryptionKeyArn } = step;
  return {
    ...stepOf(step),
    described: { Name, Config, ActionOnFailure, ExecutionRoleArn, LogUri, EncryptionKeyArn },
  };
}
