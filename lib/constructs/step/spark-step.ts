import { Resource, Token } from 'aws-cdk-lib';
import * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { eventLogWarnings } from '../../sizing';
import { SparkSettings } from '../../spark';
import { COMMAND_RUNNER, MAX_NAME_CHARACTERS } from '../../steps';
import { warn } from '../checks';
import type { ITunedCluster } from '../cluster/tuned-cluster-base';
import { plannedCluster } from './planned-cluster';
import type { SparkApplicationProps } from './spark-application';

/** What EMR does when the step fails. */
export enum StepFailureAction {
  /** The next step runs. The only action that a remediator accepts. */
  CONTINUE = 'CONTINUE',
  /** Pending steps are cancelled. */
  CANCEL_AND_WAIT = 'CANCEL_AND_WAIT',
}

/** A Spark application as a step of a tuned cluster. */
export interface SparkStepOptions extends SparkApplicationProps {
  /**
   * The name of the step, at most 256 characters.
   *
   * @default - the construct's id
   */
  readonly stepName?: string;

  /**
   * What EMR does when the step fails.
   *
   * @default StepFailureAction.CONTINUE
   */
  readonly actionOnFailure?: StepFailureAction;
}

/** A Spark step and the cluster that runs it. */
export interface SparkStepProps extends SparkStepOptions {
  /**
   * The cluster that runs it, a `TunedCluster` of this app: the arguments follow from its plan. Any other implementation of `ITunedCluster`
   * has none and is an error.
   */
  readonly cluster: ITunedCluster;
}

/** The settings that decide how many executors run. */
const EXECUTOR_KEYS: ReadonlySet<string> = new Set([
  'spark.executor.memory',
  'spark.executor.memoryOverhead',
  'spark.executor.cores',
]);

/**
 * A Spark job that runs once, when the stack is deployed, as a step of a tuned cluster.
 *
 * A change of any property replaces the step: CloudFormation runs the job again whenever an argument changes. The arguments follow from
 * node types, the declared ranges of node counts and the workload, so that a resize within the ranges does not run it again. For jobs that
 * are submitted elsewhere, by an orchestrator or on the command line, use `TunedCluster.sparkSubmitArgs`.
 *
 * AWS does not document whether a deployment waits for the step to end. If it does, a remediator that cancels the step makes the deployment
 * fail; submit a long job once the stack is deployed.
 */
export class SparkStep extends Resource {
  /** The id of the step. */
  public readonly stepId: string;

  /** `spark-submit` and its arguments. */
  public readonly args: string[];

  constructor(scope: Construct, id: string, props: SparkStepProps) {
    super(scope, id);
    const cluster = plannedCluster(props.cluster);
    const name = props.stepName ?? id;
    const actionOnFailure = props.actionOnFailure ?? StepFailureAction.CONTINUE;
    if (!Token.isUnresolved(name) && (name.length === 0 || name.length > MAX_NAME_CHARACTERS)) {
      throw new InputError(
        'bad-name',
        `\`stepName\` must have 1 to ${MAX_NAME_CHARACTERS} characters, got ${name.length}; shorten it`,
      );
    }
    if (cluster.stepConcurrencyLevel > 1 && actionOnFailure !== StepFailureAction.CONTINUE) {
      throw new InputError(
        'bad-action-on-failure',
        `\`actionOnFailure\` must be CONTINUE if steps can run at the same time (\`stepConcurrencyLevel\` is ${cluster.stepConcurrencyLevel}), got ${actionOnFailure}; use StepFailureAction.CONTINUE`,
      );
    }
    for (const group of cluster._groupsWithoutRange) {
      warn(
        this,
        'step-depends-on-count',
        `\`${group}\` does not declare a range, so another count changes this step's arguments and runs the job again; use NodeCount.fixed(n, { min, max }) or NodeCount.parameter`,
      );
    }
    const job = cluster._planJob(props.workload);
    const logged = eventLogWarnings(SparkSettings.of(props.sparkConf ?? {}));
    for (const { id: warning, text } of [...job.warnings, ...logged]) warn(this, warning, text);
    const own = Object.keys(props.sparkConf ?? {}).filter((key) => EXECUTOR_KEYS.has(key));
    if (own.length > 0) {
      warn(
        this,
        'step-overrides-executor',
        `\`sparkConf\` sets ${own.join(', ')}, but partitions and the limits of dynamic allocation are planned for the cluster's executors; set them as well, or leave the executor to the cluster`,
      );
    }
    this.args = cluster.sparkSubmitArgs(props);
    const files = [props.application, ...(props.pyFiles ?? []), ...(props.jars ?? [])];
    for (const file of files) cluster._grantReadFile(file);
    const resource = new emr.CfnStep(this, 'Resource', {
      name,
      jobFlowId: cluster.clusterId,
      actionOnFailure,
      hadoopJarStep: { jar: COMMAND_RUNNER, args: this.args },
    });
    // The job reads its files with the role of the nodes, whose permissions must exist before it starts.
    resource.node.addDependency(cluster.instanceRole);
    this.stepId = resource.ref;
  }
}
