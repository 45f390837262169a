import { grouped } from '../numbers';
import { planClusterLayer } from './cluster-layer';
import { clusterSizeFor } from './cluster-size';
import { maxNodes, planJobLayer } from './job-layer';
import { leftAlone } from './left-alone';
import type { ClusterLayerRequest, NodeRange, PlanWarning, Reserve, SparkPlan } from './types';
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
  const settings = cluster.settings.with(job.jobConf);
  const warnings = [...job.warnings, ...fewNodes(request, { cluster, job })];
  return { cluster, nodes, job: { ...job, warnings }, leftAlone: leftAlone(settings, request.release.sparkVersion) };
}

/** The class of a few nodes is named, not chosen: the same cluster grown larger would want the usual size. */
function fewNodes(request: PlanRequest, { cluster, job }: Pick<SparkPlan, 'cluster' | 'job'>): PlanWarning[] {
  const { sparkConf = {} } = request;
  const clusterSize = clusterSizeFor(maxNodes(request.nodes));
  const isOwn = 'spark.executor.cores' in sparkConf || 'spark.executor.memory' in sparkConf;
  if (isOwn || clusterSize === undefined || cluster.clusterSize !== undefined) return [];
  const counted = plan({ ...request, clusterSize });
  const { taskSlots } = job.admission;
  if (counted.job.admission.taskSlots <= taskSlots) return [];
  const master = cluster.deployMode === 'client' ? 'application master' : 'driver';
  const { cores } = counted.cluster.executor;
  return [
    {
      id: 'small-cluster',
      text: `on so few nodes the place of the ${master} counts: with clusterSize: ClusterSize.SMALL, for clusters that never have more than ${clusterSize.maxNodes} nodes, spark.executor.cores=${cores} would be chosen and run ${grouped(counted.job.admission.taskSlots)} task slots instead of ${grouped(taskSlots)}`,
    },
  ];
}
