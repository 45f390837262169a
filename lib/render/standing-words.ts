import { counted, grouped } from '../numbers';
import {
  endedWithoutRun,
  finishedRuns,
  type LedgerRecords,
  RUNBOOK_URL,
  type Sent,
  type Standing,
  type StoredRow,
  type WaitingKind,
  WITHDRAWN,
} from '../remedy';
import { moment } from './moment';
import { wordsFor } from './page-words';
import { type RunsWith, runsWithLines, stoppedLines } from './runs-with';

/** What a report on a cluster's row is made of. */
export interface StandingReport {
  readonly records: LedgerRecords;
  /** Undefined where this version cannot read the row. */
  readonly standing: Standing | undefined;
  /** The table, for commands to paste. */
  readonly table: string;
  readonly runsWith: RunsWith;
  /** Epoch ms. */
  readonly now: number;
  /** The step whose approval was asked for. */
  readonly askedStepId?: string;
}

/** In one sentence where a cluster stands. */
export function summaryOf({ records: { clusterId, stored }, standing }: StandingReport): string {
  if (standing === undefined) return `the row of ${clusterId} cannot be read: ${strangeness(stored)}`;
  const { state, root, row, waiting } = standing;
  if (waiting.kind === 'lost-row')
    return `the row of ${clusterId} does not know of the lineage of step ${root}, of which a cancel may have been sent`;
  if (stored.kind === 'none')
    return `${clusterId} has no row in this ledger: its remediator has found nothing there, or does not watch it`;
  if (state === 'watching') return `${clusterId} is watched, and nothing is under way${lastWords(standing)}`;
  const { reason = 'unknown' } = row;
  if (state === 'held') return `${clusterId} is held for ${reason}; the root step is ${root}`;
  if (state === 'closed') return `${clusterId}: the lineage of step ${root} is closed as ${reason}`;
  return `${clusterId} is in state ${state}, for step ${root}`;
}

/** What came before, where somebody may still have to submit the job. */
function lastWords({ last, jobMayBeOwed }: Standing): string {
  if (last === undefined || !endedWithoutRun(last)) return '';
  const ended = `; the lineage of step ${last.root} ended as ${last.outcome}`;
  return jobMayBeOwed ? `${ended}, and no run of its job has completed since` : ended;
}

function strangeness(stored: StoredRow): string {
  return stored.kind === 'other-schema'
    ? `its schema is ${String(stored.schema ?? 'not given')}, which this version of emr-autotune does not know`
    : 'it is not what a remediator writes, so somebody may have edited it';
}

const WAITING: Readonly<Record<WaitingKind, string>> = {
  finding: 'a finding that every gate lets pass',
  'second-look': 'a second look that agrees with the first; then the step is cancelled',
  'earlier-cancel': 'what becomes of the step, as an earlier request to cancel may have been sent',
  'answer-to-cancel': 'the last request to cancel, of which no answer is known and which may still arrive',
  cancelled: 'the step to be CANCELLED',
  executors: 'the executors of the step that was cancelled, or has failed, to notice its end',
  throttle: 'a pause after EMR throttled the submission',
  submission: 'everything to be read; then the step is submitted again',
  'submission-to-arrive': 'the submission, of which no answer is known and which may still arrive',
  'first-scan': 'a complete list of steps, to look for the submission',
  'second-scan':
    'a second complete list of steps; without the submission in it one more is made, and after that the lineage is held as submit-ambiguous',
  'attempt-to-start': 'the resubmission to start',
  'attempt-to-end': 'the resubmission to end',
  pages: 'the topic to take the pages that are owed; then the lineage is archived',
  archive: 'the next tick, which archives the lineage',
  release: "a person's release; nothing else ends it",
  'lost-row': 'what EMR says of that step; unless it completed or runs on, the cluster is held as row-lost',
};

