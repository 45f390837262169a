import type { Policy } from './policy';

/** The item `account#<day>`: what the remediators of one account and region have under way and have started that day. */
export interface AccountDay {
  readonly version: number;
  readonly started: number;
  /** Lineages between `intent` and `submitting`, by cluster: until when they count at the latest, epoch ms. */
  readonly open: Readonly<Record<string, number>>;
}

export const EMPTY_ACCOUNT_DAY: AccountDay = { version: 0, started: 0, open: {} };

/** The first of a day: nothing is started yet, but what was opened the day before is still under way. */
export function dayAfter(before: AccountDay | undefined): AccountDay {
  return { ...EMPTY_ACCOUNT_DAY, open: before?.open ?? {} };
}

/** Longer than intent, cancel and fence together may take; a crashed one frees its place by then. */
const OPEN_MS = 100 * 60_000;

/** The day with one unit taken; undefined where the budget is spent. */
export function reserve(day: AccountDay, clusterId: string, now: number, policy: Policy): AccountDay | undefined {
  const open = Object.fromEntries(Object.entries(day.open).filter(([id, until]) => until > now && id !== clusterId));
  if (Object.keys(open).length >= policy.accountOpen || day.started >= policy.accountStartsPerDay) return undefined;
  return { version: day.version + 1, started: day.started + 1, open: { ...open, [clusterId]: now + OPEN_MS } };
}

/** The day with the cluster's place given back; the unit stays spent. */
export function release(day: AccountDay, clusterId: string): AccountDay {
  const { [clusterId]: _, ...open } = day.open;
  return { ...day, version: day.version + 1, open };
}
