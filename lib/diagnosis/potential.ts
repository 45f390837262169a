import type { EmrRelease } from '../catalog';
import { isInputError } from '../errors';
import { keepAnswers } from '../keep-answers';
import { type ClusterLayerRequest, clusterSizeFor, planClusterLayer, planJobLayer } from '../sizing';
import { applicationMasterSettings, type ExecutorSize } from '../spark';
import type { ClusterEvidence } from './cluster-evidence';
import { applicationMasterIn } from './explain';

/** The most that the nodes can run. */
export interface Potential {
  /** The size with which they do; undefined where the sizing engine has none. */
  readonly executor?: ExecutorSize;
  /** 0 where it has none: then nothing is known to be better than what runs. */
  readonly taskSlots: number;
}

/**
 * What the sizing engine would run on these nodes beside the driver or application master that is there, with as much memory outside the heap
 * as the given executor has.
 */
export const potentialOf = keepAnswers(findPotential, (evidence, release, executor) =>
  JSON.stringify([evidence.nodes, keyForLayer(layerRequest(evidence, release, executor))]),
);

function findPotential(evidence: ClusterEvidence, release: EmrRelease, executor?: ExecutorSize): Potential {
  const nodes = evidence.nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count }));
  try {
    const cluster = layerFor(layerRequest(evidence, release, executor));
    return { executor: cluster.executor, taskSlots: planJobLayer({ cluster, nodes }).admission.taskSlots };
  } catch (error) {
    if (isInputError(error)) return { taskSlots: 0 };
    throw error;
  }
}

const keyForLayer = ({ release, ...request }: ClusterLayerRequest): string => JSON.stringify([release.label, request]);

/** A cluster that grows keeps its layer. */
const layerFor = keepAnswers(planClusterLayer, keyForLayer);

function layerRequest(evidence: ClusterEvidence, release: EmrRelease, executor?: ExecutorSize): ClusterLayerRequest {
  const { nodes, deployMode = 'client', oversubscription } = evidence;
  return {
    release,
    instanceTypes: nodes.map(({ instanceType }) => instanceType),
    clusterSize: clusterSizeFor(nodes.reduce((sum, { count }) => sum + count, 0)),
    deployMode,
    sparkConf: applicationMasterSettings(applicationMasterIn(evidence), deployMode),
    cpuOversubscription: oversubscription,
    // A client-mode driver does not matter to executors; a core node has room for it.
    primaryInstanceType: nodes[0]?.instanceType ?? '',
    ...(executor !== undefined && executor.offHeapMiB > 0 ? { offHeapMiB: executor.offHeapMiB } : {}),
    ...(executor !== undefined && executor.pysparkMiB > 0 ? { pysparkMiB: executor.pysparkMiB } : {}),
  };
}