/** What is waited for and until when. */
export function waitingLines({ standing, records, runsWith, now, askedStepId }: StandingReport): string[] {
  if (standing === undefined) return [`nothing: the function leaves such a row as it is; ${alarmFor(records.stored)}`];
  const { waiting, cooldownUntil, leaseUntil } = standing;
  const { kind, until, pageAt, endAt, endsAs } = waiting;
  return [
    ...stoppedLines(runsWith),
    `${WAITING[kind]}${until === undefined ? '' : `; until ${moment(until)}`}`,
    ...(pageAt === undefined || pageAt === endAt ? [] : [`somebody is paged from ${moment(pageAt)} on`]),
    ...(endAt === undefined ? [] : [`from ${moment(endAt)} on it is ${endsAs}`]),
    ...(cooldownUntil === undefined ? [] : [`the cluster rests until ${moment(cooldownUntil)}`]),
    ...approvalLines(records.approval, { runsWith, now, askedStepId }),
    ...(leaseUntil === undefined ? [] : [`an invocation works on it, until ${moment(leaseUntil)} at the latest`]),
  ];
}

function approvalLines(
  approval: LedgerRecords['approval'],
  { runsWith: { settings }, now, askedStepId }: Pick<StandingReport, 'runsWith' | 'now' | 'askedStepId'>,
): string[] {
  if (approval === undefined) return askedStepId === undefined ? [] : [`${askedStepId} is not approved`];
  const { stepId, approvedUntil, takenBy } = approval;
  if (takenBy === WITHDRAWN) return [`${stepId}: the approval was withdrawn`];
  if (takenBy !== undefined) return [`${stepId}: the approval was taken up by a lineage`];
  if (approvedUntil <= now) return [`${stepId}: the approval expired at ${moment(approvedUntil)}, unused`];
  const mode = settings?.mode ?? 'approve';
  const unused = mode === 'approve' ? '' : `, which nothing takes up: the remediator runs in mode ${mode}`;
  return [`${stepId} is approved until ${moment(approvedUntil)}${unused}`];
}

/** What may have been sent to EMR, and what EMR says of the steps. */
export function sentLines({ standing, records }: StandingReport): string[] {
  const { sent, last } = standing ?? {};
  return [
    ...(sent === undefined ? [] : [cancelLine(sent), addLine(sent)]),
    ...(last === undefined || records.steps.length === 0 ? [] : [`AddJobFlowSteps: ${listed(last.steps)}`]),
    ...records.steps.map(({ stepId, state, role }) => `${stepId}, ${ROLES[role]}: ${state}`),
    ...records.unread.map(({ action, of, reason }) => `${of}: not read (${reason}); it needs ${action}`),
    ...(standing?.jobMayBeOwed ? ['a job may be owed: no run of it is known since the cancel'] : []),
  ];
}

function cancelLine({ cancelRequests, cancelFirstAt, cancelMayHaveBeenSent }: Sent): string {
  if (!cancelMayHaveBeenSent) {
    const refused = cancelRequests === 0 ? '' : `; EMR took none of ${counted(cancelRequests, 'request')}`;
    return `CancelSteps: nothing${refused}`;
  }
  const first = cancelFirstAt === undefined ? '' : `, the first at ${moment(cancelFirstAt)}`;
  return `CancelSteps: ${counted(Math.max(1, cancelRequests), 'request')}${first}`;
}

function addLine({ submissions, submissionUnknown }: Sent): string {
  if (submissionUnknown) return 'AddJobFlowSteps: a request may have been sent of which no answer is known';
  return `AddJobFlowSteps: ${listed(submissions.map(({ stepId }) => stepId))}`;
}

const listed = (steps: readonly string[]): string => (steps.length === 0 ? 'nothing' : steps.join(', '));

const ROLES: Readonly<Record<LedgerRecords['steps'][number]['role'], string>> = {
  root: 'the root step',
  resubmission: 'a resubmission, by its marker',
  'same-work': 'submitted by others after the root step, with its arguments',
  'same-job': 'submitted by others after the root step: its name and application, other arguments',
};

/** The reasons of pages that say what a person has to do now, the gravest first. */
export function reasonsToAct({ standing }: StandingReport): string[] {
  if (standing === undefined) return [];
  const { state, row, waiting, pages, paged, last, jobMayBeOwed, breaker } = standing;
  const own = state === 'held' ? [`held:${row.reason ?? 'unknown'}`] : [];
  const lost = waiting.kind === 'lost-row' ? ['held:row-lost'] : [];
  const ended = last !== undefined && jobMayBeOwed ? [last.outcome] : [];
  const tripped = breaker === undefined ? [] : ['breaker'];
  return [...new Set([...own, ...lost, ...ended, ...pages.map(({ reason }) => reason), ...paged, ...tripped])];
}

