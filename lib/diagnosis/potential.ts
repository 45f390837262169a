import type { EmrRelease } from '../catalog';
import { isInputError } from '../errors';
import { clusterSizeFor, planClusterLayer, planJobLayer } from '../sizing';
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
export function potentialOf(evidence: ClusterEvidence, release: EmrRelease, executor?: ExecutorSize): Potential {
  const { nodes, deployMode = 'client', oversubscription } = evidence;
  const ranges = nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count }));
  try {
    const cluster = planClusterLayer({
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
    });
    const { taskSlots } = planJobLayer({ cluster, nodes: ranges }).admission;
    return { executor: cluster.executor, taskSlots };
  } catch (error) {
    if (isInputError(error)) return { taskSlots: 0 };
    throw error;
  }
}
