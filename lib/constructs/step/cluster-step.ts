import { Resource, Stack } from 'aws-cdk-lib';
import type * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { requiredInstance } from '../checks';
import { findPlannedCluster } from './planned-cluster';
import { type BoundCommand, StepCommand } from './step-command';
import { checkStepCharacters } from './step-limits';
import type { IClusterStep, StepOptions } from './step-options';
import { newStepResource } from './step-resource';

/** A step that is not a Spark job. */
export interface ClusterStepOptions extends StepOptions {
  /** What the step runs: `StepCommand.hiveScript('s3://bucket/report.q')`, for example. */
  readonly command: StepCommand;
}

/** A step that is not a Spark job, and the cluster that runs it. */
export interface ClusterStepProps extends ClusterStepOptions {
  /** The cluster that runs it: a `TunedCluster` or any other. */
  readonly cluster: emr.IClusterRef;
}

/**
 * A step that is not a Spark job: Hive, a jar, a shell script, Hadoop's streaming or a command. It runs once, when the stack is deployed.
 *
 * A change of any property replaces the step: CloudFormation runs it again whenever an argument changes, and does not when a script changes
 * at the same address. Steps run in the order in which they are defined, Spark steps among them. Nothing is planned for it, and a remediator
 * never cancels it.
 */
export class ClusterStep extends Resource implements IClusterStep {
  /** The id of the step. */
  public readonly stepId: string;

  /** The arguments of the step's jar. */
  public readonly args: string[];

  /** The CloudFormation resource of the step. */
  public readonly cfnStep: emr.CfnStep;

  constructor(scope: Construct, id: string, props: ClusterStepProps) {
    super(scope, id);
    const { cluster } = props;
    const command = requiredInstance(
      'command',
      props.command,
      StepCommand,
      "StepCommand.hiveScript('s3://bucket/report.q')",
    )._bind(Stack.of(this).region);
    checkApplication(cluster, command);
    checkStepCharacters(command);
    const { jar, mainClass, args, properties = {} } = command;
    const stepProperties = Object.entries(properties).map(([key, value]) => ({ key, value }));
    this.args = args;
    this.cfnStep = newStepResource(this, props, {
      cluster,
      hadoopJarStep: { jar, mainClass, args, ...(stepProperties.length === 0 ? {} : { stepProperties }) },
      files: command.files,
    });
    this.stepId = this.cfnStep.ref;
  }
}

/** @throws InputError for an application that the cluster surely does not have; of a cluster made elsewhere nobody knows */
function checkApplication(cluster: emr.IClusterRef, { application }: BoundCommand): void {
  const names = findPlannedCluster(cluster)?._applications;
  if (application === undefined || names === undefined) return;
  if (names.some((name) => name.toLowerCase() === application.toLowerCase())) return;
  throw new InputError(
    'no-application',
    `\`command\` runs ${application}, which ${cluster.node.path} does not have; add '${application}' to its \`applications\``,
  );
}
