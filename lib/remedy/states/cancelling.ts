import type { Action } from '../action';
import { mayWrite } from '../contract';
import { clusterOptedOut } from '../gates/permission';
import type { Policy } from '../policy';
import type { CallAnswer, Row } from '../row';
import { MINUTE_MS, SECOND_MS } from '../time';
import { close, clusterIsEnding, enter, hold, pageOnce, pendingCall, rootOf, type Scene, wait } from './moves';

/** A cancel may have been sent, so whatever the gates say, its end has to be known. */
export function cancelling(scene: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = scene;
  const root = rootOf(scene);
  const sent = cancelMayHaveTakenEffect(row);
  if (root?.state === 'COMPLETED') return close(scene, 'aborted:finished-first');
  if (root?.state === 'FAILED' || root?.state === 'INTERRUPTED') return close(scene, 'aborted:failed-after-cancel');
  if (root?.state === 'CANCELLED') {
    if (!sent) return close(scene, 'aborted:cancelled-by-other');
    return enter(scene, 'fencing', 'the step is cancelled', { seenCancelledAt: now });
  }
  if (clusterIsEnding(scene)) return close(scene, 'lost:cluster-gone');

  const unchanged = !sent ? withdrawn(scene) : undefined;
  if (unchanged !== undefined) return close(scene, `aborted:${unchanged}`);
  if (!sent) return lookAgain(scene, policy);
  const age = now - row.since;
  if (age > policy.cancelHeldMinutes * MINUTE_MS) return hold(scene, 'cancel-stuck');
  const paged = age > policy.cancelPageMinutes * MINUTE_MS ? pageOnce(scene, 'cancel-slow') : undefined;
  if (paged !== undefined) return paged;

  const again = now + policy.pollSeconds * SECOND_MS;
  if (root === undefined) return wait(scene.report, again, 'the step could not be read');
  if (!mayWrite(obs.mode)) return wait(scene.report, again, 'the lever is pulled: only watching the cancel');
  const lastAt = row.call?.at ?? 0;
  if (now - lastAt < policy.cancelRepeatSeconds * SECOND_MS)
    return wait(scene.report, again, `the step is ${root.state}`);
  const n = lineage.cancelRequests + 1;
  return {
    kind: 'call',
    reason: `the step is still ${root.state}`,
    report: scene.report,
    call: { kind: 'cancel', clusterId: obs.clusterId, stepId: lineage.root, n },
    before: {
      ...row,
      call: pendingCall(obs, 'cancel', n, now),
      lineage: { ...lineage, cancelRequests: n, cancelMayHaveTakenEffect: true },
    },
  };
}

const HAD_NO_EFFECT: ReadonlySet<CallAnswer> = new Set(['rejected', 'throttled', 'refused']);

/** Whether a cancel may have taken effect: false only while every request was answered, each with "nothing happened". */
export function cancelMayHaveTakenEffect({ lineage, call }: Row): boolean {
  if (lineage?.cancelMayHaveTakenEffect) return true;
  return call?.kind === 'cancel' && (call.answer === undefined || !HAD_NO_EFFECT.has(call.answer));
}

/** Every request was turned away, so nothing is owed, and what the second look saw is growing old: it is due again. */
function lookAgain({ row, lineage, now, report }: Scene, policy: Policy): Action {
  const { call, ...rest } = row;
  const { cancelFirstAt: _, ...untouched } = lineage;
  return {
    kind: 'move',
    reason: 'no request to cancel was taken, everything has to be looked at again',
    report,
    row: {
      ...rest,
      state: 'intent',
      since: lineage.openedAt,
      notBefore: (call?.at ?? now) + policy.cancelRepeatSeconds * SECOND_MS,
      lineage: untouched,
    },
  };
}

/** Whether permission was withdrawn before anything could have happened; only then may the lineage still be dropped. */
function withdrawn(scene: Scene): string | undefined {
  if (!mayWrite(scene.obs.mode)) return 'mode';
  return clusterOptedOut(scene.obs) === undefined ? undefined : 'opted-out';
}
