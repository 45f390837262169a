import { isActive, type RowState } from './contract';
import { breakerTripped } from './gates/history';
import { endedWithoutRun, type LastLineage } from './last-lineage';
import type { LedgerRecords, StoredRow } from './operator';
import type { PageReason } from './page-reasons';
import { LedgerRowError, parseRow, UnknownSchemaError } from './parse-row';
import type { Policy } from './policy';
import { emptyRow, type Lineage, type Listing, type OwedPage, type Phase, type Row, utcDay } from './row';
import { cancelMayHaveBeenSent } from './states/cancelling';
import { isRowLost } from './states/lost';
import { settledAt } from './states/moves';
import { HOUR_MS } from './time';

/** What a lineage waits for, and until when that cannot or need not come. Epoch ms. */
export interface Waiting {
  readonly kind: WaitingKind;
  /** Until when it is waited for at least; undefined where nobody can say. */
  readonly until?: number;
  /** When somebody is paged, if it has not come. */
  readonly pageAt?: number;
  /** When the phase ends without it. */
  readonly endAt?: number;
  /** How the lineage ends then. */
  readonly endsAs?: string;
}

export type WaitingKind =
  | 'finding'
  | 'second-look'
  | 'earlier-cancel'
  | 'answer-to-cancel'
  | 'cancelled'
  | 'executors'
  | 'throttle'
  | 'submission'
  | 'submission-to-arrive'
  | 'first-scan'
  | 'second-scan'
  | 'attempt-to-start'
  | 'attempt-to-end'
  | 'pages'
  | 'archive'
  | 'release'
  | 'lost-row';

/** What may have been sent to EMR for a lineage. */
export interface Sent {
  /** CancelSteps that were written ahead. */
  readonly cancelRequests: number;
  /** Epoch ms. */
  readonly cancelFirstAt?: number;
  readonly cancelMayHaveBeenSent: boolean;
  /** Steps that were submitted in place of the root step. */
  readonly submissions: Lineage['submissions'];
  /** Whether an AddJobFlowSteps was sent of which no answer is known. */
  readonly submissionUnknown: boolean;
}

/** Where the lineage of a cluster stands. Times in epoch ms. */
export interface Standing {
  readonly state: RowState;
  readonly row: Row;
  /** Undefined where nothing is under way. */
  readonly root?: string;
  readonly waiting: Waiting;
  readonly sent?: Sent;
  /** Whether a job may be owed: the root step may be cancelled, and nothing is known to run in its place. */
  readonly jobMayBeOwed: boolean;
  /** Those that the topic has not taken. */
  readonly pages: readonly OwedPage[];
  /** Reasons for which people were paged, and which still hold. */
  readonly paged: readonly PageReason[];
  /** How the lineage ended that was closed last, for as long as that is news. */
  readonly last?: LastLineage;
  /** Notices of findings that the topic has not taken. */
  readonly notices: number;
  /** Lineages of the cluster or its job that count today, UTC. */
  readonly startedToday: number;
  /** Why nothing more is cancelled for the cluster or the job, as the gate says it. */
  readonly breaker?: string;
  /** In the future. */
  readonly cooldownUntil?: number;
  /** While an invocation works on it. */
  readonly leaseUntil?: number;
}

/** An item of the ledger as a row, or what is wrong with it. */
export function toStoredRow(item: Readonly<Record<string, unknown>> | undefined, clusterId: string): StoredRow {
  if (item === undefined) return { kind: 'none' };
  try {
    return { kind: 'row', row: parseRow(item, clusterId) };
  } catch (error) {
    if (error instanceof UnknownSchemaError) return { kind: 'other-schema', schema: item.schema };
    if (error instanceof LedgerRowError) return { kind: 'not-understood' };
    throw error;
  }
}

