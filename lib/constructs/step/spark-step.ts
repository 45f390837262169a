import { Resource, Token } from 'aws-cdk-lib';
import * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { warn } from '../checks';
import type { ITunedCluster } from '../cluster/tuned-cluster-base';
import { plannedCluster } from './planned-cluster';
import type { SparkApplicationProps } from './spark-application';

/** What EMR does when the step fails. */
export enum StepFailureAction {
  /** The next step runs. The only action that a remediator accepts. */
  CONTINUE = 'CONTINUE',
  /** Steps that wait are cancelled. */
  CANCEL_AND_WAIT = 'CANCEL_AND_WAIT',
}

/** A step of a tuned cluster. */
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

/** A step and the cluster it runs on. */
export interface SparkStepProps extends SparkStepOptions {
  /**
   * The cluster that runs it, a `TunedCluster` of this app: the arguments follow from its plan. Any other implementation of `ITunedCluster`
   * has none and is an error.
   */
  readonly cluster: ITunedCluster;
}

const LONGEST_NAME = 256;

/** What decides how many executors run. */
const EXECUTOR_KEYS: ReadonlySet<string> = new Set([
  'spark.executor.memory',
  'spark.executor.memoryOverhead',
  'spark.executor.cores',
]);

/**
 * A Spark job that runs once, when the stack is deployed.
 *
 * Every property of a step replaces it: CloudFormation runs the job again whenever an argument changes. The arguments follow from node
 * types, the declared ranges of node counts and the workload, so a resize within the ranges leaves the step alone. For jobs that are
 * submitted elsewhere (an orchestrator, the command line) use `TunedCluster.sparkSubmitArgs`.
 *
 * AWS does not document whether a deployment waits for the step to end. Where it does, a remediator that cancels the step before it has
 * ended fails the deployment; a long job is better submitted once the stack is up.
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
    if (!Token.isUnresolved(name) && (name.length === 0 || name.length > LONGEST_NAME)) {
      throw new InputError(
        'bad-name',
        `\`stepName\` must have 1 to ${LONGEST_NAME} characters, got ${name.length}; shorten it`,
      );
    }
    if (cluster.stepConcurrencyLevel > 1 && actionOnFailure !== StepFailureAction.CONTINUE) {
      throw new InputError(
        'bad-action-on-failure',
        `\`actionOnFailure\` must be CONTINUE where steps run at the same time (\`stepConcurrencyLevel\` is ${cluster.stepConcurrencyLevel}), got ${actionOnFailure}; EMR refuses others`,
      );
    }
    for (const group of cluster._groupsWithoutRange) {
      warn(
        this,
        'step-depends-on-count',
        `\`${group}\` declares no range, so another count changes this step's arguments and runs the job again; use NodeCount.fixed(n, { min, max }) or NodeCount.parameter`,
      );
    }
    const job = cluster._planJob(props.workload);
    for (const { id: warning, text } of job.warnings) warn(this, warning, text);
    const own = Object.keys(props.sparkConf ?? {}).filter((key) => EXECUTOR_KEYS.has(key));
    if (own.length > 0) {
      warn(
        this,
        'step-overrides-executor',
        `\`sparkConf\` sets ${own.join(', ')}, but partitions and the limits of dynamic allocation are planned for the cluster's executors; set them as well, or leave the executor to the cluster`,
      );
    }
    this.args = cluster.sparkSubmitArgs(props);
    for (const file of [props.application, ...(props.pyFiles ?? []), ...(props.jars ?? [])])
      cluster._grantReadFile(file);
    const resource = new emr.CfnStep(this, 'Resource', {
      name,
      jobFlowId: cluster.clusterId,
      actionOnFailure,
      hadoopJarStep: { jar: 'command-runner.jar', args: this.args },
    });
    // The job reads its files by the role of the nodes, so what the role may do must be in place.
    resource.node.addDependency(cluster.instanceRole);
    this.stepId = resource.ref;
  }
}
