import type { Verdict } from './assessment';
import { type FindingNotice, isFinding } from './finding-notice';
import { redacted } from './redacted';
import type { OwedPage, Row, Told } from './row';
import { utcDay } from './row';

/** Notices of one cluster on a UTC day; a choice. */
const MAX_PER_DAY = 10;
/** Notices that one row owes, should the topic take none for days; a choice. */
const MAX_OWED = 10;
/** What is remembered of what was said on a cluster; a choice. */
const MAX_REMEMBERED = 50;

/** What there is to tell of a look; undefined where nothing was found. */
export function noticeFor({ obs, window, report, retune }: Verdict): FindingNotice | undefined {
  const step = obs.root?.value;
  const since = window?.points[0]?.at;
  if (!isFinding(report) || step === undefined || since === undefined) return undefined;
  const { finding, tier, refusals, observed, predicted } = report;
  return {
    stepId: step.id,
    finding,
    tier,
    mode: obs.mode,
    since,
    startedAt: step.startedAt,
    observed,
    predicted,
    slotRatio: retune?.slotRatio,
    settings: (retune?.changes ?? []).map(redacted).map(({ key, to }) => ({ key, to })),
    refusals,
    jobKey: obs.jobKey,
  };
}

/** What is owed to people after a look. */
export interface Telling {
  /** With a notice that is owed from its write on; the row as it is where there is none. */
  readonly row: Row;
  /** Whether one has to wait, because enough were sent or are owed. */
  readonly isDeferred: boolean;
}

/**
 * Owes a notice the first time that a finding is made for a job on this cluster, and when something else is found of it or advised.
 *
 * @param plan the settings that follow from the executor size, in one line: those that follow from the data move while the job runs
 */
export function telling(row: Row, notice: FindingNotice | undefined, plan: string | undefined, now: number): Telling {
  if (notice === undefined) return { row, isDeferred: false };
  const date = utcDay(now);
  const { told } = row;
  const sent = told?.day.date === date ? told.day.sent : 0;
  const job = notice.jobKey ?? notice.stepId;
  const said = [notice.finding, notice.tier, plan ?? ''].join(' ').trim();
  const before = told?.findings ?? [];
  if (before.some((one) => one.job === job && one.said === said)) return { row, isDeferred: false };
  const owed = row.pages.filter(({ finding }) => finding !== undefined).length;
  if (sent >= MAX_PER_DAY || owed >= MAX_OWED) return { row, isDeferred: true };
  const isLast = sent + 1 === MAX_PER_DAY;
  const page: OwedPage = {
    reason: `finding:${notice.finding}`,
    root: notice.stepId,
    at: now,
    finding: isLast ? { ...notice, isLastOfDay: true } : notice,
  };
  const after: Told = {
    day: { date, sent: sent + 1 },
    findings: [...before, { job, said }].slice(-MAX_REMEMBERED),
  };
  return { row: { ...row, pages: [...row.pages, page], told: after }, isDeferred: false };
}
