import type { Row } from '../../lib/remedy';
import type { Effect, Event } from './effects';
import type { Following, MachineState, Step } from './machine-state';

/** The next effect of an invocation, and the state that waits for its answer. */
export interface Next {
  readonly state: MachineState;
  readonly effect: Effect;
}

/** Asks for an effect. */
export function go(state: MachineState, step: Step, effect: Effect): Next {
  return { state: { ...state, step }, effect };
}

/** Writes the row, under the next version and a nonce of its own; its lease is renewed, or else not touched. */
export function write(state: MachineState, row: Row, following: Following, { now }: Event, leased: boolean): Next {
  const writes = state.writes + 1;
  const lease = { holder: state.holder, until: now + state.policy.leaseSeconds * 1000 };
  const stamped: Row = {
    ...row,
    version: state.row.version + 1,
    nonce: `${state.holder}#${writes}`,
    ...(leased ? { lease } : {}),
  };
  const { version, nonce } = state.row;
  const effect: Effect = { kind: 'writeRow', row: stamped, expected: { version, nonce } };
  return go({ ...state, writes, delivered: false }, { kind: 'write', row: stamped, following }, effect);
}

export const holdsLease = ({ row, holder }: MachineState): boolean => row.lease?.holder === holder;

/** Ends the invocation; a lease is given back, so that the next tick need not wait for its end. */
export function leave(state: MachineState, reason: string, event: Event, row: Row = withoutLease(state.row)): Next {
  if (!state.ledger || !holdsLease(state)) return finish(state, reason);
  return write(state, row, { kind: 'finish', reason }, event, false);
}

export function withoutLease(row: Row): Row {
  const { lease: _, ...rest } = row;
  return rest;
}

/** Ends the invocation as it stands. */
export function finish(state: MachineState, reason: string): Next {
  return go(state, { kind: 'done' }, { kind: 'finish', reason });
}

export function unexpected(state: MachineState): Next {
  return finish(state, 'an effect was answered by the event of another effect');
}
