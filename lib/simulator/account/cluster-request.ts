import type { Classification } from '../../catalog';
import type { ClusterFacts, InstanceGroup, StepRequest } from '../world/types';

/** An instance group as RunJobFlow and AddInstanceGroups take it. */
export interface GroupRequest {
  readonly role: InstanceGroup['role'];
  readonly instanceType: string;
  readonly count: number;
  readonly described: Readonly<Record<string, unknown>>;
}

/** What may be changed while a cluster lives. */
export type ClusterSettings = Pick<
  ClusterFacts,
  | 'tags'
  | 'autoTerminate'
  | 'stepConcurrencyLevel'
  | 'terminationProtected'
  | 'idleTerminationMs'
  | 'managedScaling'
  | 'described'
>;

/** A cluster as RunJobFlow took it. */
export interface ClusterRequest extends ClusterSettings {
  readonly name: string;
  readonly release: string;
  readonly groups: readonly GroupRequest[];
  readonly configurations: readonly Classification[];
  readonly steps: readonly StepRequest[];
  readonly bootstrapActions: ClusterFacts['bootstrapActions'];
}

/** What makes, changes and ends clusters. An unknown cluster is refused with a `ServiceError`. */
export interface ClusterLifecycle {
  /** The new cluster's id. */
  run(request: ClusterRequest): Promise<string>;
  change(clusterId: string, changes: (now: ClusterSettings) => Partial<ClusterSettings>): Promise<void>;
  terminate(clusterIds: readonly string[]): Promise<void>;
}
