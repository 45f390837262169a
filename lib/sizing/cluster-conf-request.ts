import type { InstanceFacts } from '../catalog';
import type { DeployMode, SparkSettings } from '../spark';
import type { Driver } from './driver';
import type { SizeChoice } from './size-choice';
import type { ClusterLayerRequest, Reason } from './types';

/** What the settings of a cluster are written from. */
export interface ClusterConfRequest {
  readonly request: ClusterLayerRequest;
  /** The user's own. */
  readonly given: SparkSettings;
  readonly types: readonly InstanceFacts[];
  readonly choice: SizeChoice;
  /** Off-heap memory of an executor, whether it counts in the container or lies within the overhead. */
  readonly offHeapMiB: number;
  readonly driver: Driver;
  readonly deployMode: DeployMode;
  /** Where the executor or the driver is the user's: what would be computed without them. */
  readonly alternative?: ReadonlyMap<string, Reason>;
}
