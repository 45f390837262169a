import { type Reducer, SHIPPED } from '../../lambda/remediator/machine';
import {
  type Action,
  type CallResult,
  DEFAULT_POLICY,
  EMPTY_JOB,
  type Observation,
  type Policy,
} from '../../lib/remedy';
import { type Checked, check } from './check';
import type { Environment } from './moves/lab';
import {
  asCancelled,
  closedQuietly,
  doing,
  seeing,
  withoutClaim,
  withoutMarkers,
  withoutWriteAhead,
} from './mutations';
import { PROMISE } from './promises';
import type { Scenario } from './scenario';
import { SCENARIOS } from './scenarios';

/** The shipped protocol with one guard rail missing. */
export interface Mutant {
  readonly name: string;
  readonly without: string;
  /** The scenario that shows what it is for. */
  readonly scenario: string;
  /** The promise that it is for. */
  readonly breaks: keyof typeof PROMISE;
  /** What may go wrong, where less than in the scenario is enough. */
  readonly budgets?: Scenario['budgets'];
  readonly environment?: Environment;
  readonly policy?: Partial<Policy>;
  readonly decide?: Reducer['decide'];
  readonly record?: Reducer['record'];
}

const { decide, record } = SHIPPED;

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'lease',
    without: 'the lease',
    scenario: 'two invocations',
    breaks: 'unnamed',
    budgets: { rivals: 1, delays: 1 },
    environment: { noLease: true },
  },
  {
    name: 'confirm',
    without: 'waiting until DescribeStep says CANCELLED',
    scenario: 'calm',
    breaks: 'early',
    decide: seeing((obs, { state }) => (state === 'cancelling' || state === 'fencing' ? asCancelled(obs) : obs)),
  },
  {
    name: 'marker',
    without: 'looking for the marker before a submission, and the index naming it',
    scenario: 'lost rows',
    breaks: 'twice',
    decide: (obs, row, now, policy) => withoutClaim(decide(withoutMarkers(obs), row, now, policy)),
  },
  {
    name: 'claim',
    without: 'the index naming a submission',
    scenario: 'restored at the submission',
    breaks: 'twice',
    decide: doing(withoutClaim),
  },
  {
    name: 'settle',
    without: 'the time for a late submission to arrive',
    scenario: 'answers',
    breaks: 'twice',
    record: (row, result, now, policy) => record(row, result.kind === 'unknown' ? NEVER_MADE : result, now, policy),
  },
  {
    name: 'retries',
    without: 'single attempts of the client library',
    scenario: 'answers',
    breaks: 'twice',
    environment: { clientRetries: true },
  },
  {
    name: 'fence',
    without: 'the delay after CANCELLED',
    scenario: 'calm',
    breaks: 'beside',
    policy: { clientDelaySeconds: 0 },
  },
  {
    name: 'guard',
    without: 'the guard before a cluster-mode resubmission',
    scenario: 'guard',
    breaks: 'beside',
    environment: { noGuard: true },
  },
  {
    name: 'succeeded',
    without: "the guard's rule that a cluster-mode job which has succeeded is done",
    scenario: 'guard',
    breaks: 'again',
    environment: { succeededCounts: 'never' },
  },
  {
    name: 'succeeded-in-client-mode',
    without: 'keeping that rule out of client mode, where an application that is cut off reports success',
    scenario: 'guard in client mode',
    breaks: 'lost',
    environment: { succeededCounts: 'always' },
  },
  {
    name: 'fencing-root-only',
    without: 'what the failed attempt has left in the guard of the rollback',
    scenario: 'rollback',
    breaks: 'beside',
    environment: { fencesRootOnly: true },
  },
  {
    name: 'run-once',
    without: "the guard's folder for each attempt",
    scenario: 'twins',
    breaks: 'beside',
    budgets: {},
    environment: { noToken: true },
  },
  {
    name: 'guard-refused',
    without: 'the page for an attempt that its guard has ended',
    scenario: 'guard refuses',
    breaks: 'lost',
    budgets: {},
    decide: doing((action) =>
      action.kind === 'move' && action.row.reason === 'failed' ? withoutPages(action) : action,
    ),
  },
  {
    name: 'successors',
    without: 'the gate for steps that wait',
    scenario: 'successors',
    breaks: 'overtaken',
    policy: { successorsIndependent: true },
  },
  {
    name: 're-read',
    without: 'the look at the clock before CancelSteps',
    scenario: 'slow',
    breaks: 'stale',
    decide: doing((action) => (action.kind === 'call' ? { ...action, freshUntil: Number.POSITIVE_INFINITY } : action)),
  },
  {
    name: 'write-ahead',
    without: 'naming a cancel in the ledger before it is sent',
    scenario: 'crashes',
    breaks: 'unnamed',
    decide: doing(withoutWriteAhead),
  },
  {
    name: 'abort',
    without: 'the rule never to abort from cancelling',
    scenario: 'crashes',
    breaks: 'lost',
    decide: doing((action, row) =>
      row.state === 'cancelling' && action.kind === 'wait' ? closedQuietly(row, action) : action,
    ),
  },
  {
    name: 'filter',
    without: 'ended steps in the list, and the index naming a submission',
    scenario: 'lost rows',
    breaks: 'again',
    environment: { filteredScan: true },
    decide: doing(withoutClaim),
  },
  {
    name: 'failed-after-cancel',
    without: 'the page for a root step that fails after the cancel',
    scenario: 'calm',
    breaks: 'lost',
    decide: doing((action) => withoutPage(action, 'aborted:failed-after-cancel')),
  },
  {
    name: 'nonce',
    without: 'the nonce in the confirming read',
    scenario: 'two invocations',
    breaks: 'unnamed',
    budgets: { rivals: 1, losses: 1 },
    environment: { noNonce: true },
  },
  {
    name: 'page-on-closing',
    without: 'pages of a lineage that closes',
    scenario: 'calm',
    breaks: 'lost',
    decide: doing((action) =>
      action.kind === 'move' && action.row.state === 'closed' ? withoutPages(action) : action,
    ),
  },
  {
    name: 'closing',
    without: 'asking the index whether a lineage that is said to be over was closed',
    scenario: 'forged ends',
    breaks: 'lost',
    decide: seeing((obs, { state }, now) => (state === 'closed' ? unasked(obs, now) : obs)),
  },
];

