import type { Policy } from './policy';

export interface Worth {
  /** Expected speed-up: what the task slots promise, discounted. */
  readonly s: number;
  readonly tMinutes: number;
  /** Undefined without a history of the job. */
  readonly rMinutes?: number;
  /** Set where a restart does not pay. */
  readonly notWorthIt?: string;
  /** Set where nothing is known of the job's length and it has run too long to bet on. */
  readonly outsideWindow?: string;
}

/**
 * Whether cancelling a job that has run t minutes pays: r > (t + s·o) / (s − 1).
 *
 * Without a history the remaining time r is unknown; then it is early or never, so that the regret is bounded by the window.
 *
 * @param slotRatio task slots after ÷ before: the upper bound of the gain
 */
export function worthOf(slotRatio: number, tMinutes: number, policy: Policy, rMinutes?: number): Worth {
  const s = policy.speedUpTrust * slotRatio;
  const base = { s, tMinutes, rMinutes };
  if (s < policy.speedUpMin) {
    return { ...base, notWorthIt: `expected speed-up ${s.toFixed(2)} is below ${policy.speedUpMin}` };
  }
  if (rMinutes !== undefined) {
    const least = (tMinutes + s * policy.overheadMinutes) / (s - 1);
    if (rMinutes > least) return base;
    return { ...base, notWorthIt: `${minutes(rMinutes)} remain, a restart pays above ${minutes(least)}` };
  }
  if (tMinutes > policy.actWithoutHistoryMinutes) {
    const limit = minutes(policy.actWithoutHistoryMinutes);
    return {
      ...base,
      outsideWindow: `the step has run ${minutes(tMinutes)}, without a history nothing acts after ${limit}`,
    };
  }
  return base;
}

const minutes = (value: number): string => `${Math.round(value)} min`;
