import { failureKind } from '../failure-kind';
import type { FailureKind, MemoryPeaks } from '../types';
import { type Fields, fieldsAt, isFields, listAt, numberAt, textAt } from './fields';
import { memoryPeaks } from './memory-peaks';

/** An ended attempt of a task: times in ms, CPU time in ns, sizes in bytes. */
export interface TaskEnd {
  readonly stageId: number;
  readonly stageAttemptId: number;
  readonly index: number;
  readonly executorId: string;
  readonly launchedAtMs: number;
  readonly finishedAtMs: number;
  /** `resubmitted`: it had ended with success before, and its result was lost with its executor. */
  readonly outcome: 'success' | 'failed' | 'killed' | 'resubmitted';
  /** Of a failed or resubmitted one. */
  readonly failure?: FailureKind;
  /** Class of the exception by which it failed. */
  readonly exception?: string;
  /** undefined where they were lost with the task's executor. */
  readonly metrics?: TaskMetrics;
  /** Of its executor while it ran; undefined where nothing was sampled. */
  readonly peaks?: MemoryPeaks;
}

export interface TaskMetrics {
  readonly runTimeMs: number;
  readonly cpuTimeNs: number;
  readonly gcTimeMs: number;
  readonly peakExecutionBytes: number;
  readonly memorySpilledBytes: number;
  readonly diskSpilledBytes: number;
  readonly inputBytes: number;
  readonly shuffleReadBytes: number;
  readonly shuffleWriteBytes: number;
  readonly resultBytes: number;
}

/** `SparkListenerTaskEnd`, as JSON. */
export function toTaskEnd(event: Fields): TaskEnd {
  const info = fieldsAt(event, 'Task Info');
  const reason = fieldsAt(event, 'Task End Reason');
  const outcome = outcomeFor(textAt(reason, 'Reason'));
  const metrics = event['Task Metrics'];
  return {
    stageId: numberAt(event, 'Stage ID'),
    stageAttemptId: numberAt(event, 'Stage Attempt ID'),
    index: numberAt(info, 'Index'),
    executorId: textAt(info, 'Executor ID'),
    launchedAtMs: numberAt(info, 'Launch Time'),
    finishedAtMs: numberAt(info, 'Finish Time'),
    outcome,
    failure: outcome === 'failed' || outcome === 'resubmitted' ? failureKind(reasonInWords(reason)) : undefined,
    exception: outcome === 'failed' ? /^[\w.$]{1,200}$/.exec(textAt(reason, 'Class Name'))?.[0] : undefined,
    metrics: isFields(metrics) ? toMetrics(metrics, info) : undefined,
    peaks: memoryPeaks(fieldsAt(event, 'Task Executor Metrics')),
  };
}

/** As Spark's own pages count them: what was killed, a copy or of a given-up stage, has not failed. */
function outcomeFor(reason: string): TaskEnd['outcome'] {
  if (reason === 'Success') return 'success';
  if (reason === 'Resubmitted') return 'resubmitted';
  return reason === 'TaskKilled' || reason === 'TaskCommitDenied' ? 'killed' : 'failed';
}

function toMetrics(metrics: Fields, info: Fields): TaskMetrics {
  const read = fieldsAt(metrics, 'Shuffle Read Metrics');
  return {
    runTimeMs: numberAt(metrics, 'Executor Run Time'),
    cpuTimeNs: numberAt(metrics, 'Executor CPU Time'),
    gcTimeMs: numberAt(metrics, 'JVM GC Time'),
    peakExecutionBytes:
      'Peak Execution Memory' in metrics
        ? numberAt(metrics, 'Peak Execution Memory')
        : accumulated(info, 'internal.metrics.peakExecutionMemory'),
    memorySpilledBytes: numberAt(metrics, 'Memory Bytes Spilled'),
    diskSpilledBytes: numberAt(metrics, 'Disk Bytes Spilled'),
    inputBytes: numberAt(fieldsAt(metrics, 'Input Metrics'), 'Bytes Read'),
    shuffleReadBytes: numberAt(read, 'Remote Bytes Read') + numberAt(read, 'Local Bytes Read'),
    shuffleWriteBytes: numberAt(fieldsAt(metrics, 'Shuffle Write Metrics'), 'Shuffle Bytes Written'),
    resultBytes: numberAt(metrics, 'Result Size'),
  };
}

/** Before Spark 3.0 the metrics lack what the task's accumulators have. */
function accumulated(info: Fields, name: string): number {
  const found = listAt(info, 'Accumulables').find((one) => isFields(one) && one.Name === name);
  return isFields(found) ? numberAt(found, 'Update') : 0;
}

/** What Spark says of a failure, whatever its kind calls the field. */
function reasonInWords(reason: Fields): string {
  const words = ['Reason', 'Class Name', 'Description', 'Loss Reason', 'Message', 'Full Stack Trace'];
  return words.map((key) => textAt(reason, key)).join('\n');
}
