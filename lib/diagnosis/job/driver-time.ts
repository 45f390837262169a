import { type JobEvidence, ranForMs } from '../../evidence';
import { percent } from '../../numbers';
import { seconds } from './stage-time';
import type { JobRule } from './types';
import { waitReason } from './wait-reason';

const MIN_SHARE = 0.2;
const MIN_MS = 120_000;
const MS_PER_MINUTE = 60_000;

/** Time between the first task and the end in which no task ran: only the driver worked, or nobody. */
export const driverTime: JobRule = {
  id: 'driver-time',
  finds: `no task running for more than ${percent(MIN_SHARE)} of the run and ${MIN_MS / 60_000} minutes, the start left out`,
  source:
    'the launches and ends of tasks in the event log; the thresholds are ours, below which nobody would look for it',
  judge: (evidence) => {
    const idleMs = idleAfterStartMs(evidence);
    if (idleMs === undefined)
      return {
        kind: 'unknown',
        reason: 'when tasks ran is in the event log alone',
        setting: 'spark.eventLog.enabled=true',
      };
    const ran = ranForMs(evidence);
    if (idleMs < MIN_MS || idleMs < MIN_SHARE * ran)
      return { kind: 'clean', reason: `without a task for ${seconds(idleMs)} after the first one` };
    const waiting = waitReason(evidence);
    if (waiting !== undefined)
      return { kind: 'unknown', reason: `no task ran for ${percent(idleMs / ran)} of the run; ${waiting}` };
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `for ${percent(idleMs / ran)} of the run no task ran, which no number of executors shortens`,
      arithmetic: [`${seconds(idleMs)} of ${seconds(ran)}, after the first task had begun`],
      remedy:
        'look at what the driver does between its jobs: listing and committing files, planning, collecting, its own loops; a faster committer, fewer files, jobs side by side',
      minutesAtMost: idleMs / MS_PER_MINUTE,
      confidence: 'measured',
      confirm: "thread dumps of the driver in a gap, or the gaps of the timeline on Spark's page of jobs",
    };
  },
};

function idleAfterStartMs({ times, application }: JobEvidence): number | undefined {
  if (times?.firstTaskAtMs === undefined) return undefined;
  return Math.max(0, times.withoutTasksMs - (times.firstTaskAtMs - application.startedAtMs));
}
