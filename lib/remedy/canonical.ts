import type { Lineage, Listing, PendingCall, Row } from './row';
import { DAY_MS } from './time';

/** Marks of the past that are older than this are all equally old: no rule looks further back. */
const HORIZON_MS = DAY_MS;

/**
 * Everything of a row that a decision depends on, relative to now: rows in the same situation give equal results.
 *
 * Left out are the payload, version and nonce of the write, and numbers that only name a request. Deadlines that have passed are zero.
 *
 * @param now epoch ms
 */
export function canonical(row: Row, now: number): Readonly<Record<string, unknown>> {
  const { state, reason, lease, lineage, call, notBefore, cooldownUntil, day, outcomes, pages, news, told, schema } =
    row;
  return {
    schema,
    state,
    reason,
    lease: lease && { holder: lease.holder, until: left(lease.until, now) },
    call: call && canonicalCall(call, now),
    lineage: lineage && canonicalLineage(lineage, now),
    notBefore: left(notBefore, now),
    cooldownUntil: left(cooldownUntil, now),
    started: day?.started,
    outcomes: outcomes.map(({ outcome }) => outcome),
    pages: pages.map((page) => page.reason),
    news: news?.map(({ kind }) => kind),
    told: told && { sent: told.day.sent, findings: told.findings },
  };
}

/** What the index of open lineages says, relative to now. */
export function canonicalListing(listing: Listing, now: number): Readonly<Record<string, unknown>> {
  const { claim, settledAt, ...kept } = listing;
  return { ...kept, settledAt: left(settledAt, now), claimed: claim?.count };
}

function canonicalCall({ kind, n, silentAt, repeatAt, answer }: PendingCall, now: number): object {
  return {
    kind,
    // Cancels are alike; the number of an add is in its marker.
    n: kind === 'add' ? n : undefined,
    silentAt: left(silentAt, now),
    silentFor: answer === undefined || answer === 'unknown' ? past(silentAt, now) : undefined,
    repeatAt: left(repeatAt, now),
    answer,
  };
}

function canonicalLineage(lineage: Lineage, now: number): object {
  const { payload: _, cancelRequests, deadlines, cancelFirstAt, ...kept } = lineage;
  return {
    ...kept,
    requested: cancelRequests > 0,
    deadlines: Object.entries(deadlines).map(([phase, { pageAt, endAt }]) => [
      phase,
      left(pageAt, now),
      left(endAt, now),
    ]),
    cancelFirstAgo: cancelFirstAt === undefined ? undefined : past(cancelFirstAt, now),
    approvedUntil: left(lineage.approvedUntil, now),
    earlierSettledAt: left(lineage.earlierSettledAt, now),
    fencedAt: left(lineage.fencedAt, now),
    secondScanAt: left(lineage.secondScanAt, now),
    unreadableUntil: left(lineage.unreadableUntil, now),
  };
}

const left = (at: number | undefined, now: number): number | undefined =>
  at === undefined ? undefined : Math.max(0, at - now);

const past = (at: number, now: number): number => Math.min(HORIZON_MS, Math.max(0, now - at));
