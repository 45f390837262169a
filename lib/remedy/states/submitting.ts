import type { Action } from '../action';
import type { Policy } from '../policy';
import { MINUTE_MS, SECOND_MS } from '../time';
import { ambiguity, markedSteps } from './markers';
import { close, clusterIsEnding, enter, hold, note, pageOnce, type Scene, wait } from './moves';

/** AddJobFlowSteps was written ahead and its answer is not known. */
export function submitting(scene: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = scene;
  const marked = markedSteps(scene);
  const doubt = ambiguity(marked);
  if (doubt !== undefined) return hold(scene, doubt);
  const [found] = marked;
  if (found !== undefined) {
    const submissions = [...lineage.submissions, { n: found.n, stepId: found.step.id, at: found.step.createdAt }];
    return enter(scene, 'verifying', 'the submission is there', { submissions });
  }
  if (clusterIsEnding(scene)) return close(scene, 'lost:cluster-gone');

  const settledAt = silentAt(scene) + policy.settleSeconds * SECOND_MS;
  const again = now + policy.pollSeconds * SECOND_MS;
  if (now < settledAt) return wait(scene.report, again, 'the submission may still arrive');
  const scan = obs.scan;
  if (scan === undefined || !scan.value.complete || scan.at < settledAt) {
    const slow =
      now - row.since > policy.fencePageMinutes * MINUTE_MS ? pageOnce(scene, 'submit-unreadable') : undefined;
    return slow ?? wait(scene.report, again, 'the list of steps could not be read to its end');
  }
  const last = lineage.misses.at(-1);
  if (last !== undefined && scan.at - last < policy.settleScanGapSeconds * SECOND_MS) {
    return wait(scene.report, again, 'the second scan comes 30 s after the first');
  }
  if (last === undefined) return note(scene, { misses: [scan.at] }, 'no submission in the first scan');
  return hold(scene, 'submit-ambiguous', { misses: [...lineage.misses, scan.at] });
}

/** When whoever sent the call was certainly silent: its own record of an unknown answer, else its certain death. */
function silentAt({ row, now }: Scene): number {
  const { call } = row;
  if (call === undefined) return now;
  return call.answer === 'unknown' && call.answeredAt !== undefined ? call.answeredAt : call.deadline;
}
