import {
  DescribeClusterCommand,
  DescribeSecurityConfigurationCommand,
  DescribeStepCommand,
  type EMRClient,
  GetAutoTerminationPolicyCommand,
  GetManagedScalingPolicyCommand,
  ListStepsCommand,
  paginateListClusters,
  paginateListInstanceFleets,
  paginateListInstanceGroups,
  paginateListInstances,
} from '@aws-sdk/client-emr';
import { type ScalingLimits, toScalingLimits } from '../../../lib/evidence';
import type { ClusterFacts, InstanceGroupFacts, SecurityFacts, StepDetail, StepFacts } from '../../../lib/remedy';
import { listed } from '../../../lib/sources';
import {
  type RunningInstance,
  toClusterFacts,
  toFleetFacts,
  toGroupFacts,
  toInstance,
  toSecurityFacts,
  toStepDetail,
  toStepFacts,
} from './emr-facts';
import { limitedPages } from './pages';

/** In one sweep: ListClusters has a quota that all tools of an account share. */
const MAX_CLUSTER_PAGES = 6;
/** For one cluster. */
const MAX_INSTANCE_PAGES = 40;

export interface StepPage {
  readonly steps: readonly StepFacts[];
  readonly marker?: string;
}

/** What the remediator reads of EMR, in its own terms; every method may throw what the SDK throws. */
export interface EmrReader {
  /** Page by page from the marker on; throws TooManyPagesError where the listing goes on beyond its limit. */
  readonly runningClusters: (marker?: string) => AsyncIterable<readonly string[]>;
  readonly cluster: (clusterId: string) => Promise<ClusterFacts>;
  /** What the security configuration of a cluster says; undefined where it has none. */
  readonly security: (clusterId: string, cluster: ClusterFacts) => Promise<SecurityFacts | undefined>;
  /** The groups of a cluster, or its fleets as groups. */
  readonly groups: (clusterId: string, fleets: boolean) => Promise<readonly InstanceGroupFacts[]>;
  readonly primaries: (clusterId: string, fleets: boolean) => Promise<readonly RunningInstance[]>;
  readonly workers: (clusterId: string, fleets: boolean) => Promise<readonly RunningInstance[]>;
  readonly idleSeconds: (clusterId: string) => Promise<number | undefined>;
  readonly scaling: (clusterId: string) => Promise<ScalingLimits | 'none' | undefined>;
  readonly steps: (clusterId: string, marker?: string) => Promise<StepPage>;
  readonly step: (clusterId: string, stepId: string) => Promise<StepDetail>;
}

/** Which instances of a cluster: by group or by fleet, as the cluster is made. */
type InstanceFilter =
  | { readonly InstanceGroupTypes: ('MASTER' | 'CORE' | 'TASK')[] }
  | { readonly InstanceFleetType: 'MASTER' | 'CORE' | 'TASK' };

export class SdkEmrReader implements EmrReader {
  /** By cluster: it keeps the one that it was made with, and that is never changed. */
  private readonly securityByCluster = new Map<string, SecurityFacts>();

  public constructor(private readonly client: EMRClient) {}

  public async *runningClusters(startingToken?: string): AsyncGenerator<readonly string[]> {
    const pages = paginateListClusters(
      { client: this.client, startingToken },
      { ClusterStates: ['RUNNING', 'WAITING'] },
    );
    for await (const { Clusters } of limitedPages('ListClusters', MAX_CLUSTER_PAGES, pages)) {
      yield listed('ListClusters', Clusters).flatMap(({ Id }) => Id ?? []);
    }
  }

  public async cluster(ClusterId: string): Promise<ClusterFacts> {
    const { Cluster } = await this.client.send(new DescribeClusterCommand({ ClusterId }));
    return toClusterFacts(Cluster);
  }

  public async security(
    clusterId: string,
    { securityConfiguration: Name, createdAt }: ClusterFacts,
  ): Promise<SecurityFacts | undefined> {
    if (Name === undefined) return undefined;
    const known = this.securityByCluster.get(clusterId);
    if (known !== undefined) return known;
    const facts = toSecurityFacts(
      await this.client.send(new DescribeSecurityConfigurationCommand({ Name })),
      createdAt,
    );
    this.securityByCluster.set(clusterId, facts);
    return facts;
  }

  public async groups(ClusterId: string, fleets: boolean): Promise<InstanceGroupFacts[]> {
    if (fleets) return this.fleets(ClusterId);
    const pages = paginateListInstanceGroups({ client: this.client }, { ClusterId });
    const groups: InstanceGroupFacts[] = [];
    for await (const { InstanceGroups } of limitedPages('ListInstanceGroups', MAX_INSTANCE_PAGES, pages)) {
      groups.push(...listed('ListInstanceGroups', InstanceGroups).map(toGroupFacts));
    }
    return groups;
  }

  public async primaries(clusterId: string, fleets: boolean): Promise<RunningInstance[]> {
    return this.instances(clusterId, fleets ? { InstanceFleetType: 'MASTER' } : { InstanceGroupTypes: ['MASTER'] });
  }

  public async workers(clusterId: string, fleets: boolean): Promise<RunningInstance[]> {
    if (!fleets) return this.instances(clusterId, { InstanceGroupTypes: ['CORE', 'TASK'] });
    const core = await this.instances(clusterId, { InstanceFleetType: 'CORE' });
    return [...core, ...(await this.instances(clusterId, { InstanceFleetType: 'TASK' }))];
  }

  public async idleSeconds(ClusterId: string): Promise<number | undefined> {
    const { AutoTerminationPolicy } = await this.client.send(new GetAutoTerminationPolicyCommand({ ClusterId }));
    return AutoTerminationPolicy?.IdleTimeout;
  }

  public async scaling(ClusterId: string): Promise<ScalingLimits | 'none' | undefined> {
    const { ManagedScalingPolicy } = await this.client.send(new GetManagedScalingPolicyCommand({ ClusterId }));
    return toScalingLimits(ManagedScalingPolicy);
  }

  public async steps(ClusterId: string, marker?: string): Promise<StepPage> {
    const { Steps, Marker } = await this.client.send(new ListStepsCommand({ ClusterId, Marker: marker }));
    return { steps: listed('ListSteps', Steps).map(toStepFacts), ...(Marker ? { marker: Marker } : {}) };
  }

  public async step(ClusterId: string, StepId: string): Promise<StepDetail> {
    const { Step } = await this.client.send(new DescribeStepCommand({ ClusterId, StepId }));
    // An answer to another question, as a proxy that mixes them up gives it, says nothing of this step.
    if (Step?.Id !== StepId) throw new TypeError('DescribeStep did not return the step');
    return toStepDetail(Step);
  }

  private async fleets(ClusterId: string): Promise<InstanceGroupFacts[]> {
    const pages = paginateListInstanceFleets({ client: this.client }, { ClusterId });
    const fleets: InstanceGroupFacts[] = [];
    for await (const { InstanceFleets } of limitedPages('ListInstanceFleets', MAX_INSTANCE_PAGES, pages)) {
      fleets.push(...listed('ListInstanceFleets', InstanceFleets).map(toFleetFacts));
    }
    return fleets;
  }

  private async instances(ClusterId: string, filter: InstanceFilter): Promise<RunningInstance[]> {
    const pages = paginateListInstances({ client: this.client }, { ClusterId, ...filter, InstanceStates: ['RUNNING'] });
    const found: RunningInstance[] = [];
    for await (const { Instances } of limitedPages('ListInstances', MAX_INSTANCE_PAGES, pages)) {
      found.push(...listed('ListInstances', Instances).map(toInstance));
    }
    return found;
  }
}
