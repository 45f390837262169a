import { grouped, percent } from '../../numbers';
import type { JobRule } from './types';

/** Above this share of task time a heap is too small for what runs in it, as Spark's own page of executors marks it. */
const HIGH = 0.1;

/** Executors that spend their time collecting garbage. */
export const garbageCollection: JobRule = ({ executors }) => {
  const taskTimeMs = executors.reduce((total, one) => total + one.taskTimeMs, 0);
  const gcTimeMs = executors.reduce((total, one) => total + one.gcTimeMs, 0);
  if (taskTimeMs === 0 || gcTimeMs / taskTimeMs <= HIGH) return undefined;
  const high = executors.filter((one) => one.gcTimeMs > HIGH * one.taskTimeMs).length;
  return {
    id: 'garbage-collection',
    severity: 'warning',
    summary: `garbage collection takes ${percent(gcTimeMs / taskTimeMs)} of the task time; above ${percent(HIGH)} heaps are too small or hold too much`,
    arithmetic: [
      `${grouped(gcTimeMs / 1000)} s of ${grouped(taskTimeMs / 1000)} s; above ${percent(HIGH)} in ${grouped(high)} of ${grouped(executors.length)} executors`,
    ],
    remedy: 'more heap for each task slot, smaller partitions, or less cached data',
    actionable: false,
  };
};
