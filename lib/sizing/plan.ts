import { InputError } from '../errors';
import { planClusterLayer } from './cluster-layer';
import { planJobLayer } from './job-layer';
import { leftAlone } from './left-alone';
import type { ClusterLayerRequest, NodeRange, PlanWarning, Reserve, SparkPlan } from './types';
import type { Workload } from './workload';

export interface PlanRequest extends Omit<ClusterLayerRequest, 'instanceTypes'> {
  readonly nodes: readonly NodeRange[];
  readonly workload?: Workload;
  readonly reserve?: Reserve;
}

/** If the application master displaces at least this share of the executors, a small cluster is worth its own executor size. */
const MUCH_DISPLACED = 0.1;

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
  const warnings = [...job.warnings, ...smallCluster(request, { cluster, nodes, job })];
  return { cluster, nodes, job: { ...job, warnings }, leftAlone: leftAlone(settings, request.release.sparkVersion) };
}

/**
 * A size knows no counts, so on a few small nodes the application master may displace a large part of it: then executors with a core less,
 * which leave it one, can run more tasks. They are named, not chosen: the same cluster grown larger would want the usual ones.
 */
function smallCluster(request: PlanRequest, { cluster, nodes, job }: Omit<SparkPlan, 'leftAlone'>): PlanWarning[] {
  const places = nodes.reduce((sum, n) => sum + n.max * (cluster.perNode[n.instanceType] ?? 0), 0);
  const displaced = places - job.admission.executors;
  const cores = cluster.executor.cores - 1;
  const { sparkConf = {} } = request;
  const isOwn = 'spark.executor.cores' in sparkConf || 'spark.executor.memory' in sparkConf;
  if (isOwn || request.reserve !== undefined || cores < 1 || displaced < MUCH_DISPLACED * places) return [];
  const slots = taskSlotsFor({ ...request, sparkConf: { ...sparkConf, 'spark.executor.cores': String(cores) } });
  if (slots <= job.admission.taskSlots) return [];
  const master = cluster.deployMode === 'client' ? 'application master' : 'driver';
  return [
    {
      id: 'small-cluster',
      text: `the ${master} displaces ${displaced} of ${places} executors; with so few executors, spark.executor.cores=${cores} leaves it a core and runs ${slots} task slots instead of ${job.admission.taskSlots}`,
    },
  ];
}

function taskSlotsFor(request: PlanRequest): number {
  try {
    return plan(request).job.admission.taskSlots;
  } catch (error) {
    if (error instanceof InputError) return 0;
    throw error;
  }
}
