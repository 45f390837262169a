import { failureKind } from '../failure-kind';
import type { FailureKind, Quantiles, TaskSummary } from '../types';
import { amount, beginning, listOf, objectOf, optional, type Reader, sum, text, time } from './form';

/** The quantiles that are asked for: `Quantiles`, in this order. */
const QUANTILES = [0.05, 0.5, 0.95, 1] as const;

/** No list is asked for more tasks. */
const MAX_LISTED_TASKS = 200;

const ERROR_CHARACTERS = 20_000;

const amounts = listOf(amount, QUANTILES.length);

/** A time or a size; Spark gives 0 for what it does not know. */
const quantiles: Reader<Quantiles> = (value, place) => {
  const [p05 = 0, p50 = 0, p95 = 0, max = 0] = amounts(value, place);
  return { p05, p50, p95, max };
};

const summary = objectOf({
  quantiles: amounts,
  executorRunTime: quantiles,
  jvmGcTime: quantiles,
  peakExecutionMemory: quantiles,
  memoryBytesSpilled: quantiles,
  diskBytesSpilled: quantiles,
  inputMetrics: objectOf({ bytesRead: quantiles }),
  shuffleReadMetrics: objectOf({ readBytes: quantiles }),
});

/** `/stages/<id>/<attempt>/taskSummary` with these quantiles; undefined where it answers about others. */
export const taskSummary: Reader<TaskSummary | undefined> = (value, place) => {
  const read = summary(value, place);
  if (read.quantiles.join() !== QUANTILES.join()) return undefined;
  return {
    runTimeMs: read.executorRunTime,
    gcTimeMs: read.jvmGcTime,
    peakExecutionBytes: read.peakExecutionMemory,
    memorySpilledBytes: read.memoryBytesSpilled,
    diskSpilledBytes: read.diskBytesSpilled,
    inputBytes: read.inputMetrics.bytesRead,
    shuffleReadBytes: read.shuffleReadMetrics.readBytes,
  };
};

const listedTask = objectOf({
  status: text(40),
  launchTime: time,
  errorMessage: optional(beginning(ERROR_CHARACTERS)),
  duration: optional(sum),
  taskMetrics: optional(objectOf({ executorRunTime: sum })),
});
const listedTasks = listOf(listedTask, MAX_LISTED_TASKS);

/** `/stages/<id>/<attempt>/taskList?status=failed`, by kind; Spark before 3.0 gives tasks of every status. */
export const failedTasks: Reader<readonly FailureKind[]> = (value, place) =>
  listedTasks(value, place)
    .filter(({ status }) => status === 'FAILED')
    .map(({ errorMessage }) => failureKind(errorMessage ?? ''));

/** `/stages/<id>/<attempt>/taskList?status=running`: when the newest of them began. */
export const newestLaunch: Reader<number | undefined> = (value, place) => {
  const launches = listedTasks(value, place).map(({ launchTime }) => launchTime);
  return launches.length === 0 ? undefined : Math.max(...launches);
};

/**
 * `/stages/<id>/<attempt>/taskList` in the order in which the tasks began: what their median run time is certainly not below, were these drawn from many
 * (the order statistic two standard errors below it). A task that still runs counts with the time that it has run, one that failed or was killed not at
 * all. Undefined where none is left.
 */
export const medianRunTimeAtLeast: Reader<number | undefined> = (value, place) => {
  const times = listedTasks(value, place).flatMap(({ status, duration, taskMetrics }) => {
    if (status === 'SUCCESS') return taskMetrics?.executorRunTime ?? [];
    return status === 'RUNNING' ? (duration ?? []) : [];
  });
  const rank = Math.floor((times.length - 1) / 2 - Math.sqrt(times.length));
  return times.sort((a, b) => a - b)[Math.max(0, rank)];
};
