import { failureKind, isReturned } from '../failure-kind';
import type { ExecutorEvidence, MemoryPeaks } from '../types';
import { beginning, count, flag, listOf, objectOf, optional, type Reader, sum, time, whole } from './form';

const MAX_EXECUTORS = 20_000;

/** Enough of a reason to hold Spark's and YARN's words. */
const REASON_CHARACTERS = 4_000;

const metrics = objectOf({
  JVMHeapMemory: optional(whole),
  JVMOffHeapMemory: optional(whole),
  OnHeapExecutionMemory: optional(whole),
  OffHeapExecutionMemory: optional(whole),
  OnHeapStorageMemory: optional(whole),
  OffHeapStorageMemory: optional(whole),
  DirectPoolMemory: optional(whole),
  MappedPoolMemory: optional(whole),
  ProcessTreeJVMRSSMemory: optional(whole),
  ProcessTreePythonRSSMemory: optional(whole),
  ProcessTreeOtherRSSMemory: optional(whole),
});

/** Peaks of an executor; undefined where nothing was sampled: no heap, or one of −1 or, where a history server read a log without them, 0. */
const memoryPeaks: Reader<MemoryPeaks | undefined> = (value, place) => {
  const m = optional(metrics)(value, place);
  const heapBytes = m?.JVMHeapMemory ?? -1;
  if (m === undefined || heapBytes <= 0) return undefined;
  const processTree = {
    jvmBytes: m.ProcessTreeJVMRSSMemory ?? 0,
    pythonBytes: m.ProcessTreePythonRSSMemory ?? 0,
    otherBytes: m.ProcessTreeOtherRSSMemory ?? 0,
  };
  return {
    heapBytes,
    nonHeapBytes: m.JVMOffHeapMemory ?? 0,
    onHeapExecutionBytes: m.OnHeapExecutionMemory ?? 0,
    offHeapExecutionBytes: m.OffHeapExecutionMemory ?? 0,
    onHeapStorageBytes: m.OnHeapStorageMemory ?? 0,
    offHeapStorageBytes: m.OffHeapStorageMemory ?? 0,
    directBytes: m.DirectPoolMemory ?? 0,
    mappedBytes: m.MappedPoolMemory ?? 0,
    processTree: processTree.jvmBytes > 0 ? processTree : undefined,
  };
};

const executor = objectOf({
  id: beginning(80),
  isActive: flag,
  totalCores: count,
  maxTasks: count,
  activeTasks: count,
  completedTasks: count,
  failedTasks: count,
  totalDuration: sum,
  totalGCTime: sum,
  addTime: time,
  removeTime: optional(time),
  removeReason: optional(beginning(REASON_CHARACTERS)),
  peakMemoryMetrics: memoryPeaks,
});

/** `/allexecutors`, without the driver. */
export const executors: Reader<readonly ExecutorEvidence[]> = (value, place) =>
  listOf(executor, MAX_EXECUTORS)(value, place)
    .filter(({ id }) => id !== 'driver')
    .map((one) => ({
      isActive: one.isActive,
      cores: one.totalCores,
      maxTasks: one.maxTasks,
      activeTasks: one.isActive ? one.activeTasks : 0,
      completedTasks: one.completedTasks,
      failedTasks: one.failedTasks,
      taskTimeMs: one.totalDuration,
      gcTimeMs: one.totalGCTime,
      addedAtMs: one.addTime,
      removedAtMs: one.removeTime,
      lost: one.removeReason === undefined || isReturned(one.removeReason) ? undefined : failureKind(one.removeReason),
      peaks: one.peakMemoryMetrics,
    }));
