import type { JobHistory } from './observation';
import type { Policy } from './policy';
import { KEPT_MS, type Outcome, utcDay } from './row';

/** The item `account#<day>`: what the remediators of one account and region have under way and have started that day. */
export interface AccountDay {
  readonly version: number;
  /** Root steps of the lineages started. */
  readonly roots: readonly string[];
  /** Lineages between `intent` and `submitting`, by cluster: until when they count at the latest, epoch ms. */
  readonly open: Readonly<Record<string, number>>;
}

export const EMPTY_ACCOUNT_DAY: AccountDay = { version: 0, roots: [], open: {} };

/** The first of a day: nothing is started yet, but what was opened the day before is still under way. */
export function dayAfter(before: AccountDay | undefined): AccountDay {
  return { ...EMPTY_ACCOUNT_DAY, open: before?.open ?? {} };
}

/** Longer than intent, cancel and fence together may take; a crashed one frees its place by then. */
const OPEN_MS = 100 * 60_000;

export interface Reservation {
  readonly clusterId: string;
  readonly root: string;
}

/** The day with one unit taken, once for each root step; undefined where the budget is spent. */
export function reserve(
  day: AccountDay,
  { clusterId, root }: Reservation,
  now: number,
  policy: Policy,
): AccountDay | undefined {
  const open = Object.fromEntries(Object.entries(day.open).filter(([id, until]) => until > now && id !== clusterId));
  const known = day.roots.includes(root);
  if (Object.keys(open).length >= policy.accountOpen) return undefined;
  if (!known && day.roots.length >= policy.accountStartsPerDay) return undefined;
  return {
    version: day.version + 1,
    roots: known ? day.roots : [...day.roots, root],
    open: { ...open, [clusterId]: now + OPEN_MS },
  };
}

/** The day with the cluster's place given back; the unit stays spent, but for a root step that is named. */
export function release(day: AccountDay, clusterId: string, unspent?: string): AccountDay {
  const { [clusterId]: _, ...open } = day.open;
  return { version: day.version + 1, roots: day.roots.filter((root) => root !== unspent), open };
}

/** Finished lineages that a job remembers. */
const KEPT_OUTCOMES = 20;

export const EMPTY_JOB: JobHistory = { outcomes: [], overridden: false };

/** The job with a lineage started, counted once for each root step. */
export function withStart(job: JobHistory, root: string, now: number): JobHistory {
  const date = utcDay(now);
  const roots = job.day?.date === date ? job.day.roots : [];
  return { ...job, day: { date, roots: roots.includes(root) ? roots : [...roots, root] } };
}

/** The job without a lineage that does not count. */
export function withoutStart(job: JobHistory, root: string): JobHistory {
  const { day } = job;
  return day === undefined ? job : { ...job, day: { ...day, roots: day.roots.filter((one) => one !== root) } };
}

/** The job with what became of a lineage, kept once for each root step. */
export function withOutcome(job: JobHistory, { root, outcome, at }: Outcome): JobHistory {
  const others = job.outcomes.filter((one) => one.root !== root && at - one.at <= KEPT_MS);
  return { ...job, outcomes: [...others, { root, outcome, at }].slice(-KEPT_OUTCOMES) };
}
