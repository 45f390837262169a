import type { Action, SideWrite } from '../action';
import { isActive, MAX_ACTIVE_STEPS, mayWrite, OPT_IN_TAG, optInValue } from '../contract';
import { clusterOptedOut } from '../gates/permission';
import type { StepFacts } from '../observation';
import type { Policy } from '../policy';
import { resubmissionOf } from '../resubmission';
import { subjectOf, understood } from '../subject';
import { MINUTE_MS, SECOND_MS } from '../time';
import { ambiguity, markedSteps } from './markers';
import { close, clusterIsEnding, enter, hold, pageOnce, pendingCall, rootOf, type Scene, wait } from './moves';

/** The root step is cancelled and a job is owed. */
export function fencing(scene: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = scene;
  const owedSince = lineage.seenCancelledAt ?? row.since;
  const marked = markedSteps(scene);
  const doubt = ambiguity(marked);
  if (doubt !== undefined) return hold(scene, doubt);
  const [found] = marked;
  if (found !== undefined) {
    const submissions = [{ n: found.n, stepId: found.step.id, at: found.step.createdAt }];
    return enter(scene, 'verifying', 'a submission with the marker is there', { submissions });
  }
  if (clusterIsEnding(scene)) return close(scene, 'lost:cluster-gone');
  if (obs.scan?.value.steps.some((step) => isRerunByOthers(scene, step))) return close(scene, 'replaced-by-other');
  const stop = stopped(scene);
  if (stop !== undefined) return hold(scene, stop);

  const age = now - owedSince;
  if (age > policy.fenceHeldMinutes * MINUTE_MS) return hold(scene, 'fence-stuck');
  const paged = age > policy.fencePageMinutes * MINUTE_MS ? pageOnce(scene, 'fence-slow') : undefined;
  if (paged !== undefined) return paged;

  const again = now + policy.pollSeconds * SECOND_MS;
  const pause = pauseOf(scene, policy);
  if (pause !== undefined) return wait(scene.report, again, pause);
  return submission(scene, policy);
}

/** Whether somebody else ran the job again after the cancel. */
function isRerunByOthers({ lineage }: Scene, step: StepFacts): boolean {
  const since = lineage.cancelFirstAt ?? lineage.openedAt;
  return (
    step.id !== lineage.root && isActive(step) && step.createdAt >= since && step.fingerprint === lineage.fingerprint
  );
}

/** Why permission no longer holds while the job is owed; a person decides what becomes of it. */
function stopped({ obs }: Scene): string | undefined {
  if (!mayWrite(obs.mode)) return 'opt-out-midway';
  if (obs.cluster === undefined) return undefined;
  if (clusterOptedOut(obs) !== undefined) return 'opt-out-midway';
  return obs.cluster.value.tags[OPT_IN_TAG] === optInValue(obs.remediatorId) ? undefined : 'opt-out-midway';
}

/** What has to be waited for before a step may be added: readings, executors that still notice the cancel, EMR. */
function pauseOf(scene: Scene, policy: Policy): string | undefined {
  const { obs, row, lineage, now } = scene;
  if (obs.cluster === undefined) return 'the cluster could not be read';
  if (obs.scan === undefined || !obs.scan.value.complete) return 'the list of steps could not be read to its end';
  if (rootOf(scene) === undefined) return 'the step could not be read';
  if (obs.groups === undefined && !obs.cluster.value.usesInstanceFleets) return 'the instance groups could not be read';
  if (!obs.ledger) return 'the ledger could not be read';
  const seenAt = lineage.seenCancelledAt ?? now;
  if (now - seenAt < policy.clientDelaySeconds * SECOND_MS) return 'executors are given time to notice the cancel';
  if (row.notBefore !== undefined && now < row.notBefore) return 'EMR throttled the submission';
  const active = obs.scan.value.steps.filter(isActive).length;
  return active >= MAX_ACTIVE_STEPS ? `${active} steps are active` : undefined;
}

/** The resubmission: written ahead, then sent once. */
function submission(scene: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = scene;
  const root = rootOf(scene);
  if (root?.state !== 'CANCELLED') return hold(scene, 'not-cancelled');
  if (root.fingerprint !== lineage.fingerprint) return hold(scene, 'arguments-changed');
  const n = Math.max(0, ...lineage.submissions.map((one) => one.n)) + 1;
  const { sparkDefaults } = subjectOf(obs);
  const step = understood(() => resubmissionOf(root, lineage.changes, { root: lineage.root, n }, sparkDefaults)).value;
  if (step === undefined) return hold(scene, 'submit-refused');

  const others = obs.scan?.value.steps.filter((one) => isActive(one) && one.id !== lineage.root) ?? [];
  const oneAtATime = obs.cluster?.value.stepConcurrency === 1;
  const broken = oneAtATime && others.length > 0 && !policy.successorsIndependent;
  const first: SideWrite[] = broken ? [{ kind: 'page', reason: 'order-broken' }] : [];
  return {
    kind: 'call',
    reason: 'the step is cancelled and no submission of this lineage exists',
    first,
    report: { ...scene.report, orderBroken: broken },
    call: { kind: 'add', clusterId: obs.clusterId, step, n },
    before: {
      ...row,
      state: 'submitting',
      since: now,
      call: pendingCall(obs, 'add', n, now),
      lineage: { ...lineage, misses: [] },
    },
  };
}
