import { fingerprintForRequest } from '../../lambda/remediator/fingerprint';
import {
  type Assessed,
  EMPTY_JOB,
  judged,
  type Lineage,
  type Observation,
  type Policy,
  type Prepared,
  type Row,
  resubmissionOf,
} from '../../lib/remedy';
import { ROOT_STEP, toDetail } from './steps';
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

const preparations = new Map<number, Prepared>();

/** The attempt of the stuck job with the number that comes next. */
export function preparedFor({ submissions, payload, root }: Lineage): Prepared {
  const n = Math.max(0, ...submissions.map((one) => one.n)) + 1;
  const known = preparations.get(n);
  if (known !== undefined) return known;
  const detail = toDetail(ROOT_STEP, 0);
  const step = resubmissionOf(detail, payload.changes, { root, n }, {});
  const made: Prepared = { kind: 'built', n, step, fingerprint: fingerprintForRequest(step, HMAC_KEY) };
  preparations.set(n, made);
  return made;
}
