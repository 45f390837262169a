import { emptyRow, LEVER, type PageKind, rowKey } from '../../lib/remedy';
import { briefScenario, type WorldEvent } from '../../lib/simulator';
import type { ApiFault, FaultKind } from '../../lib/simulator/faults/types';
import type { Reaction, Scenario, Timing } from '../../lib/simulator/scenario/types';
import { CLUSTER_ID } from '../../lib/simulator/world/create';
import type { Stage } from './stage';

/** How one page comes about, by what really goes wrong. */
export interface Drill {
  /** What goes wrong, for people. */
  readonly cause: string;
  readonly scenario?: Scenario;
  /** Minutes until it has come about: those of the last tick. */
  readonly minutes: number;
  readonly play: (stage: Stage) => Promise<void>;
}

/** The stuck join is found, and cancelled, by the look of this minute. */
const FOUND = 40;
/** In the middle of that look: EMR has the request to cancel, and the step is not CANCELLED yet. */
const CANCELLING = FOUND + 10 / 60;
export const ROOT = 's-REHEARSAL0001';
const ROW = rowKey(CLUSTER_ID);
const HOURS = 60;

const every5 = (from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, i) => from + 5 * i);

const withTiming = (timing: Partial<Timing>): Scenario => {
  const scenario = briefScenario();
  return { ...scenario, timing: { ...scenario.timing, ...timing } };
};

const withFault = (fault: FaultKind & Partial<ApiFault>): Scenario => {
  const scenario = briefScenario();
  return { ...scenario, faults: { ...scenario.faults, api: [{ fromMinutes: 0, probability: 1, ...fault }] } };
};

const withReaction = (reaction: Pick<Reaction, 'states' | 'event'> & Partial<Reaction>): Scenario => ({
  ...briefScenario(),
  reactions: [{ origin: 'api', pollSeconds: 0, delaySeconds: 0, times: 1, ...reaction }],
});

/** Only looks. */
const looks =
  (...minutes: readonly number[]): Drill['play'] =>
  ({ tickAt }) =>
    tickAt(...minutes);

/** Something happens while the step is being cancelled. */
const midway =
  (act: (stage: Stage) => void, then: Drill['play']): Drill['play'] =>
  async (stage) => {
    stage.at(CANCELLING, () => act(stage));
    await stage.tickAt(FOUND);
    await then(stage);
  };

/** The step is cancelled, and as EMR's steps could not be listed it is not submitted again before the next look. */
const unlisted = (then: (tickAt: Stage['tickAt'], stage: Stage) => Promise<void>): Drill['play'] =>
  midway(
    ({ deny }) => deny('ListSteps'),
    async (stage) => {
      stage.deny();
      await then(stage.tickAt, stage);
    },
  );

const FAILS_TWICE = withReaction({
  states: ['RUNNING'],
  delaySeconds: 240,
  times: 2,
  event: { kind: 'end-step', outcome: 'FAILED' },
});

const SUCCESSOR: Extract<WorldEvent, { kind: 'add-step' }>['step'] = {
  name: 'reads the join',
  args: ['spark-submit', 's3://example-bucket/report.py'],
  actionOnFailure: 'CONTINUE',
  work: { slotHours: 1, cpuPerTask: 1 },
};

