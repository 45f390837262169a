import { restartWorth } from '../evidence';
import { grouped } from '../numbers';
import type { Policy } from './policy';
import { MINUTE_MS } from './time';

/** Whether a restart pays, and the figures that say so. */
export interface Worth {
  /** What is promised, discounted. */
  readonly expectedSpeedUp: number;
  readonly elapsedMinutes: number;
  /** Of the elapsed time, that in which tasks filled the slots: only that runs faster the second time. */
  readonly busyMinutes: number;
  /** At least so much remains; undefined where neither the job nor its history says. */
  readonly remainingMinutes?: number;
  /** A restart pays where more than this remains. */
  readonly paysAboveMinutes?: number;
  /** What a restart takes, if no more remains than is certain. */
  readonly restartMinutes?: number;
  /** Set where a restart does not pay. */
  readonly notWorthIt?: string;
  /** Set where nothing is known of the job's length and it has run too long to bet on. */
  readonly outsideWindow?: string;
}

/** What is known of a job beside the time that has passed. */
export interface Known {
  /** The speed-up that its own stages promise; default: the ratio of task slots. */
  readonly promised?: number;
  /** Default: all of the elapsed time, the worst that there is. */
  readonly busyMinutes?: number;
  /** The larger of the certain bounds. */
  readonly remainingMinutes?: number;
  /** What the step had run when the newest figures were true, however late they were published; default: all of the elapsed time. */
  readonly seenMinutes?: number;
}

/**
 * Whether cancelling a running job pays: remaining > (speed-up × (overhead + elapsed − busy) + busy) ÷ (speed-up − 1).
 *
 * Where nothing says how much remains, it is early or never, so that the regret is bounded by the window.
 *
 * @param slotRatio task slots after ÷ before: the upper bound of the gain
 */
export function worthOf(slotRatio: number, elapsedMinutes: number, policy: Policy, known: Known = {}): Worth {
  const { promised = slotRatio, remainingMinutes } = known;
  const busyMinutes = Math.min(elapsedMinutes, known.busyMinutes ?? elapsedMinutes);
  const expectedSpeedUp = policy.speedUpTrust * promised;
  const base = { expectedSpeedUp, elapsedMinutes, busyMinutes, remainingMinutes };
  if (expectedSpeedUp < policy.speedUpMin) {
    return {
      ...base,
      notWorthIt: `expected speed-up ${shownBelow(expectedSpeedUp, policy.speedUpMin)} is below ${policy.speedUpMin}`,
    };
  }
  if (remainingMinutes !== undefined) return withRemaining(base, remainingMinutes, policy);
  const seenMinutes = Math.min(elapsedMinutes, known.seenMinutes ?? elapsedMinutes);
  if (seenMinutes > policy.actWithoutHistoryMinutes) {
    const limit = minutes(policy.actWithoutHistoryMinutes);
    return {
      ...base,
      outsideWindow: `the step had run ${minutes(seenMinutes)}, and where neither the job nor its history says how much remains nothing acts after ${limit}`,
    };
  }
  return base;
}

function withRemaining(base: Worth, remainingMinutes: number, policy: Policy): Worth {
  const { pays, paysAboveMs, restartMs } = restartWorth({
    remainingMs: remainingMinutes * MINUTE_MS,
    elapsedMs: base.elapsedMinutes * MINUTE_MS,
    busyMs: base.busyMinutes * MINUTE_MS,
    speedUp: base.expectedSpeedUp,
    overheadMs: policy.overheadMinutes * MINUTE_MS,
  });
  const worth = { ...base, paysAboveMinutes: paysAboveMs / MINUTE_MS, restartMinutes: restartMs / MINUTE_MS };
  if (pays) return worth;
  const takes = `done and remaining work would take ${minutes(worth.restartMinutes)} after a restart`;
  return {
    ...worth,
    notWorthIt: `at least ${minutes(remainingMinutes)} remain, and a restart pays above ${minutes(worth.paysAboveMinutes)}: ${takes}`,
  };
}

/** Two decimals; what is a hair below the limit does not look like it. */
function shownBelow(value: number, limit: number): string {
  const rounded = value.toFixed(2);
  return Number(rounded) < limit ? rounded : (Math.floor(value * 100) / 100).toFixed(2);
}

const minutes = (value: number): string => `${grouped(value)} min`;
