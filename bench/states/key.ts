import type { Outcome } from '../../lambda/remediator/effects';
import type { MachineState } from '../../lambda/remediator/machine-state';
import { type Action, canonical, canonicalListing, type Observation, type Row, type SideWrite } from '../../lib/remedy';
import { CANCEL_MS } from './emr';
import type { WorldStep } from './steps';
import { type Invocation, phaseOf, type World } from './world';

/** Steps younger than this may be missing from a list; applications of ended ones may still run. */
const YOUNG_MS = 61_000;

/**
 * Everything that what follows depends on, with times relative to now: equal situations have equal keys, whenever they come about.
 *
 * Left out: the payload of rows, counters that only name things (nonces, numbers of looks and writes; whether a nonce is one's own stays in),
 * and what is only logged.
 */
export function worldKey(world: World): string {
  const { now, ledger, wires, left, told } = world;
  const entered = told.entered[phaseOf(ledger.row?.state)];
  return JSON.stringify([
    world.emrSkewMs,
    world.steps.map((step) => stepKey(step, world)),
    wires.map(({ call, sentAt }) => [call.kind, call.kind === 'add' ? call.n : 0, now - sentAt]),
    ledger.row === undefined ? 0 : rowKey(ledger.row, now),
    ledger.listing === undefined ? 0 : canonicalListing(ledger.listing, now),
    ledger.archived,
    ledger.reserved,
    ledger.backups.map((row) => rowKey(row, now)),
    world.invocations.map((one) => invocationKey(one, world)),
    world.leverPulledAt !== undefined,
    world.optedOutAt !== undefined,
    Object.values(left),
    world.done,
    [told.begun, told.paged, told.cancelSent, entered === undefined ? -1 : ago(entered, now)],
    personFirst(world),
  ]);
}

function stepKey(step: WorldStep, { now, emrSkewMs, ledger }: World): unknown[] {
  const { role, state, createdAt, endedAt, cancel, endedBy, hiddenUntil } = step;
  const young = (at: number | undefined): number => (at === undefined ? -1 : Math.min(YOUNG_MS, now - at));
  const firstAt = ledger.row?.lineage?.cancelFirstAt;
  return [
    role,
    state,
    young(createdAt),
    young(endedAt),
    step.startedAt !== undefined,
    cancel && [cancel.by, Math.min(CANCEL_MS, now - cancel.at)],
    endedBy,
    hiddenUntil && hiddenUntil - now,
    step.guard && [step.guard.attempt, step.guard.earlier.length],
    step.waits ? 'waits' : step.passed ? 'passed' : step.turnedAway ? 'turned away' : 0,
    step.left,
    // Whether it was submitted after the cancel is asked of it for as long as it is there.
    role === 'rerun' && firstAt !== undefined && createdAt + emrSkewMs - firstAt,
  ];
}

/** Where a person ended the root step: how long before the first request of ours, by EMR's clock and by the true one. */
function personFirst({ steps, ledger, told, now }: World): unknown {
  const [root] = steps;
  if (root?.endedBy !== 'person' && root?.cancel?.by !== 'person') return 0;
  const at = root.endedAt ?? now;
  return [at - (ledger.row?.lineage?.cancelFirstAt ?? at), at - (told.firstAheadAt ?? at)];
}

/** Longer ago than anything looks back at. */
const LONG_AGO_MS = 24 * 3_600_000;

const ago = (at: number, now: number): number => Math.min(LONG_AGO_MS, now - at);

/** Rows are never changed, and most states of a search share theirs with the state before. */
const rowKeys = new WeakMap<Row, { now: number; key: string }>();

function rowKey(row: Row, now: number): string {
  const known = rowKeys.get(row);
  if (known?.now === now) return known.key;
  const key = JSON.stringify(canonical(needed(row), now));
  rowKeys.set(row, { now, key });
  return key;
}

/** States from which a lineage never goes back to its cancel. */
const AFTER_CANCEL: ReadonlySet<string> = new Set(['fencing', 'submitting', 'verifying', 'closed', 'held']);
const AFTER_FENCE: ReadonlySet<string> = new Set(['verifying', 'closed', 'held']);
const ENDED: ReadonlySet<string> = new Set(['closed', 'held']);

