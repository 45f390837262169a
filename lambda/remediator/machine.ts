import {
  type Action,
  type CallResult,
  type DecisionEntry,
  decide,
  type EmrCall,
  emptyRow,
  type Observation,
  type Policy,
  type Row,
  record,
  type SideWrite,
} from '../../lib/remedy';
import { toDecisionEntry } from './decision-line';
import type { Look, SideResult, WriteResult } from './ports';

/** What the runner has to do next; each is done once and answered by one event. */
export type Effect =
  | { readonly kind: 'readRow' }
  | { readonly kind: 'observe'; readonly look: Look }
  | { readonly kind: 'log'; readonly entry: DecisionEntry }
  | { readonly kind: 'side'; readonly write: SideWrite }
  | { readonly kind: 'writeRow'; readonly row: Row; readonly expected: number }
  | { readonly kind: 'call'; readonly call: EmrCall }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'finish'; readonly reason: string };

export type Outcome =
  | { readonly kind: 'started' | 'logged' | 'slept' }
  | { readonly kind: 'row'; readonly row?: Row; readonly readable: boolean }
  | { readonly kind: 'observed'; readonly obs: Observation }
  | { readonly kind: 'sideDone'; readonly result: SideResult }
  | { readonly kind: 'written'; readonly result: WriteResult }
  | { readonly kind: 'called'; readonly result: CallResult };

/** An answer and when it came. */
export type Event = Outcome & {
  /** Epoch ms. */
  readonly now: number;
  /** Until Lambda ends this invocation. */
  readonly remainingMs: number;
};

type Step =
  | { readonly kind: 'start' | 'read' | 'observe' | 'sleep' | 'done' }
  /** Log, side writes, then what the action asks for. */
  | { readonly kind: 'prepare'; readonly action: Action; readonly sides: readonly SideWrite[] }
  | { readonly kind: 'write'; readonly row: Row; readonly following: Following }
  /** The write's answer was lost or it met another version: read back. */
  | { readonly kind: 'confirm'; readonly row: Row; readonly following: Following }
  | { readonly kind: 'call' };

type Following =
  | { readonly kind: 'call'; readonly call: EmrCall }
  | { readonly kind: 'look' }
  | { readonly kind: 'finish'; readonly reason: string };

export interface MachineState {
  readonly clusterId: string;
  readonly policy: Policy;
  /** Names this invocation; unique. */
  readonly holder: string;
  readonly startedAt: number;
  readonly row: Row;
  readonly ledger: boolean;
  readonly looks: number;
  readonly lookedAt: number;
  readonly writes: number;
  /** What was last waited for or noted: logged once, not at every poll. */
  readonly logged?: string;
  readonly step: Step;
}

export interface Next {
  readonly state: MachineState;
  readonly effect: Effect;
}

/** Far above what 150 s of work can take; a loop that exceeds it is a bug that must not eat the account's API quota. */
const MAX_LOOKS = 40;

/** Time between the decision to call and the call itself: two conditional writes. */
const WRITE_MARGIN_MS = 5000;

/** The reason for which an invocation ends where the account's budget refuses a lineage that every gate let pass. */
export const NO_BUDGET = 'the account has no budget left';

const POLLED: ReadonlySet<string> = new Set(['intent', 'cancelling', 'fencing', 'submitting']);

export function startState(clusterId: string, holder: string, policy: Policy, now: number): MachineState {
  const row = emptyRow(clusterId, now);
  return {
    clusterId,
    policy,
    holder,
    startedAt: now,
    row,
    ledger: false,
    looks: 0,
    lookedAt: now,
    writes: 0,
    step: { kind: 'start' },
  };
}

/**
 * One cluster's invocation as a pure step function: an event in, the next effect out.
 *
 * The order of effects is the protocol: the row names a call before it is made, the call is made once, and its result is recorded
 * before anything else happens. It may be cut off between any two effects.
 */
export function next(state: MachineState, event: Event): Next {
  switch (state.step.kind) {
    case 'start':
    case 'sleep':
      return go(state, { kind: 'read' }, { kind: 'readRow' });
    case 'read':
      return event.kind === 'row' ? afterRead(state, event) : unexpected(state);
    case 'observe':
      return event.kind === 'observed' ? afterLook(state, event.obs, event) : unexpected(state);
    case 'prepare':
      return prepare(state, state.step, event);
    case 'write':
      return event.kind === 'written' ? afterWrite(state, state.step, event) : unexpected(state);
    case 'confirm':
      return event.kind === 'row' ? afterConfirm(state, state.step, event) : unexpected(state);
    case 'call':
      return event.kind === 'called' ? afterCall(state, event.result, event) : unexpected(state);
    default:
      return finish(state, 'done');
  }
}

function afterRead(state: MachineState, event: Event & { kind: 'row' }): Next {
  const { now } = event;
  const row = event.row ?? emptyRow(state.clusterId, now);
  if (row.lease !== undefined && row.lease.holder !== state.holder && row.lease.until > now) {
    return finish({ ...state, row }, 'another invocation holds the lease');
  }
  return look({ ...state, row, ledger: event.readable }, event);
}

function look(state: MachineState, event: Event): Next {
  if (state.looks >= MAX_LOOKS) return finish(state, 'too many looks');
  const seen = { ...state, looks: state.looks + 1, lookedAt: event.now };
  const { clusterId, row, ledger, holder } = seen;
  const nonce = `${holder}.${seen.looks}`;
  const request: Look = { clusterId, row, ledger, nonce, deadline: event.now + event.remainingMs };
  return go(seen, { kind: 'observe' }, { kind: 'observe', look: request });
}

