import { planClusterLayer } from './cluster-layer';
import { planJobLayer } from './job-layer';
import { leftAlone } from './left-alone';
import type { ClusterLayerRequest, NodeRange, Reserve, SparkPlan } from './types';
import type { Workload } from './workload';

export interface PlanRequest extends Omit<ClusterLayerRequest, 'instanceTypes'> {
  readonly nodes: readonly NodeRange[];
  readonly workload?: Workload;
  readonly reserve?: Reserve;
}

/**
 * Both layers of a plan for a cluster of known size.
 *
 * @throws InputError as the layers do
 */
export function plan(request: PlanRequest): SparkPlan {
  const { nodes, workload, reserve, ...layer } = request;
  const cluster = planClusterLayer({ ...layer, instanceTypes: nodes.map((n) => n.instanceType) });
  const job = planJobLayer({ cluster, nodes, workload, reserve });
  const conf = { ...cluster.sparkConf, ...job.jobConf };
  return { cluster, nodes, job, leftAlone: leftAlone(conf, request.release.sparkVersion) };
}
