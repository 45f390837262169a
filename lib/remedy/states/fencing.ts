import type { Action } from '../action';
import { consentTo } from '../consent';
import { isActive, MAX_ACTIVE_STEPS } from '../contract';
import type { StepFacts } from '../observation';
import type { Claim } from '../row';
import { SECOND_MS } from '../time';
import { counts, nextNumber, submissionFound } from './markers';
import {
  close,
  clusterIsEnding,
  deadlinesWith,
  freshUntil,
  hold,
  overdue,
  pendingCall,
  rootOf,
  type Scene,
  waitForPoll,
  withPage,
} from './moves';

/** The root step is cancelled and a job is owed. */
export function fencing(scene: Scene): Action {
  const { obs } = scene;
  const found = submissionFound(scene);
  if (found !== undefined) return found;
  if (clusterIsEnding(scene)) return close(scene, 'lost:cluster-gone');
  if (obs.scan?.value.steps.some((step) => isRerunByOthers(scene, step))) return close(scene, 'replaced-by-other');
  const root = rootOf(scene);
  const consent = consentTo(obs, root);
  if (consent.kind === 'withdrawn') return hold(scene, 'opt-out-midway');
  const late = overdue(scene, 'fencing', 'submit');
  if (late !== undefined) return late;
  if (consent.kind === 'unread') return waitForPoll(scene, consent.reason);
  const pause = pauseFor(scene);
  return pause === undefined ? submission(scene) : waitForPoll(scene, pause);
}

/** Whether somebody else ran the job again after the cancel, by EMR's clock, which differs from ours. */
function isRerunByOthers({ lineage, policy }: Scene, step: StepFacts): boolean {
  const since = (lineage.cancelFirstAt ?? lineage.payload.openedAt) - policy.clockMarginSeconds * SECOND_MS;
  return (
    step.id !== lineage.root && counts(step) && step.createdAt >= since && step.fingerprint === lineage.fingerprint
  );
}

/** What has to be waited for before a step may be added: readings, executors that still notice the cancel, EMR. */
function pauseFor(scene: Scene): string | undefined {
  const { obs, row, now } = scene;
  if (obs.scan === undefined || !obs.scan.value.complete) return 'the list of steps could not be read to its end';
  if (obs.prepared === undefined) return 'the instance groups could not be read';
  if (!obs.ledger) return 'the ledger could not be read';
  if (scene.lineage.fence === 'delay' && now < fencedUntil(scene))
    return 'executors are given time to notice the cancel';
  if (now < (row.notBefore ?? 0)) return 'EMR throttled the submission';
  const active = obs.scan.value.steps.filter(isActive).length;
  return active >= MAX_ACTIVE_STEPS ? `${active} steps are active` : undefined;
}

/** The later of the row's own time and the delay after the end that EMR gives the root step: a forged row does not shorten it. */
function fencedUntil(scene: Scene): number {
  const { lineage, policy } = scene;
  const endedAt = rootOf(scene)?.endedAt ?? Number.NEGATIVE_INFINITY;
  return Math.max(lineage.fencedAt ?? Number.POSITIVE_INFINITY, endedAt + policy.clientDelaySeconds * SECOND_MS);
}

/** The resubmission: written ahead, then sent once. */
function submission(scene: Scene): Action {
  const { obs, row, lineage, now, policy } = scene;
  const { prepared } = obs;
  const root = rootOf(scene);
  if (root?.state !== 'CANCELLED') return hold(scene, 'not-cancelled');
  if (root.fingerprint !== lineage.fingerprint) return hold(scene, 'arguments-changed');
  if (prepared?.kind !== 'built') return hold(scene, 'submit-refused');
  const isRollback = lineage.attempt === 2;
  if (!isRollback && prepared.fingerprint !== lineage.attemptFingerprint) return hold(scene, 'arguments-changed');

  const others = obs.scan?.value.steps.filter((one) => isActive(one) && one.id !== lineage.root) ?? [];
  const oneAtATime = obs.cluster?.value.stepConcurrency === 1;
  const broken = oneAtATime && others.length > 0 && !policy.successorsIndependent;
  const { notBefore: _, ...rest } = broken ? withPage(row, 'order-broken', now) : row;
  return {
    kind: 'call',
    reason: isRollback
      ? 'the resubmission has failed: the step is submitted again as it was'
      : 'the step is cancelled and no submission of this lineage exists',
    report: { ...scene.report, orderBroken: broken },
    freshUntil: freshUntil([obs.root, obs.cluster, obs.scan, obs.groups, obs.lever]),
    call: { kind: 'add', clusterId: obs.clusterId, step: prepared.step, n: prepared.n },
    claim: { kind: 'claim', clusterId: obs.clusterId, root: lineage.root, claim: claimFor(scene) },
    before: {
      ...rest,
      state: 'submitting',
      call: pendingCall(scene, 'add', prepared.n),
      lineage: {
        ...(rest.lineage ?? lineage),
        ...(isRollback ? { rollbackFingerprint: prepared.fingerprint } : {}),
        secondScanAt: undefined,
        deadlines: deadlinesWith(scene, 'verifying'),
      },
    },
  };
}

/** The next submission: one more than this row knows to have been written ahead. */
function claimFor({ obs, lineage }: Scene): Claim {
  return { count: lineage.throttled + nextNumber(lineage), nonce: obs.nonce };
}
