import type * as emr from 'aws-cdk-lib/aws-emr';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct, IDependable } from 'constructs';
import type { JobLayer, Workload } from '../../sizing';
import type { ITunedCluster } from '../cluster/tuned-cluster-base';
import type { SparkApplicationProps } from './spark-application';

/** Where a step writes its logs, if not where the cluster does, and the key that encrypts them. */
export interface StepLogs {
  readonly logBucket?: s3.IBucket;
  readonly prefix: string;
  readonly key?: kms.IKey;
}

/**
 * A cluster with the plan that its steps follow from; every `TunedCluster` is one.
 *
 * @internal
 */
export interface PlannedCluster extends ITunedCluster {
  readonly stepConcurrencyLevel: number;
  readonly instanceRole: iam.IRole;
  /** Props of the node groups without a declared range: another count changes every job. */
  readonly _groupsWithoutRange: string[];
  sparkSubmitArgs(props: SparkApplicationProps): string[];
  /** The plan of a job for each type of core nodes that a deployment can choose. */
  _planJob(workload: Workload | undefined): JobLayer[];
  /** The applications of the cluster. */
  readonly _applications: string[];
  /**
   * Lets the nodes read the files that a step names, and write its logs to a place of their own.
   *
   * @returns what the step has to wait for
   */
  _grantStep(step: Construct, files: readonly string[], logs: StepLogs): IDependable[];
}

/** The cluster with its plan; undefined for one that was imported or made otherwise. */
export function findPlannedCluster(cluster: emr.IClusterRef): PlannedCluster | undefined {
  return isPlanned(cluster) ? cluster : undefined;
}

function isPlanned(cluster: emr.IClusterRef): cluster is PlannedCluster {
  return '_planJob' in cluster;
}