/** The row without what only states ask for to which it cannot go back. */
function needed(row: Row): Row {
  const { lineage, state } = row;
  if (lineage === undefined || !AFTER_CANCEL.has(state)) return row;
  const { verifying, fencing } = lineage.deadlines;
  const deadlines = ENDED.has(state) ? {} : AFTER_FENCE.has(state) ? { verifying } : { fencing, verifying };
  const { cancelFirstAt: _, earlierSettledAt: __, ...kept } = lineage;
  const open = AFTER_FENCE.has(state) ? { ...kept, fencedAt: undefined, secondScanAt: undefined } : kept;
  const { call, ...rest } = row;
  return { ...rest, ...(ENDED.has(state) ? {} : { call }), lineage: { ...open, deadlines: present(deadlines) } };
}

function present<T extends object>(deadlines: T): T {
  return Object.fromEntries(Object.entries(deadlines).filter(([, one]) => one !== undefined)) as T;
}

function invocationKey(invocation: Invocation, world: World): unknown[] {
  const { now, ledger } = world;
  const { name, skewMs, startedAt, machine, answer, wakesAt, disturbed, tampered } = invocation;
  const { version = 0, nonce } = ledger.row ?? {};
  return [
    name,
    skewMs,
    now - startedAt,
    wakesAt === undefined ? 0 : wakesAt - now,
    disturbed === true,
    tampered === true,
    machine.ledger,
    machine.listed === undefined ? 0 : canonicalListing(machine.listed, now),
    machine.refusedPages.length,
    machine.delivered,
    machine.row.version - version,
    machine.row.nonce === nonce,
    ledger.listing?.claim !== undefined && ledger.listing.claim.nonce === machine.row.call?.nonce,
    machine.row === ledger.row ? 0 : rowKey(machine.row, now),
    stepOfMachine(machine, world),
    looking(machine) ? now - (invocation.sawAt ?? now) : 0,
    answer === undefined ? 0 : answerKey(answer, world),
    // A promise about switches asks whether they were thrown before the look.
    [world.leverPulledAt, world.optedOutAt].map((at) => at !== undefined && at < (invocation.sawAt ?? now)),
  ];
}

/** Whether what comes next may still rest on the last look. */
const looking = ({ step }: MachineState): boolean =>
  ['prepare', 'write', 'confirm', 'claim', 'call'].includes(step.kind);

function stepOfMachine({ step }: MachineState, { now, ledger }: World): unknown[] {
  switch (step.kind) {
    case 'prepare':
      return preparedKey(step, now);
    case 'write':
    case 'confirm': {
      const ours = ledger.row?.version === step.row.version && ledger.row.nonce === step.row.nonce;
      return [step.kind, rowKey(step.row, now), followingKey(step.following, now), ours];
    }
    case 'page':
      return [step.kind, step.page.reason, step.following.kind];
    case 'tell':
      return [step.kind, step.news.kind, step.following.kind];
    case 'claim':
      return [step.kind, step.following.freshUntil - now];
    default:
      return [step.kind];
  }
}

function followingKey(following: (MachineState['step'] & { kind: 'write' })['following'], now: number): unknown {
  if (following.kind === 'prepare') return preparedKey(following, now);
  return following.kind === 'call' ? following.freshUntil - now : following.kind;
}

function preparedKey({ sides, action }: { sides: readonly SideWrite[]; action: Action }, now: number): unknown[] {
  return ['prepare', sides.map((side) => side.kind), actionKey(action, now)];
}

function actionKey(action: Action, now: number): unknown[] {
  if (action.kind === 'wait') return [action.kind];
  if (action.kind === 'move') return [action.kind, rowKey(action.row, now)];
  return [action.kind, action.call.kind, rowKey(action.before, now), action.freshUntil - now];
}

function answerKey(answer: Outcome, { now, ledger }: World): unknown[] {
  if (answer.kind === 'row') {
    if (answer.row === undefined) return [answer.kind, answer.readable];
    return [answer.kind, rowKey(answer.row, now), answer.row.version - (ledger.row?.version ?? 0)];
  }
  if (answer.kind === 'observed') return [answer.kind, ...observationKey(answer.obs, now)];
  return [answer.kind, 'result' in answer ? JSON.stringify(answer.result) : 0];
}

function observationKey({ root, scan, attempt, lever, listing, assessed }: Observation, now: number): unknown[] {
  return [
    root && [root.value.state, root.value.endedAt],
    scan && [scan.at - now, scan.value.complete, scan.value.steps.map(({ id, state }) => id + state)],
    attempt?.value.state,
    lever?.value,
    listing && [listing.value.cancelling, listing.value.archived],
    assessed?.refusals.map(({ gate }) => gate),
  ];
}
