import type { Policy } from './policy';

/** Whether a restart pays, and the figures that say so. */
export interface Worth {
  /** What the task slots promise, discounted. */
  readonly expectedSpeedUp: number;
  readonly elapsedMinutes: number;
  /** Undefined without a history of the job. */
  readonly remainingMinutes?: number;
  /** Set where a restart does not pay. */
  readonly notWorthIt?: string;
  /** Set where nothing is known of the job's length and it has run too long to bet on. */
  readonly outsideWindow?: string;
}

/**
 * Whether cancelling a running job pays: remaining > (elapsed + speed-up × overhead) ÷ (speed-up − 1).
 *
 * Without a history the remaining time is unknown; then it is early or never, so that the regret is bounded by the window.
 *
 * @param slotRatio task slots after ÷ before: the upper bound of the gain
 */
export function worthOf(slotRatio: number, elapsedMinutes: number, policy: Policy, remainingMinutes?: number): Worth {
  const expectedSpeedUp = policy.speedUpTrust * slotRatio;
  const base = { expectedSpeedUp, elapsedMinutes, remainingMinutes };
  if (expectedSpeedUp < policy.speedUpMin) {
    return { ...base, notWorthIt: `expected speed-up ${expectedSpeedUp.toFixed(2)} is below ${policy.speedUpMin}` };
  }
  if (remainingMinutes !== undefined) {
    const least = (elapsedMinutes + expectedSpeedUp * policy.overheadMinutes) / (expectedSpeedUp - 1);
    if (remainingMinutes > least) return base;
    return { ...base, notWorthIt: `${minutes(remainingMinutes)} remain, a restart pays above ${minutes(least)}` };
  }
  if (elapsedMinutes > policy.actWithoutHistoryMinutes) {
    const limit = minutes(policy.actWithoutHistoryMinutes);
    return {
      ...base,
      outsideWindow: `the step has run ${minutes(elapsedMinutes)}, without a history nothing acts after ${limit}`,
    };
  }
  return base;
}

const minutes = (value: number): string => `${Math.round(value)} min`;