/** Where a cluster stands by its records; undefined where its row cannot be read by this version. */
export function findStanding(records: LedgerRecords, now: number, policy: Policy): Standing | undefined {
  const { stored, listing, job, clusterId } = records;
  if (stored.kind === 'other-schema' || stored.kind === 'not-understood') return undefined;
  const row = stored.kind === 'none' ? emptyRow(clusterId) : stored.row;
  const { state, lineage, pages } = row;
  const future = (at: number | undefined): number | undefined => (at !== undefined && at > now ? at : undefined);
  const last = isLost(row, listing) ? undefined : newsOf(records.last, now, policy);
  const today = utcDay(now);
  const ofJob = job?.day?.date === today ? job.day.roots.length : 0;
  return {
    state,
    row,
    root: lineage?.root ?? (isLost(row, listing) ? listing?.root : last?.root),
    waiting: isLost(row, listing) ? { kind: 'lost-row' } : waitingOf(row, now, policy),
    sent: lineage && sentFor(row, lineage, listing),
    jobMayBeOwed:
      (isLost(row, listing) || mayBeOwed(row, records.steps) || mayBeOwedSince(last)) &&
      !records.steps.some(isRunOfJob),
    last,
    paged: stillPaged(row),
    pages: pages.filter(({ finding }) => finding === undefined),
    notices: pages.filter(({ finding }) => finding !== undefined).length,
    startedToday: Math.max(row.day?.date === today ? row.day.started : 0, ofJob),
    breaker: breakerTripped(row.outcomes, policy) ?? breakerTripped(job?.outcomes ?? [], policy),
    cooldownUntil: future(row.cooldownUntil),
    leaseUntil: future(row.lease?.until),
  };
}

/** Whether a step shows that the job has run to its end or runs again. */
const isRunOfJob = ({ state, role }: LedgerRecords['steps'][number]): boolean =>
  role !== 'same-job' && (state === 'COMPLETED' || (role !== 'root' && isActive({ state })));

/** How the last lineage ended, for as long as a resubmission would have been watched: later others have taken care of it, or nobody will. */
function newsOf(last: LastLineage | undefined, now: number, { verifyHours }: Policy): LastLineage | undefined {
  return last !== undefined && now - last.closedAt < verifyHours * HOUR_MS ? last : undefined;
}

const mayBeOwedSince = (last: LastLineage | undefined): boolean => last !== undefined && endedWithoutRun(last);

/** Pages of a lineage that still say something in a state; the first is the one that comes where the state lasts too long. */
const STANDING_PAGES: Readonly<Partial<Record<RowState, readonly PageReason[]>>> = {
  cancelling: ['cancel-slow'],
  fencing: ['submit-slow', 'order-broken'],
  submitting: ['submit-slow', 'order-broken'],
  verifying: ['slot-stuck', 'unknown:still-running', 'order-broken'],
};

function stillPaged({ state, lineage }: Row): PageReason[] {
  const { paged = [], seenRunning = false } = lineage ?? {};
  const standing = STANDING_PAGES[state] ?? [];
  return standing.filter((reason) => paged.includes(reason) && !(reason === 'slot-stuck' && seenRunning));
}

/** Whether the page that a phase leads to was sent. */
function isPhasePaged({ state, lineage }: Row): boolean {
  const [ofPhase = ''] = STANDING_PAGES[state] ?? [];
  const reason = lineage?.seenRunning && state === 'verifying' ? 'unknown:still-running' : ofPhase;
  return lineage?.paged.includes(reason) ?? false;
}

const isLost = (row: Row, listing: Listing | undefined): boolean => row.state !== 'held' && isRowLost(row, listing);

/** Between the first cancel and a submission that EMR has confirmed, or where it is held and all of those have ended without success; what is released is a person's. */
function mayBeOwed(row: Row, steps: LedgerRecords['steps']): boolean {
  const { state, lineage } = row;
  if (lineage === undefined || state === 'closed' || !mayBeCancelled(row)) return false;
  const hasFailed = (id: string): boolean =>
    steps.some((step) => step.stepId === id && step.state !== 'COMPLETED' && !isActive(step));
  const { submissions } = lineage;
  return submissions.length === 0 || (state === 'held' && submissions.every(({ stepId }) => hasFailed(stepId)));
}

/** Until the step is known to be cancelled, the row says of each request whether it may have been sent. */
function mayBeCancelled(row: Row): boolean {
  if (row.state === 'intent' || row.state === 'cancelling') return cancelMayHaveBeenSent(row);
  return row.lineage?.cancelFirstAt !== undefined;
}

