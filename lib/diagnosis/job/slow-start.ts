import { seconds } from './stage-time';
import type { JobRule } from './types';
import { waitReason } from './wait-reason';

const MIN_MS = 120_000;
const MS_PER_MINUTE = 60_000;

/** A long wait between the start of the application and its first task. */
export const slowStart: JobRule = {
  id: 'slow-start',
  finds: `more than ${MIN_MS / 60_000} minutes between the start of the application and its first task`,
  source:
    'ours: YARN starts a container in seconds, so that minutes are a queue, a node that is being started, or the driver',
  judge: (evidence) => {
    const { application, times, executors } = evidence;
    if (times?.firstTaskAtMs === undefined)
      return {
        kind: 'unknown',
        reason: 'when the first task began is in the event log alone',
        setting: 'spark.eventLog.enabled=true',
      };
    const waitMs = times.firstTaskAtMs - application.startedAtMs;
    if (waitMs < MIN_MS) return { kind: 'clean', reason: `the first task began after ${seconds(waitMs)}` };
    const waiting = waitReason(evidence);
    if (waiting !== undefined)
      return { kind: 'unknown', reason: `the first task began after ${seconds(waitMs)}; ${waiting}` };
    const firstExecutorAtMs = executors.reduce(
      (first, { addedAtMs }) => Math.min(first, addedAtMs),
      times.firstTaskAtMs,
    );
    const forExecutorsMs = Math.max(0, firstExecutorAtMs - application.startedAtMs);
    const isQueue = executors.length > 0 && forExecutorsMs > waitMs / 2;
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `the first task began ${seconds(waitMs)} after the application`,
      arithmetic: executors.length === 0 ? [] : [`the first executor came after ${seconds(forExecutorsMs)}`],
      remedy: isQueue
        ? 'look at the queue and at nodes that were being started; a warm minimum of nodes, or a later start'
        : 'look at what the driver does first: listing files, reading schemas, its own code',
      minutesAtMost: waitMs / MS_PER_MINUTE,
      confidence: 'measured',
      confirm: isQueue ? "YARN's metric of pending containers at that time" : 'thread dumps of the driver in that time',
    };
  },
};
