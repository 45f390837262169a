import { Resource } from 'aws-cdk-lib';
import type * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { eventLogWarnings } from '../../sizing';
import { SparkSettings } from '../../spark';
import { COMMAND_RUNNER } from '../../steps';
import { warn } from '../checks';
import { warnOfSparkKeys } from '../spark-keys';
import { findPlannedCluster, type PlannedCluster } from './planned-cluster';
import { isSqlScript, type SparkApplicationProps, sparkSubmitArguments } from './spark-application';
import type { IClusterStep, StepOptions } from './step-options';
import { newStepResource } from './step-resource';

/** A Spark application as a step of a cluster. */
export interface SparkStepOptions extends SparkApplicationProps, StepOptions {}

/** A Spark step and the cluster that runs it. */
export interface SparkStepProps extends SparkStepOptions {
  /**
   * The cluster that runs it.
   *
   * The arguments follow from the plan of a `TunedCluster` of this app. Any other cluster, such as an imported one, has no plan: its steps have
   * the settings that you give, and `workload` is an error.
   */
  readonly cluster: emr.IClusterRef;
}

/** The settings that decide how many executors run. */
const EXECUTOR_KEYS: ReadonlySet<string> = new Set([
  'spark.executor.memory',
  'spark.executor.memoryOverhead',
  'spark.executor.cores',
]);

/**
 * A Spark job that runs once, when the stack is deployed, as a step of a cluster.
 *
 * A change of any property replaces the step: CloudFormation runs the job again whenever an argument changes. On a `TunedCluster` the
 * arguments follow from node types, the declared ranges of node counts and the workload, so that a resize within the ranges does not run it
 * again. For jobs that are submitted elsewhere, by an orchestrator or on the command line, use `TunedCluster.sparkSubmitArgs`.
 *
 * AWS does not document whether a deployment waits for the step to end. If it does, a remediator that cancels the step makes the deployment
 * fail; submit a long job once the stack is deployed.
 */
export class SparkStep extends Resource implements IClusterStep {
  /** The id of the step. */
  public readonly stepId: string;

  /** `spark-submit` and its arguments. */
  public readonly args: string[];

  /** The CloudFormation resource of the step. */
  public readonly cfnStep: emr.CfnStep;

  constructor(scope: Construct, id: string, props: SparkStepProps) {
    super(scope, id);
    const { cluster } = props;
    const planned = findPlannedCluster(cluster);
    warnOfSparkKeys(this, 'sparkConf', props.sparkConf);
    if (planned !== undefined) warnOfPlan(this, planned, props);
    this.args = planned?.sparkSubmitArgs(props) ?? argumentsWithoutPlan(props);
    this.cfnStep = newStepResource(this, props, {
      cluster,
      hadoopJarStep: { jar: COMMAND_RUNNER, args: this.args },
      files: [props.application, ...(props.pyFiles ?? []), ...(props.jars ?? [])],
    });
    this.stepId = this.cfnStep.ref;
  }
}

/** @throws InputError for a workload, from which nothing can be computed without a plan */
function argumentsWithoutPlan(props: SparkStepProps): string[] {
  if (props.workload !== undefined) {
    throw new InputError(
      'no-plan',
      `\`workload\` needs the plan of a TunedCluster of this app, got ${props.cluster.node.path}, which has none; leave it out and set spark.sql.shuffle.partitions in \`sparkConf\``,
    );
  }
  return sparkSubmitArguments(props, undefined, {});
}

function warnOfPlan(step: SparkStep, cluster: PlannedCluster, props: SparkStepProps): void {
  for (const group of cluster._groupsWithoutRange) {
    warn(
      step,
      'step-depends-on-count',
      `\`${group}\` does not declare a range, so another count changes this step's arguments and runs the job again; use NodeCount.fixed(n, { min, max }) or NodeCount.parameter`,
    );
  }
  const planned = cluster._planJob(props.workload).flatMap((job) => job.warnings);
  const logged = eventLogWarnings(SparkSettings.of(props.sparkConf ?? {}));
  for (const { id, text } of [...planned, ...logged]) warn(step, id, text);
  const own = Object.keys(props.sparkConf ?? {}).filter((key) => EXECUTOR_KEYS.has(key));
  if (own.length > 0) {
    warn(
      step,
      'step-overrides-executor',
      `\`sparkConf\` sets ${own.join(', ')}, but partitions and the limits of dynamic allocation are planned for the cluster's executors; set them as well, or leave the executor to the cluster`,
    );
  }
  if (isSqlScript(props.application) && props.repeatable) {
    warn(
      step,
      'sql-not-remediated',
      '`repeatable` has no effect on a Spark SQL script: a remediator restarts spark-submit alone; run the script from a Python application',
    );
  }
}
