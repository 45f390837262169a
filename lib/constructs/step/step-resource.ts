import * as emr from 'aws-cdk-lib/aws-emr';
import type { Construct } from 'constructs';
import { InputError } from '../../errors';
import { oneOf } from '../checks';
import { checkLogPrefix } from '../cluster/cluster-storage';
import { checkEnvironment } from '../environment';
import { findPlannedCluster, type PlannedCluster, type StepLogs } from './planned-cluster';
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
  checkEnvironment('cluster', scope, cluster);
  const planned = findPlannedCluster(cluster);
  const logs = logsOf(options);
  const resource = new emr.CfnStep(scope, 'Resource', {
    name: checkStepName(options.stepName ?? scope.node.id),
    jobFlowId: cluster.clusterRef.clusterId,
    actionOnFailure: actionFor(options, planned),
    hadoopJarStep,
    ...logProperties(logs),
  });
  keepOrder(cluster, resource, options.runsAfter);
  // The job reads its files with the role of the nodes, whose permissions must exist before it starts.
  if (planned !== undefined) resource.node.addDependency(...planned._grantStep(scope, files, logs));
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

/** @throws InputError for a prefix without a bucket, or one that EMR would write elsewhere */
function logsOf({ logBucket, logPrefix, logEncryptionKey }: StepOptions): StepLogs {
  if (logPrefix !== undefined && logBucket === undefined) {
    throw new InputError('contradiction', '`logPrefix` is given without `logBucket`; give the bucket too');
  }
  return { logBucket, prefix: checkLogPrefix(logPrefix ?? 'emr/'), key: logEncryptionKey };
}

function logProperties({ logBucket, prefix, key }: StepLogs): Pick<emr.CfnStepProps, 'logUri' | 'encryptionKeyArn'> {
  return {
    ...(logBucket === undefined ? {} : { logUri: logBucket.s3UrlForObject(prefix) }),
    ...(key === undefined ? {} : { encryptionKeyArn: key.keyArn }),
  };
}
