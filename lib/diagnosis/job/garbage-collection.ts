import type { JobEvidence } from '../../evidence';
import { grouped, percent } from '../../numbers';
import { minutesOf, seconds } from './stage-time';
import type { JobRule } from './types';

/** Above this share of task time a heap is too small for what runs in it, as Spark's own page of executors marks it. */
export const HIGH_GC = 0.1;

/** Less task time is over before the collector and the compilers have settled, ms. */
const MIN_TASK_TIME_MS = 60_000;

/** Executors that spend their time collecting garbage. */
export const garbageCollection: JobRule = {
  id: 'garbage-collection',
  finds: `more than ${percent(HIGH_GC)} of the task time spent on garbage collection, in a minute of task time or more`,
  source:
    "Spark's page of executors, which marks the GC time of an executor in red above that share (`executorspage.js`)",
  judge: (evidence) => {
    const { executors, stages } = evidence;
    const { gcTimeMs, taskTimeMs } = collectorTime(evidence);
    if (taskTimeMs < MIN_TASK_TIME_MS) {
      return {
        kind: 'unknown',
        reason: `${seconds(taskTimeMs)} of task time are too little to judge the collector by`,
      };
    }
    const share = percent(gcTimeMs / taskTimeMs);
    if (gcTimeMs / taskTimeMs <= HIGH_GC)
      return { kind: 'clean', reason: `${share} of the task time, not above ${percent(HIGH_GC)}` };
    const high = executors.filter((one) => one.gcTimeMs > HIGH_GC * one.taskTimeMs).length;
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `garbage collection takes ${share} of the task time; above ${percent(HIGH_GC)} heaps are too small or hold too much`,
      arithmetic: [
        `${grouped(gcTimeMs / 1000)} s of ${grouped(taskTimeMs / 1000)} s; above ${percent(HIGH_GC)} in ${grouped(high)} of ${grouped(executors.length)} executors`,
      ],
      remedy: 'more heap for each task slot, smaller partitions, or less cached data',
      minutesAtMost: minutesOf(stages, ({ gcTimeMs = 0, runTimeMs }) => (runTimeMs === 0 ? 0 : gcTimeMs / runTimeMs)),
      confidence: 'measured',
      confirm: "the collector's own log (-Xlog:gc) tells whether the heap is full or allocation is fast",
    };
  },
};

/** Time of tasks, and of the collector while they ran, ms. */
export function collectorTime({ executors }: JobEvidence): { readonly gcTimeMs: number; readonly taskTimeMs: number } {
  return {
    gcTimeMs: executors.reduce((total, one) => total + one.gcTimeMs, 0),
    taskTimeMs: executors.reduce((total, one) => total + one.taskTimeMs, 0),
  };
}
