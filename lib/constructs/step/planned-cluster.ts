import type * as iam from 'aws-cdk-lib/aws-iam';
import { InputError } from '../../errors';
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
  /** Lets the nodes read a file that a step names. */
  _grantReadFile(uri: string): void;
}

/** @throws InputError for an implementation of `ITunedCluster` that has no plan */
export function plannedCluster(cluster: ITunedCluster): PlannedCluster {
  if (!isPlanned(cluster)) {
    throw new InputError(
      'no-plan',
      `\`cluster\` must be a TunedCluster of this app, as a step's arguments follow from its plan, got ${cluster.node.path}; add an emr.CfnStep with the arguments that \`sparkSubmitArgs\` returns where the cluster is defined`,
    );
  }
  return cluster;
}

function isPlanned(cluster: ITunedCluster): cluster is PlannedCluster {
  return '_planJob' in cluster;
}
