import { finishedRuns, type RowState, runbookFor, type StepRole, type Waiting, WITHDRAWN } from '../remedy';
import { SCHEMA_VERSION } from './plan-json';
import { type RunsWithJson, runsWithToJson } from './runs-with';
import {
  reasonsToAct,
  reasonsToShow,
  type StandingReport,
  sentLines,
  summaryOf,
  toDoLines,
  waitingLines,
} from './standing-words';

/** Where a cluster's lineage stands, as `explain --json` prints it. Times in ISO 8601; null: not known, or there is none. */
export interface ExplainJson {
  schemaVersion: number;
  clusterId: string;
  /** Null where this version cannot read the row. */
  state: RowState | null;
  /** Why it is held or closed. */
  reason: string | null;
  /** The root step. */
  stepId: string | null;
  /** Where it stands, in one sentence. */
  summary: string;
  waitsFor: WaitsForJson | null;
  sent: SentJson | null;
  /** EMR's word on the root step, on every step that carries its marker, and on later runs of its job. */
  steps: { stepId: string; state: string; role: StepRole }[];
  /** What could not be read, and the permission that reading it needs. */
  unread: { action: string; of: string; reason: string }[];
  /** Whether the root step may be cancelled, and no run of its job is known since. */
  jobMayBeOwed: boolean;
  /** Whether a person has to do something. */
  needsAction: boolean;
  /** Pages that the topic has not taken. */
  pages: { reason: string; since: string; runbook: string }[];
  /** Reasons for which people were paged of the lineage that is under way, and which still hold. */
  paged: string[];
  /** How the lineage ended that was closed last, for a day; null where one is under way. */
  lastLineage: { stepId: string; outcome: string; closedAt: string; submitted: string[] } | null;
  toDo: string[];
  /** Sections of the runbook, the gravest first. */
  runbook: string[];
  /** The oldest first. */
  outcomes: { at: string; stepId: string; outcome: string }[];
  /** Lineages that may still be opened today, UTC: a count. */
  lineagesLeft: number | null;
  /** Why nothing more is cancelled for the cluster or the job. */
  breaker: string | null;
  cooldownUntil: string | null;
  /** A person's word for the root step, or for the step that was asked for. */
  approval: { stepId: string; approvedUntil: string; state: 'open' | 'taken' | 'withdrawn' | 'expired' } | null;
  /** What the job of the lineage, or of the step that was asked for, should be given the next time it runs. */
  nextRun: NextRunJson | null;
  /** Runs of that job that have completed, the newest first. */
  runs: RunJson[];
  remediator: RunsWithJson;
}

interface NextRunJson {
  at: string;
  clusterId: string;
  /** The step for which it was worked out. */
  stepId: string | null;
  settings: { key: string; to: string }[];
  /** Why there are none. */
  refused: string | null;
  /** Earlier runs with the same work, the newest first. */
  earlierRuns: {
    /** From start to end. */
    minutes: number;
  }[];
}

interface RunJson {
  clusterId: string;
  stepId: string;
  startedAt: string;
  endedAt: string;
  /** From start to end. */
  minutes: number;
}

interface WaitsForJson {
  kind: Waiting['kind'];
  /** In sentences. */
  lines: string[];
  until: string | null;
  /** From when on somebody is paged. */
  pageAt: string | null;
  /** From when on it ends without what it waits for. */
  endAt: string | null;
  /** State and reason with which it ends then. */
  endsAs: string | null;
}

interface SentJson {
  /** In sentences. */
  lines: string[];
  /** Whether the root step may be cancelled. */
  cancelMayHaveBeenSent: boolean;
  /** Steps that were submitted in its place. */
  submitted: string[];
  /** Whether there is a submission of which no answer is known. */
  submissionUnknown: boolean;
}

