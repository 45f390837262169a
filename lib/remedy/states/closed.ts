import type { Action, SideWrite } from '../action';
import type { Policy } from '../policy';
import type { Row } from '../row';
import { MINUTE_MS, pageOnce, type Scene, wait } from './moves';

const KEPT_OUTCOMES = 10;

/** Outcomes of which a person has to know at once. */
const PAGED = /^(lost:|failed|aborted:failed-after-cancel|replaced-by-other)/;

/** K1: archived, and paged where somebody has to look, before the row forgets it. */
export function closed(scene: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = scene;
  const outcome = row.reason ?? 'unknown';
  const first: SideWrite[] = [];
  if (PAGED.test(outcome)) first.push({ kind: 'page', reason: outcome });
  if (outcome === 'ineffective:overridden' && lineage.jobKey !== undefined) {
    first.push({ kind: 'overridden', jobKey: lineage.jobKey });
  }
  first.push({ kind: 'archive', clusterId: obs.clusterId, lineage, outcome });
  first.push({ kind: 'release', clusterId: obs.clusterId });
  return {
    kind: 'move',
    why: outcome,
    first,
    row: watchingAgain(row, outcome, lineage.root, now, policy),
    report: scene.report,
  };
}

function watchingAgain(row: Row, outcome: string, root: string, now: number, policy: Policy): Row {
  const { lineage: _, call: __, reason: ___, notBefore: ____, ...rest } = row;
  const kind = outcome.split(':')[0] ?? outcome;
  return {
    ...rest,
    state: 'watching',
    since: now,
    cooldownUntil: now + policy.cooldownMinutes * MINUTE_MS,
    outcomes: [...row.outcomes, { at: now, root, outcome: kind }].slice(-KEPT_OUTCOMES),
  };
}

/** H1: a person's release, nothing else; the page is sent once. */
export function held(scene: Scene): Action {
  const reason = scene.row.reason ?? 'unknown';
  const paged = pageOnce(scene, `held:${reason}`);
  return paged ?? wait(scene.report, scene.now + MINUTE_MS, `held: ${reason}`);
}
