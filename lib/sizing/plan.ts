import type { ClusterLayerRequest, NodeRange, SparkPlan } from './types';
import type { Workload } from './workload';

export interface PlanRequest extends Omit<ClusterLayerRequest, 'instanceTypes'> {
  readonly nodes: readonly NodeRange[];
  readonly workload?: Workload;
}

export function plan(_request: PlanRequest): SparkPlan {
  throw new Error('in the making');
}
