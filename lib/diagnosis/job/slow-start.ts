import { seconds } from './stage-time';
import type { JobRule } from './types';

const MIN_MS = 120_000;
const MS_PER_MINUTE = 60_000;

/** A long wait between the start of the application and its first task. */
export const slowStart: JobRule = {
  id: 'slow-start',
  finds: `more than ${MIN_MS / 60_000} minutes between the start of the application and its first task`,
  source:
    'ours: YARN starts a container in seconds, so that minutes are a queue, a node that is being started, or the driver',
  judge: ({ application, times, executors }) => {
    if (times?.firstTaskAtMs === undefined)
      return {
        kind: 'unknown',
        reason: 'when the first task began is in the event log alone',
        setting: 'spark.eventLog.enabled=true',
      };
    const waitMs = times.firstTaskAtMs - application.startedAtMs;
    if (waitMs < MIN_MS) return { kind: 'clean', reason: `the first task began after ${seconds(waitMs)}` };
    const firstExecutorAtMs = executors.reduce(
      (least, { addedAtMs }) => Math.min(least, addedAtMs),
      Number.POSITIVE_INFINITY,
    );
    const forExecutors = Math.max(0, Math.min(firstExecutorAtMs, times.firstTaskAtMs) - application.startedAtMs);
    const isQueue = forExecutors > waitMs / 2;
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `the first task began ${seconds(waitMs)} after the application`,
      arithmetic: [`the first executor came after ${seconds(forExecutors)}`],
      remedy: isQueue
        ? 'look at the queue and at nodes that were being started; a warm minimum of nodes, or a later start'
        : 'look at what the driver does first: listing files, reading schemas, its own code',
      minutesAtMost: waitMs / MS_PER_MINUTE,
      confidence: 'measured',
      confirm: isQueue ? "YARN's metric of pending containers at that time" : 'thread dumps of the driver in that time',
    };
  },
};
