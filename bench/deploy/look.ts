import {
  DescribeClusterCommand,
  type EMRClient,
  GetManagedScalingPolicyCommand,
  ListClustersCommand,
  ListInstanceFleetsCommand,
  ListInstanceGroupsCommand,
  ListStepsCommand,
} from '@aws-sdk/client-emr';
import type { Figures } from './lives';

/** What EMR's API says is there. */
export interface Seen {
  readonly clusterIds: readonly string[];
  /** Of the last cluster. */
  readonly figures: Partial<Figures>;
  readonly stepIds: readonly string[];
}

const GONE: ReadonlySet<string> = new Set(['TERMINATED', 'TERMINATED_WITH_ERRORS', 'TERMINATING']);

export async function look(emr: EMRClient): Promise<Seen> {
  const { Clusters = [] } = await emr.send(new ListClustersCommand({}));
  const clusterIds = Clusters.filter(({ Status }) => !GONE.has(Status?.State ?? '')).flatMap(({ Id }) => Id ?? []);
  const stepIds: string[] = [];
  let figures: Partial<Figures> = {};
  for (const id of clusterIds) {
    const { Steps = [] } = await emr.send(new ListStepsCommand({ ClusterId: id }));
    stepIds.push(...Steps.flatMap(({ Id }) => Id ?? []));
    figures = await figuresOf(emr, id);
  }
  return { clusterIds, figures, stepIds };
}

async function figuresOf(emr: EMRClient, id: string): Promise<Partial<Figures>> {
  const { InstanceGroups = [] } = await emr.send(new ListInstanceGroupsCommand({ ClusterId: id }));
  const { InstanceFleets = [] } = await emr.send(new ListInstanceFleetsCommand({ ClusterId: id }));
  const { ManagedScalingPolicy } = await emr.send(new GetManagedScalingPolicyCommand({ ClusterId: id }));
  const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId: id }));
  const nodes = (role: string): number | undefined => {
    const counts = [
      ...InstanceGroups.filter((group) => group.InstanceGroupType === role).map(
        ({ RequestedInstanceCount = 0 }) => RequestedInstanceCount,
      ),
      ...InstanceFleets.filter((fleet) => fleet.InstanceFleetType === role).map(
        ({ TargetOnDemandCapacity = 0, TargetSpotCapacity = 0 }) => TargetOnDemandCapacity + TargetSpotCapacity,
      ),
    ];
    return counts.length === 0 ? undefined : counts.reduce((sum, one) => sum + one, 0);
  };
  const concurrency = Cluster?.StepConcurrencyLevel ?? 1;
  const found = {
    MASTER: nodes('MASTER'),
    CORE: nodes('CORE'),
    TASK: nodes('TASK'),
    maximum: ManagedScalingPolicy?.ComputeLimits?.MaximumCapacityUnits,
    concurrency: concurrency > 1 ? concurrency : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, figure]) => figure !== undefined));
}
