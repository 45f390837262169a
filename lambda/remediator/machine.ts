import {
  type Action,
  type CallResult,
  decide,
  emptyRow,
  NOT_CLAIMED,
  type Observation,
  type OwedPage,
  type Policy,
  type Row,
  record,
  type SideWrite,
  type StepNews,
} from '../../lib/remedy';
import { finish, go, holdsLease, leave, type Next, unexpected, withoutLease, write } from './advance';
import { toDecisionEntry } from './decision-line';
import type { Event } from './effects';
import { listedAfter } from './listed-after';
import type { Following, FollowingCall, MachineState, Pause, Step } from './machine-state';
import type { Look } from './ports';

/** What decides and what records: the shipped ones, or others in their place. */
export interface Reducer {
  readonly decide: (obs: Observation, row: Row, now: number, policy: Policy) => Action;
  readonly record: (row: Row, result: CallResult, now: number, policy: Policy) => Row;
}

export const SHIPPED: Reducer = { decide, record };

/** Far above what 150 s of work can take; a loop that exceeds it is a bug that must not eat the account's API quota. */
const MAX_LOOKS = 40;

/** Time between the decision to call and the call itself: three conditional writes at most. */
const WRITE_MARGIN_MS = 5000;

/** The reason for which an invocation ends where the account's budget refuses a lineage that every gate let pass. */
export const NO_BUDGET = 'the account has no budget left';

/** The reason where a person's word was withdrawn, renewed or used since it was read. */
const NO_APPROVAL = 'the approval does not hold any more';

const POLLED: ReadonlySet<string> = new Set(['intent', 'cancelling', 'fencing', 'submitting']);

/**
 * One cluster's invocation as a pure step function: an event in, the next effect out.
 *
 * The order of effects is the protocol: the row names a call before it is made, the call is made once, and its result is recorded
 * before anything else happens. It may be cut off between any two effects.
 *
 * @param reducer default: the shipped one
 */
export function next(state: MachineState, event: Event, reducer: Reducer = SHIPPED): Next {
  switch (state.step.kind) {
    case 'start':
    case 'sleep':
      return go(state, { kind: 'read' }, { kind: 'readRow' });
    case 'read':
      return event.kind === 'row' ? afterRead(state, event) : unexpected(state);
    case 'observe':
      return event.kind === 'observed' ? afterLook(state, event.obs, event, reducer) : unexpected(state);
    case 'prepare':
      return prepare(state, state.step, event);
    case 'write':
      return event.kind === 'written' ? afterWrite(state, state.step, event, reducer) : unexpected(state);
    case 'confirm':
      return event.kind === 'row' ? afterConfirm(state, state.step, event, reducer) : unexpected(state);
    case 'page':
      return event.kind === 'paged' ? afterPage(state, state.step, event) : unexpected(state);
    case 'tell':
      return event.kind === 'paged' ? afterTell(state, state.step, event) : unexpected(state);
    case 'claim':
      return event.kind === 'sideDone' ? afterClaim(state, state.step, event, reducer) : unexpected(state);
    case 'call':
      return event.kind === 'called' ? afterCall(state, event.result, event, reducer) : unexpected(state);
    default:
      return finish(state, 'done');
  }
}

function afterRead(state: MachineState, event: Event & { kind: 'row' }): Next {
  const { now } = event;
  if (event.strange) return finish({ ...state, strange: true }, 'held: the row is of an unknown schema');
  const row = event.row ?? emptyRow(state.clusterId);
  if (row.lease !== undefined && row.lease.holder !== state.holder && row.lease.until > now) {
    return finish({ ...state, row }, 'another invocation holds the lease');
  }
  return proceed({ ...state, row, ledger: event.readable, delivered: false }, { kind: 'look' }, event);
}

