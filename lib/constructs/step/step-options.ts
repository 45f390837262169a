import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** What EMR does when the step fails. */
export enum StepFailureAction {
  /** The next step runs. The only action that a remediator accepts. */
  CONTINUE = 'CONTINUE',
  /** Pending steps are cancelled. */
  CANCEL_AND_WAIT = 'CANCEL_AND_WAIT',
}

/** A step of a cluster: a `SparkStep` or a `ClusterStep`. */
export interface IClusterStep extends IConstruct {
  /** The id of the step, `s-…`. */
  readonly stepId: string;
}

/** What every step has, whatever it runs. A change of any property replaces the step, which runs it again. */
export interface StepOptions {
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

  /**
   * The steps after which this one is added to the cluster; an empty list for none. EMR runs steps in the order in which they are added.
   *
   * @default - after the step that was defined before it for the same cluster in the same stack
   */
  readonly runsAfter?: IClusterStep[];

  /**
   * The bucket of this step's logs. The nodes of a `TunedCluster` of the same app may write there if their role is made with it.
   *
   * @default - where the cluster writes its logs
   */
  readonly logBucket?: s3.IBucket;

  /**
   * The prefix of the logs' keys; only with `logBucket`.
   *
   * @default 'emr/'
   */
  readonly logPrefix?: string;

  /**
   * The key with which EMR encrypts this step's logs.
   *
   * @default - as the cluster encrypts its logs
   */
  readonly logEncryptionKey?: kms.IKey;
}
