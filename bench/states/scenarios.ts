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
  fence: 'delay',
  deployMode: 'client',
  leftBehind: [],
  guardMayRefuse: false,
  asksAttempts: true,
  tickMinutes: 1,
  verifyMinutes: 4,
};

const scenario = (name: string, tells: string, changed: Partial<Scenario>): Scenario => ({
  ...CALM,
  ...changed,
  name,
  tells,
});

const guarded = (name: string, tells: string, changed: Partial<Scenario>): Scenario =>
  scenario(name, tells, {
    fence: 'guard',
    deployMode: 'cluster',
    leftBehind: ['lives', 'cut', 'succeeded'],
    ...changed,
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
    'a crash anywhere, ticks that do not come, requests that arrive up to 60 s after their sender died',
    {
      budgets: { crashes: 1, lostTicks: 1 },
      longBudgets: { crashes: 2, lostTicks: 1 },
      rootEnds: ['COMPLETED'],
      attemptEnds: ['COMPLETED', 'FAILED'],
      stale: true,
    },
  ),
  scenario('answers', 'lost answers and failed reads anywhere, with and without effect', {
    budgets: { losses: 1 },
    longBudgets: { losses: 2 },
    rootEnds: ['COMPLETED'],
    stale: true,
  }),
  scenario('refusals', 'EMR throttles and refuses, and an invocation dies', {
    budgets: { refusals: 1, crashes: 1 },
    longBudgets: { refusals: 2, losses: 1, crashes: 1 },
    rootEnds: ['COMPLETED'],
  }),
  scenario('two invocations', 'two invocations interleaved at every effect, answers delayed or lost', {
    budgets: { rivals: 1, delays: 1, losses: 1 },
    longBudgets: { rivals: 2, delays: 1, losses: 1, crashes: 1 },
    atOnce: 2,
  }),
  scenario('three invocations', 'three invocations interleaved at every effect', {
    budgets: { rivals: 2 },
    longBudgets: { rivals: 2, losses: 1, delays: 1 },
    atOnce: 3,
  }),
  scenario('successors', 'a step is added behind the root step at any moment, and an invocation dies', {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, lostTicks: 1, losses: 1, slow: 1 },
    people: ['adds-successor'],
  }),
  scenario('slow', 'an effect takes 20 or 40 s', {
    budgets: { slow: 1 },
    longBudgets: { slow: 2, losses: 1 },
    rootEnds: ['COMPLETED'],
  }),
  scenario('clocks ahead', "invocations' clocks 30 s behind and ahead, EMR's 30 s ahead; an orchestrator resubmits", {
    longBudgets: { crashes: 1, lostTicks: 1, rivals: 1 },
    atOnce: 2,
    skewsMs: [-30_000, 30_000],
    emrSkewMs: 30_000,
    people: ['reruns-root'],
  }),
  scenario('clocks behind', "the same, EMR's clock 30 s behind; a person cancels", {
    longBudgets: { slow: 1, crashes: 1 },
    skewsMs: [-30_000, 30_000],
    emrSkewMs: -30_000,
    people: ['cancels-root'],
    cancelEnds: ['CANCELLED', 'unseen'],
  }),
  scenario('person before', 'a person cancels the root step; its end is shown up to 120 s late', {
    budgets: { slow: 1 },
    longBudgets: { slow: 1, crashes: 1 },
    people: ['cancels-root'],
    cancelEnds: ['CANCELLED', 'unseen'],
    rootEnds: ['COMPLETED'],
  }),
  scenario('person after', 'a person cancels the attempt or clones it', {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, losses: 1 },
    people: ['cancels-attempt', 'clones-attempt'],
    attemptEnds: ['COMPLETED', 'FAILED'],
  }),
  scenario('permission', 'the owner opts out and the emergency lever is pulled at any moment', {
    budgets: { slow: 1 },
    longBudgets: { slow: 1, crashes: 1, losses: 1 },
    people: ['opts-out', 'pulls-lever'],
  }),
  scenario('orchestrators', 'an orchestrator submits again what was cancelled, its copy may complete', {
    budgets: { lostTicks: 1 },
    longBudgets: { crashes: 1, losses: 1, lostTicks: 1 },
    people: ['reruns-root'],
    stale: true,
  }),
  scenario('copied marker', "other work carries the lineage's marker", {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, losses: 1 },
    people: ['spoofs-marker'],
  }),
  scenario('lost rows', 'the row is deleted or restored', {
    budgets: { tampers: 1, lostTicks: 1 },
    longBudgets: { tampers: 1, crashes: 1, losses: 1 },
    tampers: ['delete', 'restore'],
    rootEnds: ['COMPLETED'],
  }),
  scenario('restored at the submission', 'the row is restored while a submission is under way or not listed yet', {
    budgets: { tampers: 1 },
    longBudgets: { tampers: 1, rivals: 1, losses: 1 },
    atOnce: 2,
    tampers: ['restore-fencing'],
    stale: true,
    tickMinutes: 0.5,
  }),
  scenario('lost rows between two', 'the row is deleted while two invocations are interleaved at every effect', {
    budgets: { tampers: 1, rivals: 1 },
    longBudgets: { tampers: 1, rivals: 1, delays: 1, refusals: 1 },
    atOnce: 2,
    tampers: ['delete'],
  }),
  scenario('forged rows', 'somebody writes into the row what never was', {
    budgets: { tampers: 1 },
    longBudgets: { tampers: 1, crashes: 1, lostTicks: 1 },
    tampers: ['forge-fencing', 'forge-submitting', 'forge-verifying', 'forge-root'],
    people: ['adds-successor'],
    rootEnds: ['COMPLETED'],
  }),
  scenario('forged ends', 'somebody writes into the row that the lineage is over or held', {
    budgets: { tampers: 1 },
    longBudgets: { tampers: 1, crashes: 1, losses: 1 },
    tampers: ['forge-closed', 'forge-held'],
    rootEnds: ['COMPLETED'],
  }),
  scenario(
    'verification',
    'ticks come once an hour, the attempt keeps its own size or not, runs for a day, ends in any way',
    {
      budgets: { losses: 1 },
      longBudgets: { losses: 1, crashes: 1 },
      attemptEnds: ['COMPLETED', 'FAILED'],
      executors: ['unknown', 'tuned', 'overridden'],
      tickMinutes: 60,
      verifyMinutes: 26 * 60,
    },
  ),
  scenario('hanging root', 'the cancel takes no effect for as long as it likes', {
    budgets: { lostTicks: 1 },
    longBudgets: { lostTicks: 2, crashes: 1 },
    cancelEnds: ['never', 'CANCELLED'],
    rootEnds: ['COMPLETED'],
    showsPending: true,
  }),
  scenario('two at a time', 'a cluster that runs two steps at once', {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, losses: 1 },
    people: ['clones-attempt'],
    stepConcurrency: 2,
  }),
  guarded('guard', 'cluster mode: what a cancelled step leaves on YARN lives on, succeeds or is gone', {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, losses: 1, lostTicks: 1 },
    rootEnds: ['COMPLETED'],
    attemptEnds: ['COMPLETED'],
    cancelEnds: ['CANCELLED', 'FAILED'],
  }),
  guarded('rollback', 'cluster mode: an attempt fails, and its application may live on', {
    longBudgets: { crashes: 1, losses: 1 },
    attemptEnds: ['COMPLETED', 'FAILED'],
    verifyMinutes: 2,
  }),
  guarded('guard in client mode', 'client mode: a driver outlives its step, and what was cut reports success', {
    budgets: { crashes: 1 },
    longBudgets: { crashes: 1, losses: 1, lostTicks: 1 },
    deployMode: 'client',
    leftBehind: ['lives', 'cut'],
    attemptEnds: ['COMPLETED', 'FAILED'],
  }),
  guarded(
    'guard refuses',
    'a guard cannot tell which application it is, and nobody can ask whether the attempt had one',
    {
      budgets: { lostTicks: 1 },
      longBudgets: { lostTicks: 1, crashes: 1 },
      guardMayRefuse: true,
      asksAttempts: false,
    },
  ),
  guarded('twins', 'submissions without answers, a person clones the attempt, two steps at once', {
    budgets: { losses: 1 },
    longBudgets: { losses: 2, lostTicks: 1 },
    people: ['clones-attempt'],
    stepConcurrency: 2,
    stale: true,
  }),
];
