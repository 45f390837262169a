import type { Action } from '../action';
import { consentTo } from '../consent';
import type { StepDetail } from '../observation';
import type { CallAnswer, Lineage, PendingCall, Row } from '../row';
import { SECOND_MS } from '../time';
import {
  close,
  clusterIsEnding,
  deadlinesWith,
  enter,
  freshUntil,
  overdue,
  pendingCall,
  rootOf,
  type Scene,
  settledAt,
  waitForPoll,
  withNews,
} from './moves';

/** A cancel may have been sent, so whatever the gates say, its end has to be known. */
export function cancelling(scene: Scene): Action {
  const { row, now, policy } = scene;
  const root = rootOf(scene);
  if (root?.state === 'COMPLETED') return close(scene, 'aborted:finished-first');
  if (root?.state === 'FAILED' || root?.state === 'INTERRUPTED') return close(scene, 'aborted:failed-after-cancel');
  if (root?.state === 'CANCELLED') {
    if (isCancelledByOther(scene, root)) return close(scene, 'aborted:cancelled-by-other');
    const move = enter(scene, 'fencing', 'the step is cancelled', {
      fencedAt: now + policy.clientDelaySeconds * SECOND_MS,
      deadlines: deadlinesWith(scene, 'fencing'),
    });
    return { ...move, row: withNews(move.row, 'cancelled', now) };
  }
  if (clusterIsEnding(scene)) return close(scene, 'lost:cluster-gone');
  const late = overdue(scene, 'cancelling', 'cancel');
  if (late !== undefined) return late;

  if (root === undefined) return waitForPoll(scene, 'the step could not be read');
  if (isUnsettled(row.call, scene)) return waitForPoll(scene, 'the last request to cancel may still arrive');
  if (root.state === 'RUNNING' && row.call?.answer !== 'accepted') {
    return isEarlierSettled(scene)
      ? backToIntent(scene)
      : waitForPoll(scene, 'an earlier request to cancel may still take effect');
  }
  return repeat(scene, root);
}

/** Nothing of ours can have cancelled it: every request was turned away, or it had ended before the first. */
function isCancelledByOther(
  { row, lineage, policy }: Scene,
  { endedAt = Number.POSITIVE_INFINITY }: StepDetail,
): boolean {
  const { cancelFirstAt = Number.NEGATIVE_INFINITY } = lineage;
  return !cancelMayHaveBeenSent(row) || endedAt < cancelFirstAt - policy.clockMarginSeconds * SECOND_MS;
}

const HAD_NO_EFFECT: ReadonlySet<CallAnswer | undefined> = new Set(['rejected', 'throttled', 'refused'] as const);

const mayHaveBeenSent = (call: PendingCall | undefined): call is PendingCall =>
  call?.kind === 'cancel' && !HAD_NO_EFFECT.has(call.answer);

/** Whether a cancel may have been sent: false only while every request was answered, each with "nothing happened". */
export function cancelMayHaveBeenSent({ lineage, call }: Row): boolean {
  return lineage?.maybeSent === true || mayHaveBeenSent(call);
}

/** Whether nobody can say yet what has become of a request. */
function isUnsettled(call: PendingCall | undefined, { now, policy }: Scene): boolean {
  if (call === undefined || (call.answer !== undefined && call.answer !== 'unknown')) return false;
  return now < settledAt(call, policy);
}

function isEarlierSettled({ lineage, now }: Scene): boolean {
  return now >= (lineage.earlierSettledAt ?? 0);
}

/** What is remembered of the requests so far when the latest is no longer in the row. */
function remembered({ row, lineage, policy }: Scene): Pick<Lineage, 'maybeSent' | 'earlierSettledAt'> {
  const { call } = row;
  if (!mayHaveBeenSent(call)) {
    return { maybeSent: lineage.maybeSent, earlierSettledAt: lineage.earlierSettledAt };
  }
  return { maybeSent: true, earlierSettledAt: Math.max(lineage.earlierSettledAt ?? 0, settledAt(call, policy)) };
}

/** The step runs on, and no request can still reach it: what the second look saw is old, so it is due again. */
function backToIntent(scene: Scene): Action {
  const { row, lineage, obs } = scene;
  const { maybeSent, earlierSettledAt } = remembered(scene);
  const move = enter(scene, 'intent', 'the step runs on, everything has to be looked at again', {
    maybeSent,
    earlierSettledAt,
    cancelFirstAt: maybeSent ? lineage.cancelFirstAt : undefined,
  });
  const listing = { root: lineage.root, cancelling: maybeSent, settledAt: earlierSettledAt ?? 0 };
  return {
    ...move,
    first: [{ kind: 'list', clusterId: obs.clusterId, listing }],
    row: { ...move.row, notBefore: row.call?.repeatAt },
  };
}

/** The same request again: it takes effect once, however often it is made. */
function repeat(scene: Scene, root: StepDetail): Action {
  const { obs, row, lineage, now, policy } = scene;
  if (!cancelMayHaveBeenSent(row)) return waitForPoll(scene, 'somebody else is cancelling the step');
  if (now < (row.call?.repeatAt ?? 0)) return waitForPoll(scene, `the step is ${root.state}`);
  if (root.fingerprint !== lineage.fingerprint) return waitForPoll(scene, 'only watching: the arguments have changed');
  const consent = consentTo(obs, root);
  if (consent.kind !== 'given') return waitForPoll(scene, `only watching the cancel: ${consent.reason}`);
  const n = lineage.cancelRequests + 1;
  const call = pendingCall(scene, 'cancel', n);
  const listing = { root: lineage.root, cancelling: true, settledAt: settledAt(call, policy) };
  return {
    kind: 'call',
    reason: `the step is still ${root.state}`,
    report: scene.report,
    first: [{ kind: 'list', clusterId: obs.clusterId, listing }],
    freshUntil: freshUntil([obs.root, obs.cluster, obs.lever]),
    call: { kind: 'cancel', clusterId: obs.clusterId, stepId: lineage.root, n },
    before: { ...row, call, lineage: { ...lineage, ...remembered(scene), cancelRequests: n } },
  };
}