/** Pages first, each once in an invocation: whoever goes on must not take with it what somebody has to know. */
function proceed(state: MachineState, following: Pause, event: Event): Next {
  const page = state.ledger ? state.row.pages.find((one) => !state.refusedPages.includes(keyOf(one))) : undefined;
  if (page !== undefined) {
    // Of two invocations only one sends it.
    if (!holdsLease(state)) return write(state, state.row, following, event, true);
    return go(state, { kind: 'page', page, following }, { kind: 'page', page });
  }
  const news = state.ledger ? state.row.news?.find((one) => !state.refusedPages.includes(keyOfNews(one))) : undefined;
  if (news !== undefined) {
    if (!holdsLease(state)) return write(state, state.row, following, event, true);
    return go(state, { kind: 'tell', news, following }, { kind: 'tell', news });
  }
  if (following.kind === 'look')
    return state.delivered ? write(state, state.row, following, event, true) : look(state, event);
  // A notice is sent by an invocation that ends with it, and gives the lease back.
  if (state.delivered || (state.ledger && holdsLease(state))) {
    return write(state, withoutLease(state.row), following, event, false);
  }
  return finish(state, following.reason);
}

const keyOf = ({ reason, root, at }: OwedPage): string => `${root ?? ''} ${reason} ${at}`;

function afterPage(state: MachineState, step: Step & { kind: 'page' }, event: Event & { kind: 'paged' }): Next {
  const { page } = step;
  const { row } = state;
  const told: MachineState =
    event.result === 'taken'
      ? { ...state, row: { ...row, pages: row.pages.filter((one) => one !== page) }, delivered: true }
      : { ...state, refusedPages: [...state.refusedPages, keyOf(page)] };
  return proceed(told, step.following, event);
}

const keyOfNews = ({ kind, root, at }: StepNews): string => `${root} step-${kind} ${at}`;

function afterTell(state: MachineState, step: Step & { kind: 'tell' }, event: Event & { kind: 'paged' }): Next {
  const { news } = step;
  const left = state.row.news?.filter((one) => one !== news) ?? [];
  const { news: _, ...row } = state.row;
  const told: MachineState =
    event.result === 'taken'
      ? { ...state, row: left.length === 0 ? row : { ...row, news: left }, delivered: true }
      : { ...state, refusedPages: [...state.refusedPages, keyOfNews(news)] };
  return proceed(told, step.following, event);
}

function look(state: MachineState, event: Event): Next {
  if (state.looks >= MAX_LOOKS) return finish(state, 'too many looks');
  const seen = { ...state, looks: state.looks + 1, lookedAt: event.now };
  const { clusterId, row, ledger, holder, listed } = seen;
  const nonce = `${holder}.${seen.looks}`;
  const request: Look = { clusterId, row, ledger, listed, nonce, deadline: event.now + event.remainingMs };
  return go(seen, { kind: 'observe' }, { kind: 'observe', look: request });
}

function afterLook(state: MachineState, obs: Observation, event: Event, reducer: Reducer): Next {
  const { now } = event;
  const action = withinTime(reducer.decide(obs, state.row, now, state.policy), state, event);
  // Without a ledger nothing is remembered, so nothing may be done that has to be.
  const sides = state.ledger ? (action.first ?? []) : [];
  const stays = action.kind === 'wait' || (action.kind === 'move' && action.row.state === state.row.state);
  const logged = stays ? `${state.row.state}: ${action.reason}` : undefined;
  const ready: MachineState = { ...state, logged, step: { kind: 'prepare', action, sides } };
  if (logged !== undefined && logged === state.logged) return prepare(ready, { kind: 'prepare', action, sides }, event);
  return { state: ready, effect: { kind: 'log', entry: toDecisionEntry(action, state, now) } };
}

/** A call that would not come to its end is left to the next invocation. */
function withinTime(action: Action, { policy }: MachineState, { now, remainingMs }: Event): Action {
  const wanted = policy.callReserveSeconds * 1000 + WRITE_MARGIN_MS;
  if (action.kind !== 'call' || remainingMs >= wanted) return action;
  return { kind: 'wait', until: now, reason: 'too little time is left for a call', report: action.report };
}

function prepare(state: MachineState, step: Step & { kind: 'prepare' }, event: Event): Next {
  if (event.kind === 'sideDone' && event.result !== 'done') {
    if (event.result === 'failed') return leave(state, 'a note could not be written', event);
    const reason = step.sent?.kind === 'take-approval' ? NO_APPROVAL : NO_BUDGET;
    return leave(state, reason, event, noticed(withoutLease(state.row), step.action));
  }
  const listed = event.kind === 'sideDone' ? listedAfter(state.listed, step.sent) : state.listed;
  const [side, ...sides] = step.sides;
  if (side === undefined) return act({ ...state, listed }, step.action, event);
  // What has no version of its own must not come late from an invocation that others have overtaken; advice may.
  if (!ADVICE.has(side.kind) && !holdsLease(state)) {
    return write(
      { ...state, listed },
      state.row,
      { kind: 'prepare', action: step.action, sides: step.sides },
      event,
      true,
    );
  }
  return go({ ...state, listed }, { ...step, sides, sent: side }, { kind: 'side', write: side });
}

