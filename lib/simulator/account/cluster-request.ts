import type { Classification } from '../../catalog';
import type { ScalingLimits } from '../scenario/types';
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
  'tags' | 'autoTerminate' | 'stepConcurrencyLevel' | 'terminationProtected' | 'idleTerminationMs' | 'described'
>;

/** A managed scaling policy: as it was given, and its limits. */
export interface ScalingRequest {
  readonly policy: Readonly<Record<string, unknown>>;
  readonly limits: ScalingLimits;
}

/** A group's number of nodes from now on. */
export interface GroupSize {
  readonly groupId: string;
  readonly count: number;
}

/** A cluster as RunJobFlow took it. */
export interface ClusterRequest extends ClusterSettings {
  readonly name: string;
  readonly release: string;
  readonly groups: readonly GroupRequest[];
  readonly configurations: readonly Classification[];
  readonly steps: readonly StepRequest[];
  readonly bootstrapActions: ClusterFacts['bootstrapActions'];
  readonly scaling?: ScalingRequest;
  /** The name of its security configuration. */
  readonly security?: string;
}

/** What makes, changes and ends clusters. An unknown cluster is refused with a `ServiceError`. */
export interface ClusterLifecycle {
  /** The new cluster's id. */
  run(request: ClusterRequest): Promise<string>;
  change(clusterId: string, changes: (now: ClusterSettings) => Partial<ClusterSettings>): Promise<void>;
  terminate(clusterIds: readonly string[]): Promise<void>;
  /** Sets or, without any, removes the policy of managed scaling. */
  scale(clusterId: string, scaling: ScalingRequest | undefined): Promise<void>;
  /** Asks for other numbers of nodes. @throws ServiceError where a group is of no cluster, or of another than is named */
  resize(clusterId: string | undefined, sizes: readonly GroupSize[]): Promise<void>;
  /** The ids of the new groups, in the order given. */
  addGroups(clusterId: string, groups: readonly GroupRequest[]): Promise<readonly string[]>;
}
