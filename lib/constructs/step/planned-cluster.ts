import type * as emr from 'aws-cdk-lib/aws-emr';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import type { JobLayer, Workload } from '../../sizing';
import type { ITunedCluster } from '../cluster/tuned-cluster-base';
import type { SparkApplicationProps } from './spark-application';

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
  _planJob(workload: Workload | undefined): JobLayer;
  /**
   * Lets the nodes read the files that a step names.
   *
   * @returns what the step has to wait for
   */
  _grantReadFiles(step: Construct, uris: readonly string[]): IDependable[];
}

/** The cluster with its plan; undefined for one that was imported or made otherwise. */
export function findPlannedCluster(cluster: emr.IClusterRef): PlannedCluster | undefined {
  return isPlanned(cluster) ? cluster : undefined;
}

function isPlanned(cluster: emr.IClusterRef): cluster is PlannedCluster {
  return '_planJob' in cluster;
}
