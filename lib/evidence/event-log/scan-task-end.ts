import type { MemoryPeaks } from '../types';
import { needle, Scan } from './scan';
import type { TaskEnd, TaskMetrics } from './task-end';

/** In the order in which Spark writes them. */
const HEAD = {
  stageId: needle('{"Event":"SparkListenerTaskEnd","Stage ID":'),
  stageAttemptId: needle('"Stage Attempt ID":'),
  success: needle('"Task End Reason":{"Reason":"Success"},"Task Info":{"Task ID":'),
  index: needle('"Index":'),
  launchedAtMs: needle('"Launch Time":'),
  executorId: needle('"Executor ID":"'),
  finishedAtMs: needle('"Finish Time":'),
  accumulators: needle('"Accumulables":['),
};
const METRICS = {
  begin: needle('"Task Metrics":{'),
  runTimeMs: needle('"Executor Run Time":'),
  cpuTimeNs: needle('"Executor CPU Time":'),
  peakExecutionBytes: needle('"Peak Execution Memory":'),
  resultBytes: needle('"Result Size":'),
  gcTimeMs: needle('"JVM GC Time":'),
  memorySpilledBytes: needle('"Memory Bytes Spilled":'),
  diskSpilledBytes: needle('"Disk Bytes Spilled":'),
  remoteBytes: needle('"Remote Bytes Read":'),
  localBytes: needle('"Local Bytes Read":'),
  shuffleWriteBytes: needle('"Shuffle Bytes Written":'),
  inputBytes: needle('"Input Metrics":{"Bytes Read":'),
};
const PEAKS = {
  begin: needle('"Task Executor Metrics":{'),
  heapBytes: needle('"JVMHeapMemory":'),
  nonHeapBytes: needle('"JVMOffHeapMemory":'),
  onHeapExecutionBytes: needle('"OnHeapExecutionMemory":'),
  offHeapExecutionBytes: needle('"OffHeapExecutionMemory":'),
  onHeapStorageBytes: needle('"OnHeapStorageMemory":'),
  offHeapStorageBytes: needle('"OffHeapStorageMemory":'),
  directBytes: needle('"DirectPoolMemory":'),
  mappedBytes: needle('"MappedPoolMemory":'),
  jvmBytes: needle('"ProcessTreeJVMRSSMemory":'),
  pythonBytes: needle('"ProcessTreePythonRSSMemory":'),
  otherBytes: needle('"ProcessTreeOtherRSSMemory":'),
};

/** Before the task's own figures there are only its stage and type. */
const MAX_HEAD_BYTES = 260;

/**
 * The end of a successful task, read from its line without parsing all of it: nine tenths of a log are accumulators that nobody asks for. Undefined for a
 * line of any other form than Spark 3.0 and later write, which `toTaskEnd` then reads from JSON.
 */
export function scanTaskEnd(line: Buffer): TaskEnd | undefined {
  const scan = new Scan(line);
  const stageId = scan.number(HEAD.stageId);
  const stageAttemptId = scan.number(HEAD.stageAttemptId);
  scan.skipTo(HEAD.success);
  if (scan.hasFailed || scan.at > MAX_HEAD_BYTES) return undefined;
  const index = scan.number(HEAD.index);
  const launchedAtMs = scan.number(HEAD.launchedAtMs);
  const executorId = scan.id(HEAD.executorId);
  const finishedAtMs = scan.number(HEAD.finishedAtMs);
  scan.skipTo(HEAD.accumulators);
  const peaks = scan.reaches(PEAKS.begin) ? peaksIn(scan) : undefined;
  scan.skipTo(METRICS.begin);
  const metrics = metricsIn(scan);
  if (scan.hasFailed) return undefined;
  return {
    ...{ stageId, stageAttemptId, index, executorId, launchedAtMs, finishedAtMs },
    ...{ outcome: 'success', failure: undefined, metrics, peaks },
  };
}

function metricsIn(scan: Scan): TaskMetrics {
  return {
    runTimeMs: scan.number(METRICS.runTimeMs),
    cpuTimeNs: scan.number(METRICS.cpuTimeNs),
    peakExecutionBytes: scan.number(METRICS.peakExecutionBytes),
    resultBytes: scan.number(METRICS.resultBytes),
    gcTimeMs: scan.number(METRICS.gcTimeMs),
    memorySpilledBytes: scan.number(METRICS.memorySpilledBytes),
    diskSpilledBytes: scan.number(METRICS.diskSpilledBytes),
    shuffleReadBytes: scan.number(METRICS.remoteBytes) + scan.number(METRICS.localBytes),
    shuffleWriteBytes: scan.number(METRICS.shuffleWriteBytes),
    inputBytes: scan.number(METRICS.inputBytes),
  };
}

/** Undefined where nothing was sampled, as `memoryPeaks` has it. */
function peaksIn(scan: Scan): MemoryPeaks | undefined {
  const heapBytes = scan.number(PEAKS.heapBytes);
  if (heapBytes <= 0) return undefined;
  const peaks = {
    heapBytes,
    nonHeapBytes: Math.max(0, scan.number(PEAKS.nonHeapBytes)),
    onHeapExecutionBytes: Math.max(0, scan.number(PEAKS.onHeapExecutionBytes)),
    offHeapExecutionBytes: Math.max(0, scan.number(PEAKS.offHeapExecutionBytes)),
    onHeapStorageBytes: Math.max(0, scan.number(PEAKS.onHeapStorageBytes)),
    offHeapStorageBytes: Math.max(0, scan.number(PEAKS.offHeapStorageBytes)),
    directBytes: Math.max(0, scan.number(PEAKS.directBytes)),
    mappedBytes: Math.max(0, scan.number(PEAKS.mappedBytes)),
  };
  const jvmBytes = Math.max(0, scan.number(PEAKS.jvmBytes));
  const pythonBytes = Math.max(0, scan.number(PEAKS.pythonBytes));
  const otherBytes = Math.max(0, scan.number(PEAKS.otherBytes));
  return { ...peaks, processTree: jvmBytes === 0 ? undefined : { jvmBytes, pythonBytes, otherBytes } };
}
