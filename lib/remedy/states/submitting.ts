import type { Action } from '../action';
import type { PendingCall } from '../row';
import { SECOND_MS } from '../time';
import { submissionFound } from './markers';
import { close, clusterIsEnding, hold, note, overdue, type Scene, waitForPoll } from './moves';

/** AddJobFlowSteps was written ahead and its answer is not known. */
export function submitting(scene: Scene): Action {
  const { call } = scene.row;
  if (call?.kind !== 'add') return hold(scene, 'row-broken');
  const found = submissionFound(scene);
  if (found !== undefined) return found;
  if (clusterIsEnding(scene)) return close(scene, 'lost:cluster-gone');
  return settle(scene, call) ?? overdue(scene, 'fencing', 'submit') ?? waitForPoll(scene, reasonToWait(scene, call));
}

/** When a submission whose sender is silent is there or never will be. */
function arrivedBy({ silentAt }: PendingCall, { policy }: Scene): number {
  return silentAt + policy.settleSeconds * SECOND_MS;
}

/** Two complete scans without the marker after that; undefined until one of them is due. */
function settle(scene: Scene, call: PendingCall): Action | undefined {
  const { obs, lineage, policy } = scene;
  const { scan } = obs;
  if (scan === undefined || !scan.value.complete || scan.at < arrivedBy(call, scene)) return undefined;
  if (lineage.secondScanAt === undefined) {
    const secondScanAt = scan.at + policy.settleScanGapSeconds * SECOND_MS;
    return note(scene, { secondScanAt }, 'no submission in the first scan');
  }
  return scan.at < lineage.secondScanAt ? undefined : hold(scene, 'submit-ambiguous');
}

function reasonToWait(scene: Scene, call: PendingCall): string {
  if (scene.now < arrivedBy(call, scene)) return 'the submission may still arrive';
  if (scene.obs.scan?.value.complete !== true) return 'the list of steps could not be read to its end';
  return 'the second scan comes 30 s after the first';
}
