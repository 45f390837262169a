import type { Action } from './action';
import { brokenRule } from './invariants';
import type { Observation } from './observation';
import type { Policy } from './policy';
import { EMPTY_REPORT } from './report';
import type { Row } from './row';
import { cancelling } from './states/cancelling';
import { closed, held } from './states/closed';
import { fencing } from './states/fencing';
import { intent } from './states/intent';
import { isRowLost, lost } from './states/lost';
import { hold, type Scene, sceneOf, wait } from './states/moves';
import { submitting } from './states/submitting';
import { verifying } from './states/verifying';
import { watching } from './states/watching';
import { MINUTE_MS } from './time';

/**
 * The one next thing to do for a cluster, from what was seen and what the ledger remembers.
 *
 * Pure: the same input gives the same action, so every decision can be taken again. An action that would break one of the protocol's
 * invariants is not taken: the lineage is held.
 *
 * @param now epoch ms, at or after every reading
 */
export function decide(obs: Observation, row: Row, now: number, policy: Policy): Action {
  if (row.state !== 'held' && isRowLost(row, obs.listing?.value)) return lost(obs, row, obs.listing.value, now, policy);
  if (row.state === 'watching') return watching(obs, row, now, policy);
  if (row.lineage === undefined) return wait(EMPTY_REPORT, now + MINUTE_MS, 'the row has no lineage');
  const scene = sceneOf(obs, row, row.lineage, now, policy);
  const action = inLineage(scene);
  const broken = brokenRule(scene, action);
  return broken === undefined ? action : hold(scene, `broken:${broken}`);
}

function inLineage(scene: Scene): Action {
  switch (scene.row.state) {
    case 'intent':
      return intent(scene);
    case 'cancelling':
      return cancelling(scene);
    case 'fencing':
      return fencing(scene);
    case 'submitting':
      return submitting(scene);
    case 'verifying':
      return verifying(scene);
    case 'closed':
      return closed(scene);
    default:
      return held(scene);
  }
}
