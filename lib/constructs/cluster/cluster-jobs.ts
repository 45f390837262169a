import { type JobLayer, planJobLayer, type Reserve, Workload } from '../../sizing';
import { mebibytes, optionalInstance, positiveWholeNumber } from '../checks';
import { type SparkApplicationProps, sparkSubmitArguments } from '../step/spark-application';
import type { ClusterPlan } from './cluster-plan';
import { type NodePool, nodePools, rangeOf } from './node-pools';
import type { SparkDeployMode, TunedClusterProps } from './tuned-cluster-props';

/** The planner of one cluster's jobs: it has the cluster's plan and the declared ranges of its node counts. */
export class ClusterJobs {
  private readonly pools: readonly NodePool[];
  private readonly reserve?: Reserve;

  constructor(
    private readonly plan: ClusterPlan,
    private readonly deployMode: SparkDeployMode,
    props: TunedClusterProps,
  ) {
    const { reserve } = props;
    this.pools = nodePools(props);
    this.reserve = reserve && {
      memoryMiB: mebibytes('reserve.memory', reserve.memory),
      vcores: positiveWholeNumber('reserve.vcores', reserve.vcores),
      containers: positiveWholeNumber('reserve.containers', reserve.containers ?? 1),
    };
    // A reserve that no job can leave is an error of the cluster, not of its first job.
    if (reserve !== undefined) this.planFor(undefined);
  }

  /** The part of a job's plan that follows from the ranges and the data. */
  public planFor(workload: Workload | undefined): JobLayer {
    optionalInstance('workload', workload, Workload, 'Workload.rows(641_000_000, 1_000)');
    return planJobLayer({
      cluster: this.plan.layer,
      nodes: this.pools.filter(({ max }) => max > 0).map((pool) => rangeOf(pool, this.plan.layer.perNode)),
      workload,
      reserve: this.reserve,
    });
  }

  /** `spark-submit` and its arguments, without the settings that the user gave for the whole cluster. */
  public submitArguments(props: SparkApplicationProps): string[] {
    const { jobConf } = this.planFor(props.workload);
    const { given } = this.plan;
    const computed = Object.fromEntries(Object.entries(jobConf).filter(([key]) => given[key] === undefined));
    return sparkSubmitArguments(props, this.deployMode, computed);
  }

  /** Props of the node groups and fleets without a declared range: another count changes every job. */
  public get groupsWithoutRange(): string[] {
    return this.pools.filter(({ hasRange }) => !hasRange).map(({ prop }) => prop);
  }
}