/** A call without an answer counts as one that was never made. */
const NEVER_MADE: CallResult = { kind: 'noEffect', code: 'ThrottlingException' };

/** What the index says is not heard; the job is read instead, as at any other end. */
function unasked(obs: Observation, at: number): Observation {
  return { ...obs, listing: undefined, job: { at, value: EMPTY_JOB } };
}

function withoutPages(action: Action & { kind: 'move' }): Action {
  return { ...action, row: { ...action.row, pages: [] } };
}

function withoutPage(action: Action, reason: string): Action {
  return action.kind === 'move' && action.row.reason === reason ? withoutPages(action) : action;
}

/** How a mutant was found. */
export interface Caught {
  readonly promise: string;
  /** Moves of the shortest way. */
  readonly moves: number;
  readonly states: number;
  readonly trace: string;
}

/** Enough for every mutant to be found; the search ends when its promise is broken. */
const MAX_STATES = 100_000;

/** How a mutant breaks its promise, by the shortest way; undefined where it is not found. */
export function caught(mutant: Mutant, states = MAX_STATES): Caught | undefined {
  const scenario = SCENARIOS.find(({ name }) => name === mutant.scenario);
  if (scenario === undefined) throw new Error(`there is no scenario "${mutant.scenario}"`);
  const { environment = {}, policy = {}, budgets = scenario.budgets } = mutant;
  const reducer = { decide: mutant.decide ?? decide, record: mutant.record ?? record };
  const setting = { policy: { ...DEFAULT_POLICY, ...policy }, reducer };
  const checked: Checked = check(
    { scenario: { ...scenario, budgets }, setting, environment },
    { states, untilBroken: PROMISE[mutant.breaks] },
  );
  const index = checked.violations.findIndex(({ promise }) => promise === PROMISE[mutant.breaks]);
  const violation = checked.violations[index];
  const trace = checked.traces[index];
  if (violation === undefined || trace === undefined) return undefined;
  return { promise: violation.promise, moves: violation.labels.length, states: checked.states, trace };
}
