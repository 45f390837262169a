import { type JobLayer, planJobLayer, type Reserve, Workload } from '../../sizing';
import { mebibytes, optionalInstance, resolvedNumber } from '../checks';
import { type SparkApplicationProps, sparkSubmitArguments } from '../step/spark-application';
import type { ClusterPlan } from './cluster-plan';
import type { CoreTypeChoice } from './core-type-choice';
import { type NodePool, nodePools, rangeOf } from './node-pools';
import type { SparkDeployMode, TunedClusterProps } from './tuned-cluster-props';

/** A type of core nodes that the cluster can have: its plan, and the ranges of node counts. */
interface PlannedType {
  readonly plan: ClusterPlan;
  readonly pools: readonly NodePool[];
}

/** The planner of one cluster's jobs: it has the cluster's plans and the declared ranges of its node counts. */
export class ClusterJobs {
  private readonly types: readonly PlannedType[];
  private readonly reserve?: Reserve;

  /** @param plans one for each of the types of core nodes that can be chosen */
  constructor(
    plans: readonly ClusterPlan[],
    private readonly choice: CoreTypeChoice,
    private readonly deployMode: SparkDeployMode,
    { reserve }: TunedClusterProps,
  ) {
    this.types = plans.map((plan, i) => ({ plan, pools: nodePools(choice.alternatives[i] as TunedClusterProps) }));
    this.reserve = reserve && {
      memoryMiB: mebibytes('reserve.memory', reserve.memory),
      vcores: resolvedNumber('reserve.vcores', reserve.vcores),
      containers: resolvedNumber('reserve.containers', reserve.containers ?? 1),
    };
    // A reserve that no job can leave is an error of the cluster, not of its first job.
    if (reserve !== undefined) this.planFor(undefined);
  }

  /** The part of a job's plan that follows from the ranges and the data, for each type that can be chosen. */
  public planFor(workload: Workload | undefined): JobLayer[] {
    optionalInstance('workload', workload, Workload, 'Workload.rows(641_000_000, 1_000)');
    return this.types.map(({ plan, pools }) =>
      planJobLayer({
        cluster: plan.layer,
        nodes: pools.filter(({ max }) => max > 0).map((pool) => rangeOf(pool, plan.layer.perNode)),
        workload,
        reserve: this.reserve,
      }),
    );
  }

  /** `spark-submit` and its arguments, without the settings that the user gave for the whole cluster. */
  public submitArguments(props: SparkApplicationProps): string[] {
    const computed = this.planFor(props.workload).map(({ jobConf }, i) => {
      const given = this.types[i]?.plan.given ?? {};
      return Object.fromEntries(Object.entries(jobConf).filter(([key]) => given[key] === undefined));
    });
    const keys = new Set(computed.flatMap((settings) => Object.keys(settings)));
    // A job may need more than the cluster gives on one type alone: the others repeat what the cluster gives.
    const settings = computed.map((own, i) => {
      const ofCluster = this.types[i]?.plan.layer.sparkConf ?? {};
      const missing = [...keys].filter((key) => own[key] === undefined && ofCluster[key] !== undefined);
      return { ...own, ...Object.fromEntries(missing.map((key) => [key, ofCluster[key] ?? ''])) };
    });
    return sparkSubmitArguments(props, this.deployMode, this.choice.settings('', settings));
  }

  /** Props of the node groups and fleets without a declared range: another count changes every job. */
  public get groupsWithoutRange(): string[] {
    return (this.types[0]?.pools ?? []).filter(({ hasRange }) => !hasRange).map(({ prop }) => prop);
  }
}
