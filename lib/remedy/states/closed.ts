import type { Action, SideWrite } from '../action';
import { breakerTripped, isJudged } from '../gates/history';
import type { Policy } from '../policy';
import type { Outcome, Row } from '../row';
import { MINUTE_MS } from '../time';
import { pageOnce, type Scene, wait } from './moves';

const KEPT_OUTCOMES = 10;

/** Outcomes of which a person has to know at once. */
const PAGED =
  /^(lost:|failed|cancelled-by-other|unknown:not-seen-running|aborted:failed-after-cancel|aborted:cancel-refused|replaced-by-other)/;

/** The lineage is over: archived, and paged where somebody has to look, before the row forgets it. */
export function closed(scene: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = scene;
  const outcome = row.reason ?? 'unknown';
  const first: SideWrite[] = [];
  if (PAGED.test(outcome)) first.push({ kind: 'page', reason: outcome });
  if (outcome === 'ineffective:overridden' && lineage.jobKey !== undefined) {
    first.push({ kind: 'overridden', jobKey: lineage.jobKey });
  }
  const next = watchingAgain(row, outcome, lineage.root, now, policy);
  const tripped = (outcomes: readonly Outcome[]): boolean => breakerTripped(outcomes, policy) !== undefined;
  if (tripped(next.outcomes) && !tripped(row.outcomes)) first.push({ kind: 'page', reason: 'breaker' });
  first.push({ kind: 'archive', clusterId: obs.clusterId, lineage, outcome });
  first.push({ kind: 'release', clusterId: obs.clusterId });
  return {
    kind: 'move',
    reason: outcome,
    first,
    row: next,
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
    outcomes: newest([...row.outcomes, { at: now, root, outcome: kind }]),
  };
}

/** Aborted lineages must not push what the breaker counts out of the row. */
function newest(outcomes: readonly Outcome[]): readonly Outcome[] {
  if (outcomes.length <= KEPT_OUTCOMES) return outcomes;
  const dropped = outcomes.find((one) => !isJudged(one)) ?? outcomes[0];
  return newest(outcomes.filter((one) => one !== dropped));
}

/** A person has to release it, nothing else ends this state; the page is sent once. */
export function held(scene: Scene): Action {
  const reason = scene.row.reason ?? 'unknown';
  const paged = pageOnce(scene, `held:${reason}`);
  return paged ?? wait(scene.report, scene.now + MINUTE_MS, `held: ${reason}`);
}
