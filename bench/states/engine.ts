import { fingerprintForRequest } from '../../lambda/remediator/fingerprint';
import {
  type Assessed,
  EMPTY_JOB,
  guardFor,
  judged,
  type Lineage,
  nextNumber,
  type Observation,
  type Policy,
  type Prepared,
  type Row,
  resubmissionOf,
} from '../../lib/remedy';
import { rootStepIn, toDetail } from './steps';
import { FOUND_AT, GROUPS, HMAC_KEY, INSTANCES, stuckMetrics } from './stuck-cluster';

const assessments = new Map<string, Assessed | undefined>();

/**
 * The engine's word on the running step. It takes 20 ms, so it is asked once for each situation: as if every look were the first one at which
 * the finding is possible, with figures that have just been published.
 */
export function assessedFor(obs: Observation, row: Row, policy: Policy): Assessed | undefined {
  const key = JSON.stringify([
    row.state,
    row.day?.started,
    row.cooldownUntil !== undefined,
    row.outcomes.length,
    obs.mode,
    obs.lever?.value,
    obs.cluster?.value,
    obs.root?.value.state,
    obs.root?.value.args[2],
    obs.scan?.value.steps.map(({ id, state }) => id + state),
    obs.ledger,
    policy.successorsIndependent,
  ]);
  if (!assessments.has(key)) assessments.set(key, ask(obs, row, policy));
  return assessments.get(key);
}

function ask(obs: Observation, row: Row, policy: Policy): Assessed | undefined {
  const at = FOUND_AT;
  const again = <T>(reading: { readonly value: T } | undefined) => reading && { at, value: reading.value };
  const seen: Observation = {
    ...obs,
    cluster: again(obs.cluster),
    lever: again(obs.lever),
    root: again(obs.root),
    scan: again(obs.scan),
    groups: { at, value: GROUPS },
    instances: { at, value: INSTANCES },
    autoTermination: { at, value: {} },
    scaling: { at, value: 'none' },
    metrics: { at, value: stuckMetrics(at) },
    job: { at, value: EMPTY_JOB },
  };
  const assessed = judged(seen, row, at, policy).assessed;
  // Notices are no part of the protocol, and would double what there is to search: the crash tests have them.
  return assessed && { ...assessed, notice: undefined };
}

const preparations = new Map<string, Prepared>();

/** The next submission of the stuck job's lineage, its guard with the times of the first that was like it. */
export function preparedFor(lineage: Lineage, obs: Observation): Prepared | undefined {
  const { payload, root, attempt, fence, deployMode } = lineage;
  const n = nextNumber(lineage);
  const guard = fence === 'guard' ? guardFor({ ...lineage, applicationId: undefined }, obs) : undefined;
  if (fence === 'guard' && guard === undefined) return undefined;
  const key = JSON.stringify([
    n,
    attempt,
    deployMode,
    guard?.earlier.map(({ stepId, ranAlone }) => [stepId, ranAlone]),
  ]);
  const known = preparations.get(key);
  if (known !== undefined) return known;
  const detail = toDetail(rootStepIn(deployMode), 0);
  const step = resubmissionOf(detail, attempt === 1 ? payload.changes : [], { root, n }, {}, guard);
  const made: Prepared = { kind: 'built', n, step, fingerprint: fingerprintForRequest(step, HMAC_KEY) };
  preparations.set(key, made);
  return made;
}