/** By the section of the runbook that is about it. */
export const DRILLS: Readonly<Record<PageKind, Drill>> = {
  'held:cancel-stuck': {
    cause: 'the step does not end when it is interrupted',
    scenario: withTiming({ cancelSignalMs: 12 * HOURS * 60_000 }),
    minutes: 75,
    play: looks(FOUND, ...every5(45, 75)),
  },
  'held:cancel-unexplained': {
    cause: 'the request to cancel is lost, CloudWatch cannot be asked, and somebody cancels the step',
    scenario: withFault({ kind: 'lost', effect: 'none', delayMs: 0, operations: ['CancelSteps'], times: 1 }),
    minutes: 50,
    play: midway(
      ({ deny }) => deny('GetMetricData'),
      async ({ at, deny, happen, tickAt }) => {
        at(48, () => happen({ kind: 'cancel-step', step: ROOT }));
        await tickAt(45, 50);
        deny();
      },
    ),
  },
  'held:opt-out-midway': {
    cause: 'the lever is pulled after the request to cancel',
    minutes: 45,
    play: midway(({ setLever }) => setLever(LEVER.stop), looks(45)),
  },
  'held:not-cancelled': {
    cause: 'EMR says CANCELLED, and then RUNNING again',
    scenario: withFault({
      kind: 'stale',
      maxAgeMs: 10 * 60_000,
      operations: ['DescribeStep'],
      fromMinutes: 44,
      toMinutes: 46,
    }),
    minutes: 46,
    play: unlisted((tickAt) => tickAt(45, 46)),
  },
  'held:arguments-changed': {
    cause: "the row's digest of the arguments is edited while EMR's steps cannot be read",
    minutes: 45,
    play: unlisted(async (tickAt, { edit }) => {
      await edit(ROW, (row) => ({ ...row, lineage: { ...(row.lineage as object), fingerprint: 'edited' } }));
      await tickAt(45);
    }),
  },
  'held:submit-refused': {
    cause: 'IAM does not allow AddJobFlowSteps',
    minutes: 45,
    play: async ({ deny, tickAt }) => {
      deny('AddJobFlowSteps');
      await tickAt(FOUND, 45);
      deny();
    },
  },
  'held:submit-stuck': {
    cause: "EMR's steps cannot be read for half an hour",
    minutes: 80,
    play: midway(
      ({ deny }) => deny('ListSteps'),
      async ({ deny, tickAt }) => {
        await tickAt(...every5(45, 80));
        deny();
      },
    ),
  },
  'held:submit-ambiguous': {
    cause: 'AddJobFlowSteps is lost twice',
    scenario: withFault({ kind: 'lost', effect: 'none', delayMs: 0, operations: ['AddJobFlowSteps'], times: 2 }),
    minutes: 60,
    play: looks(FOUND, ...every5(45, 60)),
  },
  'held:foreign-copy': {
    cause: 'somebody clones the resubmission',
    scenario: withReaction({ states: ['RUNNING'], event: { kind: 'clone-step' } }),
    minutes: 45,
    play: looks(FOUND, 45),
  },
  'held:two-submissions': {
    cause: 'AddJobFlowSteps is lost, one more is made, and the first takes effect after all',
    scenario: withFault({
      kind: 'lost',
      effect: 'late',
      delayMs: 8 * 60_000,
      operations: ['AddJobFlowSteps'],
      times: 1,
    }),
    minutes: 55,
    play: looks(FOUND, ...every5(45, 55)),
  },
  'held:guard-refused': {
    cause: 'the node lacks the tools that the guard needs',
    scenario: withTiming({ guardTools: 'absent' }),
    minutes: 45,
    play: looks(FOUND, 45),
  },
  'held:unreadable': {
    cause: "EMR's steps cannot be read for more than a day after the resubmission",
    minutes: 26 * HOURS,
    play: async ({ deny, tickAt }) => {
      await tickAt(FOUND);
      deny('DescribeStep', 'ListSteps');
      await tickAt(45, 25 * HOURS, 26 * HOURS);
      deny();
    },
  },
  'held:row-lost': {
    cause: 'the row is deleted after the cancel',
    minutes: 45,
    play: async ({ edit, tickAt }) => {
      await tickAt(FOUND);
      await edit(ROW, () => undefined);
      await tickAt(45);
    },
  },
  'held:row-broken': {
    cause: 'the state in the row is edited',
    minutes: 45,
    play: unlisted(async (tickAt, { edit }) => {
      await edit(ROW, (row) => ({ ...row, state: 'submitting' }));
      await tickAt(45);
    }),
  },
  failed: {
    cause: 'the resubmission fails, and so does the step as it was',
    scenario: FAILS_TWICE,
    minutes: 60,
    play: looks(FOUND, ...every5(45, 60)),
  },
  'cancelled-by-other': {
    cause: 'somebody cancels the resubmission',
    scenario: withReaction({ states: ['RUNNING'], delaySeconds: 60, event: { kind: 'cancel-step' } }),
    minutes: 45,
    play: looks(FOUND, 45),
  },
  'replaced-by-other': {
    cause: 'an orchestrator runs the cancelled step again',
    scenario: withReaction({ states: ['CANCELLED'], origin: 'scenario', event: { kind: 'clone-step' } }),
    minutes: 45,
    play: looks(FOUND, 45),
  },
  'lost:cluster-gone': {
    cause: 'somebody ends the cluster while the step is being cancelled',
    minutes: 45,
    play: midway(({ happen }) => happen({ kind: 'terminate', withErrors: false }), looks(45)),
  },
  'aborted:failed-after-cancel': {
    cause: 'the step that is interrupted ends as FAILED',
    scenario: withTiming({ cancelOutcome: 'FAILED' }),
    minutes: 45,
    play: looks(FOUND, 45),
  },
  'aborted:cancel-refused': {
    cause: 'IAM does not allow CancelSteps for half an hour',
    minutes: 75,
    play: async ({ deny, tickAt }) => {
      deny('CancelSteps');
      await tickAt(FOUND, ...every5(45, 75));
      deny();
    },
  },
  'cancel-slow': {
    cause: 'the step takes a quarter of an hour to end',
    scenario: withTiming({ cancelSignalMs: 20 * 60_000 }),
    minutes: 55,
    play: looks(FOUND, 45, 50, 55),
  },
  'submit-slow': {
    cause: "EMR's steps cannot be read for a quarter of an hour",
    minutes: 55,
    play: midway(
      ({ deny }) => deny('ListSteps'),
      async ({ deny, tickAt }) => {
        await tickAt(45, 50, 55);
        deny();
      },
    ),
  },
  'slot-stuck': {
    cause: 'EMR does not give the place of the cancelled step free',
    scenario: withTiming({ slotFreedAfterCancelMs: null }),
    minutes: 60,
    play: looks(FOUND, ...every5(45, 60)),
  },
  'unknown:still-running': {
    cause: 'the resubmission runs for more than a day',
    scenario: longer(),
    minutes: 25 * HOURS,
    play: looks(FOUND, 45, 50, 25 * HOURS),
  },
  'order-broken': {
    cause: 'a step is added behind the one that is being cancelled',
    minutes: 45,
    play: midway(({ happen }) => happen({ kind: 'add-step', step: SUCCESSOR }), looks(45)),
  },
  breaker: {
    cause: 'three resubmissions of the cluster fail',
    scenario: FAILS_TWICE,
    minutes: 60,
    play: async ({ edit, now, tickAt }) => {
      const outcomes = ['s-EARLIER1', 's-EARLIER2'].map((root) => ({ at: now(), root, outcome: 'failed' }));
      await edit(ROW, () => ({ ...emptyRow(CLUSTER_ID), version: 1, outcomes }));
      await tickAt(FOUND, ...every5(45, 60));
    },
  },
};

/** Ten times the work of the stuck join. */
function longer(): Scenario {
  const scenario = briefScenario();
  return {
    ...scenario,
    steps: scenario.steps.map((step) => ({ ...step, work: { ...step.work, slotHours: 10 * step.work.slotHours } })),
  };
}
