import type { Action } from './action';
import type { Observation } from './observation';
import type { Policy } from './policy';
import { EMPTY_REPORT } from './report';
import type { Row } from './row';
import { cancelling } from './states/cancelling';
import { closed, held } from './states/closed';
import { fencing } from './states/fencing';
import { intent } from './states/intent';
import { type Scene, sceneOf, wait } from './states/moves';
import { submitting } from './states/submitting';
import { verifying } from './states/verifying';
import { watching } from './states/watching';
import { MINUTE_MS } from './time';

/**
 * The one next thing to do for a cluster, from what was seen and what the ledger remembers.
 *
 * Pure: the same input gives the same action, so every decision can be taken again.
 *
 * @param now epoch ms, at or after every reading
 */
export function decide(obs: Observation, row: Row, now: number, policy: Policy): Action {
  if (row.state === 'watching') return watching(obs, row, now, policy);
  if (row.lineage === undefined) return wait(EMPTY_REPORT, now + MINUTE_MS, 'the row has no lineage');
  return inLineage(sceneOf(obs, row, row.lineage, now), policy);
}

function inLineage(scene: Scene, policy: Policy): Action {
  switch (scene.row.state) {
    case 'intent':
      return intent(scene, policy);
    case 'cancelling':
      return cancelling(scene, policy);
    case 'fencing':
      return fencing(scene, policy);
    case 'submitting':
      return submitting(scene, policy);
    case 'verifying':
      return verifying(scene, policy);
    case 'closed':
      return closed(scene, policy);
    default:
      return held(scene);
  }
}
