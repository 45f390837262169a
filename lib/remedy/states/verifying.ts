import type { Action, SideWrite } from '../action';
import { isActive } from '../contract';
import type { StepFacts } from '../observation';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time';
import { ambiguity, isOurs, markedSteps } from './markers';
import {
  close,
  clusterIsEnding,
  enter,
  hold,
  note,
  pageOnce,
  rollbackDeadlines,
  type Scene,
  waitForTick,
} from './moves';

/** An attempt was submitted: whether it got its size, whether it is better off, how it ends. */
export function verifying(plain: Scene): Action {
  const { obs, lineage, now } = plain;
  const doubt = ambiguity(markedSteps(plain), lineage);
  if (doubt !== undefined) return hold(plain, doubt);
  const attempt = attemptIn(plain);
  // The row names a step that runs other work: what becomes of that says nothing of the job that is owed.
  if (attempt !== undefined && !isOurs(attempt, lineage)) return hold(plain, 'foreign-copy');
  if (attempt?.state === 'COMPLETED') return close(plain, outcomeOf(plain));
  // EMR cancels what still waits when a cluster ends: that is not a decision against this job.
  if (attempt?.state === 'CANCELLED')
    return close(plain, clusterIsEnding(plain) ? 'lost:cluster-gone' : 'cancelled-by-other');
  if (attempt?.state === 'FAILED') return failed(plain, attempt);
  if (attempt?.state === 'INTERRUPTED') return close(plain, 'failed');
  if (clusterIsEnding(plain)) return close(plain, 'lost:cluster-gone');
  if (attempt === undefined) return unread(plain);
  if (lineage.unreadableUntil !== undefined)
    return note(plain, { unreadableUntil: undefined }, 'the submission can be read again');
  if (now > (lineage.deadlines.verifying?.endAt ?? 0)) {
    const paged = pageOnce(plain, 'unknown:still-running');
    if (paged !== undefined) return paged;
  }
  if (attempt.state !== 'RUNNING') return pending(plain, attempt);
  return running({ ...plain, report: obs.verified?.report ?? plain.report });
}

/** The attempt has failed. Where its guard has ended it, something of an earlier step may still be there; else the change is the first suspect. */
function failed(scene: Scene, attempt: StepFacts): Action {
  if (wasEndedByGuard(scene)) return hold(scene, 'guard-refused');
  return mayRollBack(scene, attempt) ? rollBack(scene) : close(scene, 'failed');
}

/** Whether the attempt had no application of its own: its guard has ended it before its command ran. */
function wasEndedByGuard({ obs, lineage }: Scene): boolean {
  const { asked } = obs;
  const isAsked = lineage.fence === 'guard' && lineage.applied === undefined && asked?.value.kind === 'none';
  return isAsked && asked.value.hasNoApplication === true;
}

/** How long after its end an attempt is rolled back; a choice. */
const MAX_ROLLBACK_MS = 15 * MINUTE_MS;

/** What failed long ago others may have taken care of; what fails by itself would fail again. */
function mayRollBack({ lineage, now }: Scene, { endedAt, failedByItself }: StepFacts): boolean {
  if (lineage.attempt === 2 || lineage.applied === false || failedByItself === true) return false;
  return endedAt !== undefined && now - endedAt <= MAX_ROLLBACK_MS;
}

/** Once, the root step as it was. */
function rollBack(scene: Scene): Action {
  const { lineage, now, policy } = scene;
  return enter(scene, 'fencing', 'the resubmission has failed', {
    attempt: 2,
    applied: undefined,
    improved: undefined,
    unansweredN: undefined,
    secondScanAt: undefined,
    fencedAt: now + policy.clientDelaySeconds * SECOND_MS,
    deadlines: rollbackDeadlines(lineage, now, policy),
  });
}

/** An attempt that cannot be read for as long as one is watched is for a person to find. */
function unread(scene: Scene): Action {
  const { lineage, now, policy } = scene;
  const reason = 'the submission could not be read';
  if (lineage.unreadableUntil === undefined) {
    return note(scene, { unreadableUntil: now + policy.verifyHours * HOUR_MS }, reason);
  }
  return now > lineage.unreadableUntil ? hold(scene, 'unreadable') : waitForTick(scene, reason);
}

/** The attempt waits: on an idle cluster its place was never given free. */
function pending(scene: Scene, { state }: StepFacts): Action {
  const { obs, lineage, now } = scene;
  const idle = obs.scan?.value.complete === true && !obs.scan.value.steps.some((step) => step.state === 'RUNNING');
  const late = now > (lineage.deadlines.verifying?.pageAt ?? 0);
  return (idle && late && pageOnce(scene, 'slot-stuck')) || waitForTick(scene, `the submission is ${state}`);
}

/** Notes what the figures say of the running attempt; whatever they say, it is watched to its end. */
function running(scene: Scene): Action {
  const { obs, lineage } = scene;
  const { verified } = obs;
  const { applied = lineage.applied, improved = lineage.improved } = verified ?? {};
  const reason = verified?.reason ?? 'the submission runs, nothing is measured yet';
  if (lineage.seenRunning && applied === lineage.applied && improved === lineage.improved)
    return waitForTick(scene, reason);
  const first: SideWrite[] = lineage.seenRunning ? [] : [{ kind: 'release', clusterId: obs.clusterId }];
  if (applied === false && lineage.applied !== false && lineage.jobKey !== undefined) {
    first.push({ kind: 'overridden', jobKey: lineage.jobKey });
  }
  const payload = { ...lineage.payload, measured: verified?.measured ?? lineage.payload.measured };
  return note(scene, { applied, improved, seenRunning: true, payload }, reason, first);
}

/** The attempt as DescribeStep says, else as the list shows it. */
function attemptIn({ obs, lineage }: Scene): StepFacts | undefined {
  const id = lineage.submissions.at(-1)?.stepId;
  if (obs.attempt !== undefined && obs.attempt.value.id === id) return obs.attempt.value;
  return obs.scan?.value.steps.find((step) => step.id === id && isActive(step));
}

function outcomeOf(scene: Scene): string {
  const { attempt, deployMode, applied, improved } = scene.lineage;
  if (deployMode === 'cluster' && wasEndedByGuard(scene)) return 'root-succeeded';
  if (attempt === 2) return 'rolled-back';
  if (applied === false) return 'ineffective:overridden';
  if (improved === undefined) return 'unknown';
  return improved ? 'improved' : 'not-improved';
}
