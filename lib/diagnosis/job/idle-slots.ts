import { ranForMs, slotTime } from '../../evidence';
import { percent, slotHours } from '../../numbers';
import { seconds } from './stage-time';
import type { JobRule } from './types';

const MAX_BUSY = 0.5;
/** In a shorter run the start is what is measured, ms. */
const MIN_RUN_MS = 300_000;

/** Task slots that were held and had no task for most of the time. */
export const idleSlots: JobRule = {
  id: 'idle-slots',
  finds: `task slots that were busy for less than ${percent(MAX_BUSY)} of the time that executors held them, in a run of ${MIN_RUN_MS / 60_000} minutes or more`,
  source: 'ours: half of what is paid for',
  judge: (evidence) => {
    if (evidence.application.endedAtMs === undefined) {
      return { kind: 'unknown', reason: 'the application has not ended: what its running tasks take is not counted' };
    }
    const ran = ranForMs(evidence);
    if (ran < MIN_RUN_MS)
      return { kind: 'unknown', reason: `the run took ${seconds(ran)}: what is measured is mostly its start` };
    const { heldMs, busyMs } = slotTime(evidence);
    if (heldMs === 0) return { kind: 'unknown', reason: 'no executor is known' };
    const share = busyMs / heldMs;
    if (share >= MAX_BUSY)
      return { kind: 'clean', reason: `slots were busy for ${percent(share)} of the time that they were held` };
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `task slots were busy for ${percent(share)} of the time that executors held them`,
      arithmetic: [`${slotHours(busyMs)} of ${slotHours(heldMs)} slot-hours`],
      remedy:
        'dynamic allocation with a short idle time, or fewer executors; first what the other findings say of skew, partitions and the driver',
      confidence: 'measured',
      confirm: 'fewer executors: the run takes hardly longer',
    };
  },
};