/** What a lost row has forgotten the index may know. */
function sentFor(row: Row, lineage: Lineage, listing: Listing | undefined): Sent {
  const { cancelRequests, cancelFirstAt, submissions } = lineage;
  const { state, call } = row;
  // EMR's refusal of the one that the index names is why it is held.
  const isRefused = state === 'held' && row.reason === 'submit-refused' && lineage.unansweredN === undefined;
  const isForgotten =
    submissions.length === 0 && !isRefused && listing?.root === lineage.root && listing.claim !== undefined;
  const unknown = call?.kind === 'add' && (call.answer === undefined || call.answer === 'unknown');
  return {
    cancelRequests,
    cancelFirstAt,
    cancelMayHaveBeenSent: mayBeCancelled(row),
    submissions,
    submissionUnknown: unknown || isForgotten || (state === 'held' && UNKNOWN.has(row.reason ?? '')),
  };
}

/** Reasons to be held that say that a submission may have been sent of which the row does not know. */
const UNKNOWN: ReadonlySet<string> = new Set(['submit-ambiguous', 'row-lost']);

/** Without the time from which on somebody is paged, where that has happened. */
function waitingOf(row: Row, now: number, policy: Policy): Waiting {
  const { pageAt, ...waiting } = waitingIn(row, now, policy);
  return isPhasePaged(row) ? waiting : { ...waiting, ...(pageAt === undefined ? {} : { pageAt }) };
}

function waitingIn(row: Row, now: number, policy: Policy): Waiting {
  const { lineage, state, pages } = row;
  if (lineage === undefined || state === 'watching') return { kind: 'finding' };
  switch (state) {
    case 'intent':
      return lineage.maybeSent
        ? { kind: 'earlier-cancel', ...limits(lineage, 'intent', 'held cancel-unexplained') }
        : { kind: 'second-look', ...limits(lineage, 'intent', 'closed aborted:expired') };
    case 'cancelling':
      return { ...untilCancelled(row, now, policy), ...limits(lineage, 'cancelling', 'held cancel-stuck') };
    case 'fencing':
      return { ...untilSubmitted(row, lineage, now), ...limits(lineage, 'fencing', 'held submit-stuck') };
    case 'submitting':
      return { ...untilSettled(row, lineage, now, policy), ...limits(lineage, 'fencing', 'held submit-stuck') };
    case 'verifying':
      return { kind: lineage.seenRunning ? 'attempt-to-end' : 'attempt-to-start', ...verifyingLimits(lineage) };
    case 'closed':
      return { kind: pages.some(({ finding }) => finding === undefined) ? 'pages' : 'archive' };
    default:
      return { kind: 'release' };
  }
}

function limits({ deadlines }: Lineage, phase: Phase, endsAs: string): Partial<Waiting> {
  return { ...deadlines[phase], endsAs };
}

/** A lineage is watched on after its deadlines, which only page. */
function verifyingLimits({ deadlines: { verifying }, seenRunning }: Lineage): Partial<Waiting> {
  return { pageAt: seenRunning ? verifying?.endAt : verifying?.pageAt };
}

function untilCancelled({ call }: Row, now: number, policy: Policy): Waiting {
  const isKnown = call === undefined || (call.answer !== undefined && call.answer !== 'unknown');
  if (isKnown || now >= settledAt(call, policy)) return { kind: 'cancelled' };
  return { kind: 'answer-to-cancel', until: settledAt(call, policy) };
}

function untilSubmitted({ notBefore = 0 }: Row, { fence, fencedAt = 0 }: Lineage, now: number): Waiting {
  if (fence === 'delay' && now < fencedAt) return { kind: 'executors', until: fencedAt };
  return now < notBefore ? { kind: 'throttle', until: notBefore } : { kind: 'submission' };
}

function untilSettled({ call }: Row, { secondScanAt }: Lineage, now: number, policy: Policy): Waiting {
  if (secondScanAt !== undefined) return { kind: 'second-scan', until: secondScanAt };
  if (call === undefined || now >= settledAt(call, policy)) return { kind: 'first-scan' };
  return { kind: 'submission-to-arrive', until: settledAt(call, policy) };
}
