import * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { oneOf } from '../checks';
import { checkLogPrefix } from '../cluster/cluster-storage';
import { findPlannedCluster, type PlannedCluster } from './planned-cluster';
import { checkStepName } from './step-limits';
import { StepFailureAction, type StepOptions } from './step-options';
import { keepOrder } from './step-order';

/** What a step runs. */
interface StepJar {
  readonly cluster: emr.IClusterRef;
  readonly hadoopJarStep: emr.CfnStep.HadoopJarStepConfigProperty;
  /** The files that the nodes read to run it. */
  readonly files: readonly string[];
}

/**
 * Adds the CloudFormation resource of a step, after those that were defined before it, and lets the nodes of a planned cluster read its files
 * and write its logs.
 */
export function newStepResource(
  scope: Construct,
  options: StepOptions,
  { cluster, hadoopJarStep, files }: StepJar,
): emr.CfnStep {
  const planned = findPlannedCluster(cluster);
  const resource = new emr.CfnStep(scope, 'Resource', {
    name: checkStepName(options.stepName ?? scope.node.id),
    jobFlowId: cluster.clusterRef.clusterId,
    actionOnFailure: actionFor(options, planned),
    hadoopJarStep,
    ...logProperties(options, planned),
  });
  keepOrder(cluster, resource, options.runsAfter);
  if (planned === undefined) return resource;
  for (const file of files) planned._grantReadFile(file);
  // The job reads its files with the role of the nodes, whose permissions must exist before it starts.
  resource.node.addDependency(planned.instanceRole);
  return resource;
}

function actionFor(options: StepOptions, planned: PlannedCluster | undefined): StepFailureAction {
  const action = oneOf('actionOnFailure', options.actionOnFailure ?? StepFailureAction.CONTINUE, StepFailureAction);
  if (planned !== undefined && planned.stepConcurrencyLevel > 1 && action !== StepFailureAction.CONTINUE) {
    throw new InputError(
      'bad-action-on-failure',
      `\`actionOnFailure\` must be CONTINUE if steps can run at the same time (\`stepConcurrencyLevel\` is ${planned.stepConcurrencyLevel}), got ${action}; use StepFailureAction.CONTINUE`,
    );
  }
  return action;
}

function logProperties(
  { logBucket, logPrefix, logEncryptionKey }: StepOptions,
  planned: PlannedCluster | undefined,
): Pick<emr.CfnStepProps, 'logUri' | 'encryptionKeyArn'> {
  if (logPrefix !== undefined && logBucket === undefined) {
    throw new InputError('contradiction', '`logPrefix` is given without `logBucket`; give the bucket too');
  }
  const prefix = checkLogPrefix(logPrefix ?? 'emr/');
  planned?._grantWriteLogs({ logBucket, prefix, key: logEncryptionKey });
  return {
    ...(logBucket === undefined ? {} : { logUri: logBucket.s3UrlForObject(prefix) }),
    ...(logEncryptionKey === undefined ? {} : { encryptionKeyArn: logEncryptionKey.keyArn }),
  };
}
