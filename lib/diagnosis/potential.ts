import type { EmrRelease } from '../catalog';
import { isInputError } from '../errors';
import { planClusterLayer, planJobLayer } from '../sizing';
import type { ExecutorSize } from '../spark';
import type { ClusterEvidence } from './cluster-evidence';
import { totalCores } from './explain';

/** The most that the nodes can run. */
export interface Potential {
  /** The size with which they do; undefined where the sizing engine has none, and every core counts as a task slot. */
  readonly executor?: ExecutorSize;
  readonly taskSlots: number;
}

/** What the sizing engine would run on these nodes, with as much memory outside the heap as the given executor has. */
export function potentialOf(evidence: ClusterEvidence, release: EmrRelease, executor?: ExecutorSize): Potential {
  const { nodes } = evidence;
  const ranges = nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count }));
  try {
    const cluster = planClusterLayer({
      release,
      instanceTypes: nodes.map(({ instanceType }) => instanceType),
      // The driver of another job does not matter to executors; a core node has room for it.
      primaryInstanceType: nodes[0]?.instanceType ?? '',
      ...(executor !== undefined && executor.offHeapMiB > 0 ? { offHeapMiB: executor.offHeapMiB } : {}),
      ...(executor !== undefined && executor.pysparkMiB > 0 ? { pysparkMiB: executor.pysparkMiB } : {}),
    });
    const { taskSlots } = planJobLayer({ cluster, nodes: ranges }).admission;
    return { executor: cluster.executor, taskSlots };
  } catch (error) {
    if (isInputError(error)) return { taskSlots: totalCores(evidence) };
    throw error;
  }
}
