import { EMR_EXECUTOR_OVERHEAD_FACTOR, type ExecutorSize, largestHeapMiB } from '../spark';
import { AS_MANY_AS_FIT, admit, grantedMiB, largestRequestMiB } from '../yarn';
import type { ClusterEvidence } from './cluster-evidence';
import { applicationMasterIn, EXPLAINED_WITHIN, relativeError } from './explain';

/** What is known of an executor whose heap is not. */
type KnownParts = Pick<ExecutorSize, 'cores' | 'offHeapMiB' | 'pysparkMiB'>;

/**
 * The executor of these cores whose containers make up the memory in use, with EMR's overhead; undefined where their number is not known.
 *
 * Figures are rounded, and a container that is a MiB too large fits a node once less: it is at most the largest of which as many fit as run,
 * unless that is far from the mean: a count of executors may have the driver in it, as a page of the Spark UI has.
 */
export function estimatedSize(evidence: ClusterEvidence, known: KnownParts): ExecutorSize | undefined {
  const { containersAllocated, memoryAllocatedMB, nodes } = evidence;
  const executors = Math.round((containersAllocated ?? 0) - 1);
  const mean = (memoryAllocatedMB - applicationMasterIn(evidence).memoryMiB) / executors;
  if (executors < 1 || !(mean >= 1)) return undefined;
  const { memoryMiB: ofMaster } = applicationMasterIn(evidence);
  const fitting = nodes.flatMap(({ memoryMiB }) =>
    [memoryMiB, memoryMiB - grantedMiB(ofMaster)].flatMap((room) => [
      largestRequestMiB(room / Math.ceil(memoryMiB / mean)),
      largestRequestMiB(room / Math.max(1, Math.floor(memoryMiB / mean))),
    ]),
  );
  const near = fitting.filter((one) => relativeError(one, mean) <= EXPLAINED_WITHIN).sort((a, b) => b - a);
  const tried = [Math.round(mean), ...near];
  const containerMiB = tried.find((one) => fits(evidence, one, executors)) ?? Math.round(mean);
  return sizeOfContainer(containerMiB, known);
}

/** Memory alone: whether the cores fit as often is for the explanation to say. */
function fits(evidence: ClusterEvidence, containerMiB: number, executors: number): boolean {
  const answer = admit({
    nodes: evidence.nodes,
    calculator: 'default',
    applicationMaster: applicationMasterIn(evidence),
    executor: { memoryMiB: containerMiB, vcores: 1 },
    requested: AS_MANY_AS_FIT,
  });
  return answer.executors >= executors;
}

/** An executor with this container, its overhead by EMR's factor. */
export function sizeOfContainer(containerMiB: number, known: KnownParts): ExecutorSize {
  const forHeap = containerMiB - known.offHeapMiB - known.pysparkMiB;
  const memoryMiB = Math.max(1, largestHeapMiB(forHeap, EMR_EXECUTOR_OVERHEAD_FACTOR));
  return { ...known, memoryMiB, memoryOverheadMiB: Math.max(0, forHeap - memoryMiB), containerMiB };
}
