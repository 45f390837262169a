import { type Reducer, SHIPPED } from '../../lambda/remediator/machine';
import type { Action, Observation, Row } from '../../lib/remedy';

type Decide = Reducer['decide'];

/** The shipped reducer, which sees something else. */
export const seeing =
  (change: (obs: Observation, row: Row, now: number) => Observation): Decide =>
  (obs, row, now, policy) =>
    SHIPPED.decide(change(obs, row, now), row, now, policy);

/** The shipped reducer, of which something else is done. */
export const doing =
  (change: (action: Action, row: Row, now: number) => Action): Decide =>
  (obs, row, now, policy) =>
    change(SHIPPED.decide(obs, row, now, policy), row, now);

export function asCancelled(obs: Observation): Observation {
  return obs.root ? { ...obs, root: { ...obs.root, value: { ...obs.root.value, state: 'CANCELLED' } } } : obs;
}

export function withoutMarkers(obs: Observation): Observation {
  const steps = obs.scan?.value.steps.filter(({ marker }) => marker === undefined);
  return obs.scan && steps ? { ...obs, scan: { ...obs.scan, value: { ...obs.scan.value, steps } } } : obs;
}

export function withoutClaim(action: Action): Action {
  if (action.kind !== 'call') return action;
  const { claim: _, ...rest } = action;
  return rest;
}

/** A cancel that the ledger does not name before it is sent. */
export function withoutWriteAhead(action: Action, row: Row): Action {
  return action.kind === 'call' && action.call.kind === 'cancel' ? { ...action, before: row } : action;
}

/** The lineage is given up, and nobody told. */
export function closedQuietly(row: Row, { report }: Action): Action {
  const { clusterId, lineage } = row;
  const outcome = 'aborted:gave-up';
  return {
    kind: 'move',
    reason: 'gave up',
    report,
    first: [{ kind: 'closing', clusterId, root: lineage?.root ?? '', outcome }],
    row: { ...row, state: 'closed', reason: outcome },
  };
}