const ADVICE: ReadonlySet<SideWrite['kind']> = new Set(['next-run', 'owe', 'persistent-ui', 'run']);

function act(state: MachineState, action: Action, event: Event): Next {
  if (action.kind === 'wait') {
    const { row, reason } = action;
    if (row !== undefined && state.ledger) return write(state, row, { kind: 'finish', reason }, event, true);
    const ms = state.policy.pollSeconds * 1000;
    const until = state.startedAt + state.policy.workSeconds * 1000;
    // A cluster whose turn came late has less than its own work time left.
    const kept = (state.policy.timeoutSeconds - state.policy.workSeconds) * 1000;
    const poll = POLLED.has(state.row.state) && event.now + ms <= until && event.remainingMs >= ms + kept;
    return poll ? go(state, { kind: 'sleep' }, { kind: 'sleep', ms }) : leave(state, reason, event);
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
  const { call, freshUntil, claim } = action;
  return write(state, action.before, { kind: 'call', call, freshUntil, claim }, event, true);
}

function afterWrite(
  state: MachineState,
  step: Step & { kind: 'write' },
  event: Event & { kind: 'written' },
  reducer: Reducer,
): Next {
  if (event.result === 'written') return afterConfirmed(state, step.row, step.following, event, reducer);
  return go(state, { kind: 'confirm', row: step.row, following: step.following }, { kind: 'readRow' });
}

function afterConfirm(
  state: MachineState,
  step: Step & { kind: 'confirm' },
  event: Event & { kind: 'row' },
  reducer: Reducer,
): Next {
  const ours = event.readable && event.row?.version === step.row.version && event.row.nonce === step.row.nonce;
  return ours
    ? afterConfirmed(state, step.row, step.following, event, reducer)
    : finish(state, 'the row was not written');
}

function afterConfirmed(state: MachineState, row: Row, following: Following, event: Event, reducer: Reducer): Next {
  const written = { ...state, row };
  if (following.kind === 'prepare') return prepare(written, following, event);
  if (following.kind !== 'call') return proceed(written, following, event);
  const { claim } = following;
  if (claim === undefined) return call(written, following, event, reducer);
  return go(written, { kind: 'claim', claim, following }, { kind: 'side', write: claim });
}

/** Where the index names another submission, this one is not sent: that of the other has to be found, as if it were one's own. */
function afterClaim(
  state: MachineState,
  { claim, following }: Step & { kind: 'claim' },
  event: Event & { kind: 'sideDone' },
  reducer: Reducer,
): Next {
  if (event.result === 'refused') return leave(state, 'the index of open lineages names another submission', event);
  if (event.result === 'failed') return afterCall(state, { kind: 'noEffect', code: NOT_CLAIMED }, event, reducer);
  return call({ ...state, listed: listedAfter(state.listed, claim) }, following, event, reducer);
}

function call(state: MachineState, { call, freshUntil }: FollowingCall, event: Event, reducer: Reducer): Next {
  if (event.remainingMs < state.policy.callReserveSeconds * 1000) {
    return afterCall(state, { kind: 'noEffect', code: 'no-time' }, event, reducer);
  }
  // The write may have taken its time: what the call rests on must not have grown old meanwhile.
  if (event.now > freshUntil) {
    return afterCall(state, { kind: 'noEffect', code: 'look-too-old' }, event, reducer);
  }
  return go(state, { kind: 'call' }, { kind: 'call', call, freshUntil });
}

function afterCall(state: MachineState, result: CallResult, event: Event, reducer: Reducer): Next {
  return write(state, reducer.record(state.row, result, event.now, state.policy), { kind: 'look' }, event, true);
}

/** The row without the lineage that no budget is left for: what was found is told all the same. */
function noticed(row: Row, action: Action): Row {
  const { pages, told } = action.kind === 'move' ? action.row : row;
  return { ...row, pages, ...(told === undefined ? {} : { told }) };
}
