import type { CallResult } from './action';
import type { HeldReason } from './page-reasons';
import type { Policy } from './policy';
import type { CallAnswer, Lineage, PendingCall, Row } from './row';
import { rollbackDeadlines, withNews, withPage } from './states/moves';
import { SECOND_MS } from './time';

const MIN_BACK_OFF_SECONDS = 5;
const MAX_BACK_OFF_SECONDS = 60;

/** The code of a submission that the index of open lineages could not be told of. */
export const NOT_CLAIMED = 'not-claimed';

/** Codes that say "later", of those that say that nothing happened; the last four are the remediator's own: nothing was even sent. */
const THROTTLED: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'no-time',
  'look-too-old',
  'actor-unavailable',
  NOT_CLAIMED,
]);

/**
 * The row after a call was made. A row that does not name the call it was written ahead of is held.
 *
 * @param row as it was written ahead
 */
export function record(row: Row, result: CallResult, now: number, policy: Policy): Row {
  const { call, lineage, state } = row;
  const expected = call?.kind === 'cancel' ? 'cancelling' : 'submitting';
  if (call === undefined || lineage === undefined || call.answer !== undefined || state !== expected) {
    return held(row, 'row-broken', now);
  }
  const answered: Row = { ...row, call: { ...call, answer: answerOf(call, result), silentAt: now } };
  return call.kind === 'cancel' ? answered : afterAdd(answered, { lineage, call, result, now, policy });
}

function held(row: Row, reason: HeldReason, now: number): Row {
  return withPage({ ...row, state: 'held', reason }, `held:${reason}`, now);
}

function answerOf(call: PendingCall, result: CallResult): CallAnswer {
  if (result.kind === 'unknown') return 'unknown';
  if (result.kind === 'noEffect') return THROTTLED.has(result.code) ? 'throttled' : 'refused';
  if (call.kind === 'cancel') return result.accepted === false ? 'rejected' : 'accepted';
  return result.stepId === undefined ? 'unknown' : 'accepted';
}

/** An AddJobFlowSteps and its answer. */
interface Answered {
  readonly lineage: Lineage;
  readonly call: PendingCall;
  readonly result: CallResult;
  /** Epoch ms. */
  readonly now: number;
  readonly policy: Policy;
}

/** Where the answer to AddJobFlowSteps leads; an unknown one leaves the row in `submitting`. */
function afterAdd(row: Row, answered: Answered): Row {
  const { lineage, call, result, now } = answered;
  if (result.kind === 'done' && result.stepId !== undefined) {
    const submissions = [...lineage.submissions, { n: call.n, stepId: result.stepId }];
    return withNews({ ...row, state: 'verifying', lineage: { ...lineage, submissions } }, 'resubmitted', now);
  }
  if (result.kind !== 'noEffect') return row;
  if (THROTTLED.has(result.code)) {
    const seconds = Math.min(MAX_BACK_OFF_SECONDS, MIN_BACK_OFF_SECONDS * 2 ** lineage.throttled);
    return {
      ...row,
      state: 'fencing',
      notBefore: now + seconds * SECOND_MS,
      lineage: { ...lineage, throttled: lineage.throttled + 1 },
    };
  }
  return refused(row, answered);
}

/** What EMR does not take with other settings it may take as it was. */
function refused(row: Row, { lineage, now, policy }: Answered): Row {
  if (lineage.attempt === 2) return held(row, 'submit-refused', now);
  const deadlines = rollbackDeadlines(lineage, now, policy);
  return { ...row, state: 'fencing', lineage: { ...lineage, attempt: 2, throttled: lineage.throttled + 1, deadlines } };
}
