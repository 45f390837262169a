import { planClusterLayer } from './cluster-layer';
import { planJobLayer } from './job-layer';
import { type ClusterLayerRequest, CURRENT_SIZING_VERSION, type NodeRange, type SparkPlan } from './types';
import type { Workload } from './workload';

export interface PlanRequest extends Omit<ClusterLayerRequest, 'instanceTypes'> {
  readonly nodes: readonly NodeRange[];
  readonly workload?: Workload;
}

/**
 * Both layers of a plan for a cluster of known size.
 *
 * @throws InputError as the layers do
 */
export function plan(request: PlanRequest): SparkPlan {
  const { nodes, workload, ...layer } = request;
  const cluster = planClusterLayer({ ...layer, instanceTypes: nodes.map((n) => n.instanceType) });
  return { sizingVersion: CURRENT_SIZING_VERSION, cluster, nodes, job: planJobLayer({ cluster, nodes, workload }) };
}