/** Those, and how the last lineage ended where people were paged for that: its section tells what to see to. */
export function reasonsToShow(report: StandingReport): string[] {
  const { last } = report.standing ?? {};
  const ended = last !== undefined && endedWithoutRun(last) ? [last.outcome] : [];
  return [...new Set([...reasonsToAct(report), ...ended])];
}

/** What a person does next. */
export function toDoLines(report: StandingReport): string[] {
  const { standing, table, records } = report;
  const { clusterId } = records;
  if (standing === undefined) return [strangeToDo(records.stored)];
  const words = reasonsToShow(report).map((reason) => wordsFor(reason).toDo);
  if (standing.state !== 'held') return words.length === 0 ? [nothingToDo(records.stored)] : words;
  return [
    ...words,
    `aws emr list-steps --cluster-id ${clusterId}`,
    `emr-autotune release ${clusterId} --table ${table}, once the step has been dealt with`,
  ];
}

const nothingToDo = ({ kind }: StoredRow): string =>
  kind === 'none'
    ? 'nothing; where you were paged for this cluster, it was by another remediator: check the table and the region'
    : 'nothing; the remediator goes on by itself';

const alarmFor = ({ kind }: StoredRow): string =>
  kind === 'other-schema' ? 'the alarm "held" tells of it' : 'the alarm "ledgerErrors" tells of it';

const strangeToDo = (stored: StoredRow): string =>
  stored.kind === 'other-schema'
    ? 'use the emr-autotune of the version that is deployed'
    : `see that the job runs once, then delete the item, step by step as the runbook says: ${RUNBOOK_URL}#a-row-that-cannot-be-read`;

/** What to give the job the next time it runs, and what that was made of. */
export function nextRunLines({ records: { nextRun } }: StandingReport): string[] {
  if (nextRun === undefined) return [];
  const { settings, at, stepId, clusterId, earlierRunsMs, refused } = nextRun;
  const step = stepId === undefined ? '' : ` for step ${stepId} of ${clusterId}`;
  return [
    ...settings.map(({ key, to }) => `--conf ${key}=${to}`),
    ...(settings.length === 0 ? [`nothing${refused === undefined ? '' : `: ${refused}`}`] : []),
    `worked out at ${moment(at)}${step}`,
    ...(earlierRunsMs.length === 0
      ? []
      : [`earlier runs with the same work took ${earlierRunsMs.map(inMinutes).join(', ')} min, the newest first`]),
  ];
}

const MAX_RUNS_SHOWN = 5;

/** Runs of the job that have completed, newest first. */
export function runLines({ records: { job } }: StandingReport): string[] {
  return finishedRuns(job)
    .slice(0, MAX_RUNS_SHOWN)
    .map(
      ({ startedAt, endedAt, stepId, clusterId }) =>
        `${moment(startedAt)}: ${inMinutes(endedAt - startedAt)} min, step ${stepId} of ${clusterId}`,
    );
}

const inMinutes = (ms: number): string => grouped(Math.round(ms / MS_PER_MINUTE));

const MS_PER_MINUTE = 60_000;

/** Budget, breaker and outcomes, as they keep the next lineage from opening. */
export function limitLines({ standing, runsWith }: StandingReport): string[] {
  const { policy } = runsWith;
  if (standing === undefined) return [];
  const { startedToday, breaker, row } = standing;
  const left = Math.max(0, policy.startsPerClusterDay - startedToday);
  return [
    ...runsWithLines(runsWith),
    `${counted(left, 'lineage')} left today (UTC) of ${policy.startsPerClusterDay}`,
    ...(breaker === undefined ? [] : [`${breaker}: nothing more is cancelled until somebody clears the outcomes`]),
    ...row.outcomes.toReversed().map(({ at, root, outcome }) => `${moment(at)}: ${outcome}, step ${root}`),
  ];
}