function afterLook(state: MachineState, obs: Observation, event: Event): Next {
  const { now } = event;
  const action = decide(obs, state.row, now, state.policy);
  // Without a ledger nothing is remembered, so nothing may be done that has to be.
  const sides = state.ledger ? (action.first ?? []) : [];
  const stays = action.kind === 'wait' || (action.kind === 'move' && action.row.state === state.row.state);
  const logged = stays ? `${state.row.state}: ${action.reason}` : undefined;
  const ready: MachineState = { ...state, logged, step: { kind: 'prepare', action, sides } };
  if (logged !== undefined && logged === state.logged) return prepare(ready, { kind: 'prepare', action, sides }, event);
  return { state: ready, effect: { kind: 'log', entry: toDecisionEntry(action, state, now) } };
}

function prepare(state: MachineState, step: Step & { kind: 'prepare' }, event: Event): Next {
  if (event.kind === 'sideDone' && event.result !== 'done') {
    const reason = event.result === 'refused' ? NO_BUDGET : 'a note could not be written';
    return leave(state, reason, event);
  }
  const [write, ...sides] = step.sides;
  if (write !== undefined) return go(state, { ...step, sides }, { kind: 'side', write });
  return act(state, step.action, event);
}

function act(state: MachineState, action: Action, event: Event): Next {
  if (action.kind === 'wait') {
    const ms = state.policy.pollSeconds * 1000;
    const until = state.startedAt + state.policy.workSeconds * 1000;
    // A cluster whose turn came late has less than its own work time left.
    const kept = (state.policy.timeoutSeconds - state.policy.workSeconds) * 1000;
    const poll = POLLED.has(state.row.state) && event.now + ms <= until && event.remainingMs >= ms + kept;
    return poll ? go(state, { kind: 'sleep' }, { kind: 'sleep', ms }) : leave(state, action.reason, event);
  }
  if (!state.ledger) return finish(state, 'no ledger, no write call');
  if (action.kind === 'move') {
    const settled = action.row.state === 'watching';
    const lasting = settled ? withoutLease(action.row) : action.row;
    return write(
      state,
      lasting,
      settled ? { kind: 'finish', reason: action.reason } : { kind: 'look' },
      event,
      !settled,
    );
  }
  if (event.remainingMs < state.policy.callReserveSeconds * 1000 + WRITE_MARGIN_MS) {
    return leave(state, 'too little time is left for a call', event);
  }
  return write(state, action.before, { kind: 'call', call: action.call }, event, true);
}

function write(state: MachineState, row: Row, following: Following, { now }: Event, leased: boolean): Next {
  const writes = state.writes + 1;
  const lease = { holder: state.holder, until: now + state.policy.leaseSeconds * 1000 };
  const stamped: Row = {
    ...row,
    version: state.row.version + 1,
    nonce: `${state.holder}#${writes}`,
    ...(leased ? { lease } : {}),
  };
  const effect: Effect = { kind: 'writeRow', row: stamped, expected: state.row.version };
  return go({ ...state, writes }, { kind: 'write', row: stamped, following }, effect);
}

function afterWrite(state: MachineState, step: Step & { kind: 'write' }, event: Event & { kind: 'written' }): Next {
  if (event.result === 'written') return afterConfirmed(state, step.row, step.following, event);
  return go(state, { kind: 'confirm', row: step.row, following: step.following }, { kind: 'readRow' });
}

function afterConfirm(state: MachineState, step: Step & { kind: 'confirm' }, event: Event & { kind: 'row' }): Next {
  const ours = event.readable && event.row?.version === step.row.version && event.row.nonce === step.row.nonce;
  return ours ? afterConfirmed(state, step.row, step.following, event) : finish(state, 'the row was not written');
}

function afterConfirmed(state: MachineState, row: Row, following: Following, event: Event): Next {
  const written = { ...state, row };
  if (following.kind === 'finish') return finish(written, following.reason);
  if (following.kind === 'look') return look(written, event);
  if (event.remainingMs < state.policy.callReserveSeconds * 1000) {
    return afterCall(written, { kind: 'noEffect', code: 'no-time' }, event);
  }
  return go(written, { kind: 'call' }, { kind: 'call', call: following.call });
}

function afterCall(state: MachineState, result: CallResult, event: Event): Next {
  return write(state, record(state.row, result, event.now), { kind: 'look' }, event, true);
}

/** Ends the invocation; a lease is given back, so that the next tick need not wait for its end. */
function leave(state: MachineState, reason: string, event: Event): Next {
  if (!state.ledger || state.row.lease?.holder !== state.holder) return finish(state, reason);
  return write(state, withoutLease(state.row), { kind: 'finish', reason }, event, false);
}

function withoutLease(row: Row): Row {
  const { lease: _, ...rest } = row;
  return rest;
}

function finish(state: MachineState, reason: string): Next {
  return go(state, { kind: 'done' }, { kind: 'finish', reason });
}

function unexpected(state: MachineState): Next {
  return finish(state, 'an effect was answered by the event of another effect');
}

function go(state: MachineState, step: Step, effect: Effect): Next {
  return { state: { ...state, step }, effect };
}
