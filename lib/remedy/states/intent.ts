import type { Action } from '../action';
import { TIER } from '../contract';
import { GATES } from '../gates';
import type { Reading } from '../observation';
import {
  close,
  clusterIsEnding,
  deadlinesWith,
  enter,
  freshUntil,
  hold,
  pendingCall,
  rootOf,
  type Scene,
  settledAt,
  waitForPoll,
} from './moves';

/** A lineage is open and nothing has been sent, so any doubt aborts; where a cancel may have been sent, any doubt only watches. */
export function intent(plain: Scene): Action {
  const scene = { ...plain, report: plain.obs.assessed?.report ?? plain.report };
  const before = scene.lineage.maybeSent ? afterOldRequest(scene) : beforeAnyRequest(scene);
  if (before !== undefined) return before;
  const doubt = doubtIn(scene);
  if (doubt?.kind === 'look again') return waitForPoll(scene, doubt.reason);
  if (doubt !== undefined) {
    if (scene.lineage.maybeSent) return waitForPoll(scene, `an earlier cancel is only watched: ${doubt.reason}`);
    return close(scene, `aborted:${doubt.reason}`);
  }
  return cancel(scene);
}

/** What ends a lineage of which nothing has been sent. */
function beforeAnyRequest(scene: Scene): Action | undefined {
  const { lineage, now } = scene;
  if (now > (lineage.deadlines.intent?.endAt ?? 0)) {
    return close(scene, lineage.cancelRequests > 0 ? 'aborted:cancel-refused' : 'aborted:expired');
  }
  if (clusterIsEnding(scene)) return close(scene, 'aborted:cluster-ending');
  const root = rootOf(scene);
  if (root === undefined) return waitForPoll(scene, 'the step could not be read');
  return root.state === 'RUNNING' ? undefined : close(scene, `aborted:step-${root.state.toLowerCase()}`);
}

/** What ends a lineage to which an earlier request to cancel may still have done something. */
function afterOldRequest(scene: Scene): Action | undefined {
  const { lineage, now } = scene;
  const root = rootOf(scene);
  if (root?.state === 'COMPLETED') return close(scene, 'aborted:finished-first');
  if (root?.state === 'FAILED' || root?.state === 'INTERRUPTED') return close(scene, 'aborted:failed-after-cancel');
  if (root?.state === 'CANCELLED') return hold(scene, 'cancel-unexplained');
  if (clusterIsEnding(scene)) return close(scene, 'lost:cluster-gone');
  if (now > (lineage.deadlines.intent?.endAt ?? 0)) return hold(scene, 'cancel-unexplained');
  if (root?.state === 'CANCEL_PENDING') {
    return enter(scene, 'cancelling', 'the step is being cancelled', { deadlines: deadlinesWith(scene, 'cancelling') });
  }
  return root === undefined ? waitForPoll(scene, 'the step could not be read') : undefined;
}

interface Doubt {
  readonly kind: 'no' | 'look again';
  readonly reason: string;
}

const no = (reason: string): Doubt => ({ kind: 'no', reason });
const lookAgain = (reason: string): Doubt => ({ kind: 'look again', reason });

/** Everything that the second look rests on. */
function readings({ obs }: Scene): readonly (Reading<unknown> | undefined)[] {
  return [
    obs.cluster,
    obs.groups,
    obs.instances,
    obs.autoTermination,
    obs.scaling,
    obs.scan,
    obs.root,
    obs.metrics,
    obs.lever,
  ];
}

/** Why the second look does not agree with the first. */
function doubtIn(scene: Scene): Doubt | undefined {
  const { obs, row, lineage, now } = scene;
  if (rootOf(scene)?.fingerprint !== lineage.fingerprint) return no('arguments-changed');
  const { assessed, prepared } = obs;
  // What could not be read says neither yes nor no.
  if (readings(scene).includes(undefined) || assessed === undefined) return lookAgain('not everything could be read');
  if (lineage.fence === 'guard' && obs.cluster?.value.securityConfiguration !== undefined && obs.security === undefined)
    return lookAgain("the cluster's security configuration could not be read");
  if (assessed.lacksEvidence) return lookAgain('the job does not say any more what was known of it');
  const refused = assessed.refusals.find(({ gate }) => !GATES[gate].transient);
  if (refused !== undefined) return no(refused.gate);
  const [unread] = assessed.refusals;
  if (unread !== undefined) return lookAgain(`${unread.gate}: ${unread.reason}`);
  const { plan } = assessed;
  if (!assessed.suspect || assessed.tier !== TIER.confirmed || plan === undefined) return no('no-finding');
  if (plan.changes !== lineage.plan || plan.fence !== lineage.fence) return no('plan-changed');
  if (prepared === undefined) return lookAgain('the resubmission is not built');
  if (prepared.kind === 'refused') return no('limits');
  if (now > freshUntil(readings(scene))) return lookAgain('everything has to be read again');
  if (now < (row.notBefore ?? 0)) return lookAgain('the last request to cancel was made less than a minute ago');
  return undefined;
}

/** The request to cancel: written ahead with the digest of what will be submitted, then sent once. */
function cancel(scene: Scene): Action {
  const { obs, row, lineage, now, policy } = scene;
  const { prepared } = obs;
  const { notBefore: _, ...rest } = row;
  const n = lineage.cancelRequests + 1;
  const call = pendingCall(scene, 'cancel', n);
  const listing = { root: lineage.root, cancelling: true, settledAt: settledAt(call, policy) };
  return {
    kind: 'call',
    reason: 'the second look agrees with the first',
    report: scene.report,
    first: [{ kind: 'list', clusterId: obs.clusterId, listing, ...(lineage.maybeSent ? {} : { firstCancel: true }) }],
    freshUntil: freshUntil(readings(scene)),
    call: { kind: 'cancel', clusterId: obs.clusterId, stepId: lineage.root, n },
    before: {
      ...rest,
      state: 'cancelling',
      call,
      lineage: {
        ...lineage,
        cancelFirstAt: lineage.cancelFirstAt ?? now,
        cancelRequests: n,
        attemptFingerprint: prepared?.kind === 'built' ? prepared.fingerprint : undefined,
        deadlines: deadlinesWith(scene, 'cancelling'),
      },
    },
  };
}
