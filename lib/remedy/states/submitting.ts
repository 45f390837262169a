import type { Action } from '../action';
import type { PendingCall } from '../row';
import { SECOND_MS } from '../time';
import { submissionFound } from './markers';
import {
  close,
  clusterIsEnding,
  enter,
  hold,
  note,
  overdue,
  type Scene,
  settledAt,
  waitForPoll,
  withoutVerifying,
} from './moves';

/** AddJobFlowSteps was written ahead and its answer is not known. */
export function submitting(scene: Scene): Action {
  const { call } = scene.row;
  if (call?.kind !== 'add') return hold(scene, 'row-broken');
  const found = submissionFound(scene);
  if (found !== undefined) return found;
  if (clusterIsEnding(scene)) return close(scene, 'lost:cluster-gone');
  return settle(scene, call) ?? overdue(scene, 'fencing', 'submit') ?? waitForPoll(scene, reasonToWait(scene, call));
}

/** Two complete scans without the marker once the call is settled; undefined until one of them is due. */
function settle(scene: Scene, call: PendingCall): Action | undefined {
  const { obs, lineage, policy } = scene;
  const { scan } = obs;
  if (scan === undefined || !scan.value.complete || scan.at < settledAt(call, policy)) return undefined;
  if (lineage.secondScanAt === undefined) {
    // Another invocation may make it, by another clock.
    const secondScanAt = scan.at + (policy.settleScanGapSeconds + policy.clockMarginSeconds) * SECOND_MS;
    return note(scene, { secondScanAt }, 'no submission in the first scan');
  }
  if (scan.at < lineage.secondScanAt) return undefined;
  if (lineage.unansweredN !== undefined) return hold(scene, 'submit-ambiguous');
  return enter(scene, 'fencing', 'the submission is certainly not there: one more is made', {
    unansweredN: call.n,
    secondScanAt: undefined,
    deadlines: withoutVerifying(lineage),
  });
}

function reasonToWait({ obs, now, policy }: Scene, call: PendingCall): string {
  if (now < settledAt(call, policy)) return 'the submission may still arrive';
  if (obs.scan?.value.complete !== true) return 'the list of steps could not be read to its end';
  return 'the second scan is not due yet';
}
