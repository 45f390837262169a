import type { Classification, InstanceFacts } from '../catalog';
import { InputError } from '../errors';
import { CALCULATOR_CLASSES, CALCULATOR_KEY } from '../yarn';
import { usableVcores } from './size-choice';
import type { ClusterLayerRequest } from './types';

/** How often the CloudWatch agent publishes YARN's figures, ms. */
const METRIC_INTERVAL_MS = '60000';

/** MBeans and attributes of the ResourceManager (EMR release guide, CloudWatch agent configuration 7.1.0). */
const CLUSTER_METRICS =
  'CapabilityMB,CapabilityVirtualCores,UtilizedMB,UtilizedVirtualCores,NumActiveNMs,NumDecommissionedNMs,NumDecommissioningNMs,NumLostNMs,NumUnhealthyNMs';
const QUEUE_METRICS =
  'AppsCompleted,AppsFailed,AppsKilled,AppsPending,AppsRunning,AppsSubmitted,AllocatedContainers,AllocatedMB,AllocatedVCores,AvailableMB,AvailableVCores,PendingContainers,PendingMB,PendingVCores';

/** Every classification of the cluster. Node counts play no part: a change of any of these replaces the cluster. */
export function classificationsFor(
  request: ClusterLayerRequest,
  types: readonly InstanceFacts[],
  sparkConf: Readonly<Record<string, string>>,
): Classification[] {
  return [
    {
      classification: 'capacity-scheduler',
      properties: { [CALCULATOR_KEY]: CALCULATOR_CLASSES.dominant },
    },
    ...oversubscribedVcores(request, types),
    { classification: 'spark-defaults', properties: sparkConf },
    ...(request.release.hasCloudWatchAgentMetrics ? [agentMetrics()] : []),
  ];
}

/** Under the dominant calculator more task slots than vCPUs need node managers that declare more vcores. */
function oversubscribedVcores(request: ClusterLayerRequest, types: readonly InstanceFacts[]): Classification[] {
  const factor = request.cpuOversubscription ?? 1;
  const [first] = types;
  if (factor === 1 || first === undefined) return [];
  const vcores = usableVcores(first, factor);
  if (types.some((type) => usableVcores(type, factor) !== vcores)) {
    throw new InputError(
      'mixed-oversubscription',
      'over-subscription needs core and task types with the same number of vcores, as one cluster-wide setting declares them',
    );
  }
  return [{ classification: 'yarn-site', properties: { 'yarn.nodemanager.resource.cpu-vcores': String(vcores) } }];
}

/** The classification that makes the CloudWatch agent publish the ResourceManager's figures. */
export function agentMetrics(): Classification {
  return {
    classification: 'emr-metrics',
    properties: {},
    configurations: [
      {
        classification: 'emr-hadoop-yarn-resourcemanager-metrics',
        properties: {
          'Hadoop:service=ResourceManager,name=ClusterMetrics': CLUSTER_METRICS,
          'Hadoop:service=ResourceManager,name=QueueMetrics,q0=root': QUEUE_METRICS,
          'otel.metric.export.interval': METRIC_INTERVAL_MS,
        },
      },
    ],
  };
}
