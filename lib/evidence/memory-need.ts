import { heapForUnifiedMiB, SparkSettings, UNIFIED_MEMORY_FRACTION } from '../spark';
import type { ExecutorEvidence, JobEvidence, MemoryPeaks } from './types';

const BYTES_PER_MIB = 2 ** 20;

/** Peaks are samples; what passed between two of them is covered by this factor. */
const SAMPLING_MARGIN = 1.2;

/** What the tasks of a job need of an executor's memory, MiB for each task slot, by what was measured. */
export interface MemoryNeed {
  /** What 95 % of the tasks of the hungriest stage took at most for sorts, joins and aggregations, and the hungriest task; exact, of ended tasks of the stages that were asked about. */
  readonly executionP95MiB?: number;
  readonly executionPeakMiB?: number;
  /** Used heap, the most of any executor: no less than the need, because garbage is in it; sampled. */
  readonly heapPeakMiB?: number;
  /** Beside the heap: off-heap, direct and mapped memory, metaspace, and Python workers where they were looked at; sampled. */
  readonly besideHeapPeakMiB?: number;
  /** Whether tasks spilled: then they would have taken more, and the peaks of execution memory are not the need. */
  readonly hasSpilled: boolean;
  /**
   * Heap with which 95 % of the tasks still need not spill, a floor under every size of the same partitions; undefined where tasks spill already, and
   * where nothing is known.
   */
  readonly floorHeapMiB?: number;
  /** Heap and memory beside it down to which a cut is safe by what was measured, however deep; undefined where that is not known. */
  readonly safe?: { readonly heapMiB: number; readonly besideHeapMiB: number };
  /** Why there is no `safe` size, or what it rests on. */
  readonly reason: string;
}

export function memoryNeed(evidence: JobEvidence): MemoryNeed {
  const summaries = evidence.stages.flatMap(({ tasks }) => tasks ?? []);
  const hasSpilled = evidence.stages.some(
    ({ memorySpilledBytes, diskSpilledBytes }) => memorySpilledBytes + diskSpilledBytes > 0,
  );
  const executionP95MiB = peakOf(summaries.map(({ peakExecutionBytes }) => peakExecutionBytes.p95));
  const executionPeakMiB = peakOf(summaries.map(({ peakExecutionBytes }) => peakExecutionBytes.max));
  const heapPeakMiB = peakOf(evidence.executors.flatMap((one) => perTask(one, ({ heapBytes }) => heapBytes)));
  const besideHeapPeakMiB = peakOf(evidence.executors.flatMap((one) => perTask(one, besideHeapBytes)));
  const measured = { executionP95MiB, executionPeakMiB, heapPeakMiB, besideHeapPeakMiB, hasSpilled };
  const reason = unsafeReason(evidence, measured);
  return {
    ...measured,
    floorHeapMiB:
      executionP95MiB === undefined || hasSpilled ? undefined : heapForExecutionMiB(executionP95MiB, evidence),
    safe:
      reason === undefined && heapPeakMiB !== undefined && besideHeapPeakMiB !== undefined
        ? {
            heapMiB: Math.ceil(heapPeakMiB * SAMPLING_MARGIN),
            besideHeapMiB: Math.ceil(besideHeapPeakMiB * SAMPLING_MARGIN),
          }
        : undefined,
    reason:
      reason ??
      `the most that any executor used of its heap and beside it, for each of its tasks, × ${SAMPLING_MARGIN}`,
  };
}

/** Why the peaks do not allow a cut, whatever they are. */
function unsafeReason(
  evidence: JobEvidence,
  { heapPeakMiB, hasSpilled }: Pick<MemoryNeed, 'heapPeakMiB' | 'hasSpilled'>,
): string | undefined {
  const hasProcessTree = evidence.executors.some(({ peaks }) => peaks?.processTree !== undefined);
  if (heapPeakMiB === undefined) return 'peaks of memory are not known';
  if (hasSpilled)
    return 'tasks spilled: with more memory they would have used more, so that the peaks are not what they need';
  if (memoryFailures(evidence) > 0)
    return 'executors were lost or tasks failed for want of memory, so that the peaks are not what they need';
  if (evidence.settings['spark.yarn.isPython'] === 'true' && !hasProcessTree)
    return 'what Python workers use is not measured; spark.executor.processTreeMetrics.enabled=true would tell';
  if (!evidence.stages.some(({ status }) => status === 'COMPLETE')) return 'no stage has ended yet';
  return undefined;
}

function memoryFailures({ executors, failures }: JobEvidence): number {
  const lost = executors.filter(({ lost }) => lost === 'heap' || lost === 'container' || lost === 'killed').length;
  return lost + (failures.heap ?? 0) + (failures.container ?? 0) + (failures.python ?? 0) + (failures.killed ?? 0);
}

/** A peak of an executor for each task that can have run in it at that moment: no more than its slots, nor than the tasks that it ever had. */
function perTask(executor: ExecutorEvidence, of: (peaks: MemoryPeaks) => number): number[] {
  const { peaks, maxTasks, activeTasks, completedTasks, failedTasks } = executor;
  const tasks = Math.min(maxTasks, activeTasks + completedTasks + failedTasks);
  return peaks === undefined || tasks === 0 ? [] : [of(peaks) / tasks];
}

function besideHeapBytes(peaks: MemoryPeaks): number {
  const { nonHeapBytes, directBytes, mappedBytes, offHeapExecutionBytes, offHeapStorageBytes, heapBytes, processTree } =
    peaks;
  const counted = nonHeapBytes + directBytes + mappedBytes + offHeapExecutionBytes + offHeapStorageBytes;
  if (processTree === undefined) return counted;
  return Math.max(counted, processTree.jvmBytes - heapBytes) + processTree.pythonBytes + processTree.otherBytes;
}

/** With off-heap memory enabled execution takes nothing of the heap. */
function heapForExecutionMiB(executionMiB: number, { settings }: JobEvidence): number {
  const spark = SparkSettings.of(settings);
  if (spark.boolean('spark.memory.offHeap.enabled') === true || executionMiB === 0) return 0;
  const fraction = spark.number('spark.memory.fraction');
  return heapForUnifiedMiB(executionMiB, fraction ?? UNIFIED_MEMORY_FRACTION);
}

function peakOf(bytes: readonly number[]): number | undefined {
  return bytes.length === 0 ? undefined : Math.ceil(bytes.reduce((most, one) => Math.max(most, one)) / BYTES_PER_MIB);
}