/** Where a cluster stands as a plain object, ready for `JSON.stringify`. */
export function standingToJson(report: StandingReport): ExplainJson {
  const { records, standing, runsWith } = report;
  const { sent, row } = standing ?? {};
  const reasons = reasonsToShow(report);
  return {
    schemaVersion: SCHEMA_VERSION,
    clusterId: records.clusterId,
    state: standing?.state ?? null,
    reason: row?.reason ?? null,
    stepId: standing?.root ?? null,
    summary: summaryOf(report),
    waitsFor: standing === undefined ? null : waitsFor(report, standing.waiting),
    sent: sent === undefined ? null : toSent(report, sent),
    steps: records.steps.map((step) => ({ ...step })),
    unread: records.unread.map((one) => ({ ...one })),
    jobMayBeOwed: standing?.jobMayBeOwed ?? false,
    needsAction: needsAction(report),
    pages: (standing?.pages ?? []).map(({ reason, at }) => ({ reason, since: iso(at), runbook: runbookFor(reason) })),
    paged: [...(standing?.paged ?? [])],
    lastLineage: toLast(standing?.last),
    toDo: toDoLines(report),
    runbook: reasons.map(runbookFor),
    outcomes: (row?.outcomes ?? []).map(({ at, root, outcome }) => ({ at: iso(at), stepId: root, outcome })),
    lineagesLeft:
      standing === undefined ? null : Math.max(0, runsWith.policy.startsPerClusterDay - standing.startedToday),
    breaker: standing?.breaker ?? null,
    cooldownUntil: isoOrNull(standing?.cooldownUntil),
    approval: toApproval(report),
    nextRun: toNextRun(report),
    runs: finishedRuns(records.job).map(({ clusterId, stepId, startedAt, endedAt }) => ({
      clusterId,
      stepId,
      startedAt: iso(startedAt),
      endedAt: iso(endedAt),
      minutes: toMinutes(endedAt - startedAt),
    })),
    remediator: runsWithToJson(runsWith),
  };
}

/** Whether a person has to do something about a cluster. */
export const needsAction = (report: StandingReport): boolean =>
  report.standing === undefined || reasonsToAct(report).length > 0;

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const isoOrNull = (epochMs: number | undefined): string | null => (epochMs === undefined ? null : iso(epochMs));

const toLast = (last: NonNullable<StandingReport['standing']>['last']): ExplainJson['lastLineage'] =>
  last === undefined
    ? null
    : { stepId: last.root, outcome: last.outcome, closedAt: iso(last.closedAt), submitted: [...last.steps] };

const toMinutes = (ms: number): number => Math.round(ms / 6000) / 10;

function toNextRun({ records: { nextRun } }: StandingReport): NextRunJson | null {
  if (nextRun === undefined) return null;
  const { at, clusterId, stepId = null, settings, refused = null, earlierRunsMs } = nextRun;
  return {
    at: iso(at),
    clusterId,
    stepId,
    settings: settings.map((one) => ({ ...one })),
    refused,
    earlierRuns: earlierRunsMs.map((ms) => ({ minutes: toMinutes(ms) })),
  };
}

function toApproval({ records: { approval }, now }: StandingReport): ExplainJson['approval'] {
  if (approval === undefined) return null;
  const { stepId, approvedUntil, takenBy } = approval;
  const unused = approvedUntil <= now ? 'expired' : 'open';
  const state = takenBy === undefined ? unused : takenBy === WITHDRAWN ? 'withdrawn' : 'taken';
  return { stepId, approvedUntil: iso(approvedUntil), state };
}

function waitsFor(report: StandingReport, { kind, until, pageAt, endAt, endsAs }: Waiting): WaitsForJson {
  return {
    kind,
    lines: waitingLines(report),
    until: isoOrNull(until),
    pageAt: isoOrNull(pageAt),
    endAt: isoOrNull(endAt),
    endsAs: endsAs ?? null,
  };
}

function toSent(report: StandingReport, sent: NonNullable<StandingReport['standing']>['sent'] & {}): SentJson {
  return {
    lines: sentLines(report),
    cancelMayHaveBeenSent: sent.cancelMayHaveBeenSent,
    submitted: sent.submissions.map(({ stepId }) => stepId),
    submissionUnknown: sent.submissionUnknown,
  };
}
