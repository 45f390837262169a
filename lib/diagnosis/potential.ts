import type { EmrRelease } from '../catalog';
import { isInputError } from '../errors';
import { clusterSizeFor, planClusterLayer, planJobLayer } from '../sizing';
import type { ExecutorSize } from '../spark';
import type { ClusterEvidence } from './cluster-evidence';

/** The most that the nodes can run. */
export interface Potential {
  /** The size with which they do; undefined where the sizing engine has none. */
  readonly executor?: ExecutorSize;
  /** 0 where it has none: then nothing is known to be better than what runs. */
  readonly taskSlots: number;
}

/** What the sizing engine would run on these nodes, with as much memory outside the heap as the given executor has. */
export function potentialOf({ nodes }: ClusterEvidence, release: EmrRelease, executor?: ExecutorSize): Potential {
  const ranges = nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count }));
  try {
    const cluster = planClusterLayer({
      release,
      instanceTypes: nodes.map(({ instanceType }) => instanceType),
      clusterSize: clusterSizeFor(nodes.reduce((sum, { count }) => sum + count, 0)),
      // The driver of another job does not matter to executors; a core node has room for it.
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
