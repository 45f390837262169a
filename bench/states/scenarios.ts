import type { Scenario } from './scenario';

const CALM: Omit<Scenario, 'name' | 'tells'> = {
  mode: 'remediate',
  budgets: {},
  longBudgets: {},
  atOnce: 1,
  skewsMs: [0],
  emrSkewMs: 0,
  people: [],
  tampers: [],
  rootEnds: [],
  attemptEnds: ['COMPLETED'],
  cancelEnds: ['CANCELLED'],
  showsPending: false,
  stale: false,
  executors: ['unknown'],
  stepConcurrency: 1,
  tickMinutes: 1,
  verifyMinutes: 4,
};

const scenario = (name: string, tells: string, changed: Partial<Scenario>): Scenario => ({
  ...CALM,
  ...changed,
  name,
  tells,
});

/** What is searched, one after another. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('calm', 'no fault: the root step or its cancel ends at any moment, signals may make it fail', {
    rootEnds: ['COMPLETED', 'FAILED'],
    cancelEnds: ['CANCELLED', 'FAILED', 'unseen'],
    attemptEnds: ['COMPLETED', 'FAILED'],
    showsPending: true,
    stale: true,
  }),
  scenario(
    'crashes',
    'two crashes anywhere, ticks that do not come, requests that arrive up to 60 s after their sender died',
    {
      budgets: { crashes: 1, lostTicks: 1 },
      longBudgets: { crashes: 2, lostTicks: 1 },
      rootEnds: ['COMPLETED'],
      attemptEnds: ['COMPLETED', 'FAILED'],
      stale: true,
    },
  ),
  scenario('answers', 'three lost answers or failed reads anywhere, with and without effect', {
    budgets: { losses: 1 },
    longBudgets: { losses: 2 },
    rootEnds: ['COMPLETED'],
    stale: true,
  }),
  scenario('refusals', 'EMR throttles and refuses, then a crash or a lost answer', {
    budgets: { refusals: 1, crashes: 1 },
    longBudgets: { refusals: 2, losses: 1, crashes: 1 },
    rootEnds: ['COMPLETED'],
  }),
  scenario('two invocations', 'two invocations interleaved at every effect, answers delayed, one of them may die', {
    budgets: { rivals: 1, delays: 1 },
    longBudgets: { rivals: 2, delays: 1, crashes: 1 },
    atOnce: 2,
  }),
  scenario('three invocations', 'three invocations interleaved at every effect, one lost answer', {
    budgets: { rivals: 2, losses: 1 },
    longBudgets: { rivals: 2, losses: 1, delays: 1 },
    atOnce: 3,
  }),
  scenario('successors', 'a step is added behind the root step at any moment, and an invocation dies or is slow', {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, lostTicks: 1, losses: 1 },
    people: ['adds-successor'],
    stale: true,
  }),
  scenario('slow', 'effects that take 20 and 40 s', {
    budgets: { slow: 1 },
    longBudgets: { slow: 2, losses: 1 },
    rootEnds: ['COMPLETED'],
    people: ['adds-successor'],
  }),
  scenario('clocks', "invocations' clocks 30 s behind and ahead, EMR's 30 s ahead", {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, lostTicks: 1, rivals: 1 },
    atOnce: 2,
    skewsMs: [0, -30_000, 30_000],
    emrSkewMs: 30_000,
    people: ['reruns-root'],
  }),
  scenario('clocks behind', "invocations' clocks 30 s behind and ahead, EMR's 30 s behind", {
    budgets: { slow: 1 },
    longBudgets: { slow: 1, crashes: 1 },
    skewsMs: [0, -30_000, 30_000],
    emrSkewMs: -30_000,
    people: ['reruns-root', 'cancels-root'],
    cancelEnds: ['CANCELLED', 'unseen'],
  }),
  scenario('people', 'a person cancels the root step, cancels or clones the attempt; ends are shown up to 120 s late', {
    budgets: {},
    longBudgets: { crashes: 1, slow: 1 },
    people: ['cancels-root', 'cancels-attempt', 'clones-attempt'],
    cancelEnds: ['CANCELLED', 'unseen'],
    attemptEnds: ['COMPLETED', 'FAILED'],
    rootEnds: ['COMPLETED'],
    stale: true,
  }),
  scenario('permission', 'the owner opts out and the emergency lever is pulled at any moment', {
    budgets: { slow: 1 },
    longBudgets: { slow: 1, crashes: 1, losses: 1 },
    people: ['opts-out', 'pulls-lever'],
    rootEnds: ['COMPLETED'],
  }),
  scenario(
    'orchestrators',
    'an orchestrator resubmits what was cancelled, its copy may complete; somebody copies the marker',
    {
      budgets: { lostTicks: 1 },
      longBudgets: { crashes: 1, losses: 1, lostTicks: 1 },
      people: ['reruns-root', 'spoofs-marker'],
      stale: true,
    },
  ),
  scenario('lost rows', 'the row is deleted or restored, and an invocation dies or answers are lost', {
    budgets: { tampers: 1, lostTicks: 1 },
    longBudgets: { tampers: 1, crashes: 1, losses: 1, lostTicks: 1 },
    tampers: ['delete', 'restore'],
    rootEnds: ['COMPLETED'],
  }),
  scenario('forged rows', 'somebody writes into the row what never was', {
    budgets: { tampers: 1 },
    longBudgets: { tampers: 1, crashes: 1, lostTicks: 1 },
    tampers: ['forge-fencing', 'forge-submitting', 'forge-root'],
    people: ['adds-successor'],
    rootEnds: ['COMPLETED'],
  }),
  scenario('verification', 'the attempt runs for hours, keeps its own size or not, ends in any way', {
    budgets: { losses: 1 },
    longBudgets: { crashes: 1, losses: 1, lostTicks: 1 },
    attemptEnds: ['COMPLETED', 'FAILED'],
    executors: ['unknown', 'tuned', 'overridden'],
    tickMinutes: 60,
    verifyMinutes: 26 * 60,
  }),
  scenario('hanging root', 'the cancel takes no effect until a person ends the step', {
    budgets: { lostTicks: 1 },
    longBudgets: { crashes: 1, lostTicks: 2 },
    cancelEnds: ['never', 'CANCELLED'],
    rootEnds: ['COMPLETED'],
    showsPending: true,
  }),
  scenario('two at a time', 'a cluster that runs two steps at once', {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, losses: 1 },
    people: ['clones-attempt', 'adds-successor'],
    stepConcurrency: 2,
    stale: true,
  }),
];
