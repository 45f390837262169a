import type { Faults, Scenario, Timing } from './types';

/** What a scenario says where a fact has a value. */
export interface FactValue {
  /** In words, for tables. */
  readonly value: string;
  /** Only a guard on the primary node keeps two runs apart under it: docs/reliability.md, the risks that remain. */
  readonly needsGuard?: boolean;
  readonly autoTerminate?: boolean;
  readonly timing?: Partial<Timing>;
  readonly faults?: Partial<Faults>;
}

/** A fact about EMR, YARN or CloudWatch that is not published; the remediator has to be right for every value. */
interface OpenFact {
  readonly id: string;
  readonly fact: string;
  /** The first is the simulator's default; empty where nothing in the simulated world shows the fact. */
  readonly values: readonly FactValue[];
}

const SECOND = 1000;
const EMR = 'AWS/ElasticMapReduce';
const EC2 = 'AWS/EC2';
const AGENT = 'CWAgent';

/** Minutes after a period's end, in every namespace. */
const delayed = (minutes: number): Partial<Faults> => ({
  metricDelayMinutes: { [EMR]: minutes, [EC2]: minutes, [AGENT]: minutes },
});

const throttled = (burst: number, perSecond: number): Partial<Faults> => ({
  api: [{ kind: 'rate-limit', burst, perSecond, services: ['emr'], fromMinutes: 0, probability: 1 }],
});

/** The open facts and their values: what tests draw from, alone and in pairs. Extremes of a range stand for it. */
export const OPEN_FACTS: readonly OpenFact[] = [
  {
    id: 'P1',
    fact: 'the slot of a cancelled step where steps run one at a time',
    values: [
      { value: 'free at once', timing: { slotFreedAfterCancelMs: 0 } },
      { value: 'free after 5 minutes', timing: { slotFreedAfterCancelMs: 300 * SECOND } },
      { value: 'never free', timing: { slotFreedAfterCancelMs: null } },
    ],
  },
  {
    id: 'P2',
    fact: 'CANCELLED in DescribeStep, and what a signalled step is reported as',
    values: [
      { value: '5 s after the exit', timing: { cancelReportedAfterExitMs: 5 * SECOND, cancelOutcome: 'CANCELLED' } },
      {
        value: '45 s before the exit',
        timing: { cancelReportedAfterExitMs: -45 * SECOND, processExitMs: 45 * SECOND },
      },
      { value: 'a minute after the exit', timing: { cancelReportedAfterExitMs: 60 * SECOND } },
      { value: 'FAILED', timing: { cancelOutcome: 'FAILED' } },
    ],
  },
  {
    id: 'P3',
    fact: 'the application of a cancelled step in cluster mode',
    values: [
      { value: 'lives', timing: { clusterApplicationAfterCancel: 'lives' } },
      { value: 'dies', timing: { clusterApplicationAfterCancel: 'dies' } },
      { value: 'lives and succeeds', timing: { clusterApplicationAfterCancel: 'succeeds' } },
    ],
  },
  {
    id: 'P3b',
    fact: 'the same in client mode',
    values: [
      { value: 'dies, reporting SUCCEEDED', timing: { clientApplicationAfterCancel: 'dies' } },
      { value: 'lives where it registers later', timing: { clientApplicationAfterCancel: 'registers-late' } },
      { value: 'lives', needsGuard: true, timing: { clientApplicationAfterCancel: 'lives' } },
    ],
  },
  {
    id: 'P4',
    fact: 'what a guard on the primary node finds',
    values: [
      { value: "the step's log, plain or gzip", timing: { stepLog: 'there' } },
      { value: 'no log', timing: { stepLog: 'absent' } },
      { value: 'no tools', timing: { guardTools: 'absent' } },
    ],
  },
  { id: 'P5', fact: 'whether EMR can be read from the primary node', values: [] },
  {
    id: 'P6',
    fact: 'automatic termination after the last step, and a step added meanwhile',
    values: [
      { value: 'none', autoTerminate: false },
      { value: 'at once; refused', autoTerminate: true, timing: { autoTerminateMs: 0, lateStep: 'refused' } },
      { value: 'after 120 s; lost', autoTerminate: true, timing: { autoTerminateMs: 120 * SECOND, lateStep: 'lost' } },
    ],
  },
  {
    id: 'P7',
    fact: 'a new step in ListSteps',
    values: [
      { value: 'at once', timing: { listStepsStaleMs: 0 } },
      { value: 'after 60 s', timing: { listStepsStaleMs: 60 * SECOND } },
    ],
  },
  {
    id: 'P8',
    fact: 'CancelSteps on a step that has ended',
    values: [
      { value: 'FAILED', timing: { cancelOfFinishedStep: 'FAILED' } },
      { value: 'SUBMITTED', timing: { cancelOfFinishedStep: 'SUBMITTED' } },
      { value: 'error', timing: { cancelOfFinishedStep: 'error' } },
    ],
  },
  {
    id: 'P9',
    fact: 'the cluster of a cancelled step with TERMINATE_CLUSTER',
    values: [
      { value: 'stays', timing: { cancelledTerminateClusterStep: 'stays' } },
      { value: 'ends', timing: { cancelledTerminateClusterStep: 'ends' } },
    ],
  },
  {
    id: 'P10',
    fact: 'how soon EMR throttles',
    values: [
      { value: 'never', faults: { api: [] } },
      { value: '5 at once, one more in 10 s', faults: throttled(5, 0.1) },
      { value: '10 at once, one more a second', faults: throttled(10, 1) },
    ],
  },
  {
    id: 'P11',
    fact: "YARN's vcores in metrics",
    values: [
      { value: 'as the calculator counts', faults: { vcoreFigures: 'calculator' } },
      { value: 'absent', faults: { vcoreFigures: 'absent' } },
      { value: 'containers', faults: { vcoreFigures: 'containers' } },
      { value: 'cores asked for', faults: { vcoreFigures: 'asked' } },
      { value: 'doubled', faults: { vcoreFigures: 'doubled' } },
    ],
  },
  {
    id: 'P12',
    fact: "a metric's point after its period's end",
    values: [
      { value: '5 minutes after its timestamp', faults: { metricDelayMinutes: {} } },
      { value: 'at once', faults: delayed(0) },
      { value: 'after 5 minutes', faults: delayed(5) },
      { value: 'after 15 minutes', faults: delayed(15) },
      {
        value: "after 15 minutes, the agent's at once",
        faults: { metricDelayMinutes: { ...delayed(15).metricDelayMinutes, [AGENT]: 0 } },
      },
      { value: 'with gaps', faults: { metricGaps: [{ fromMinutes: 15, toMinutes: 25 }] } },
      {
        value: 'revised after 5 minutes',
        faults: { metricRevisions: [{ fromMinutes: 0, toMinutes: 60, times: 0.5, revisedAfterMinutes: 5 }] },
      },
    ],
  },
  {
    id: 'P13',
    fact: 'an effective cancel in DescribeStep',
    values: [
      { value: 'at once', timing: { cancelShowsAfterMs: 0 } },
      { value: 'after 60 s', timing: { cancelShowsAfterMs: 60 * SECOND } },
      { value: 'after 120 s', timing: { cancelShowsAfterMs: 120 * SECOND } },
    ],
  },
];

/** A scenario in which facts have these values; a later value wins over an earlier one. */
export function withFacts(scenario: Scenario, values: readonly FactValue[]): Scenario {
  const timing = Object.assign({}, scenario.timing, ...values.map((one) => one.timing));
  const faults = Object.assign({}, scenario.faults, ...values.map((one) => one.faults));
  const autoTerminate = values.findLast((one) => one.autoTerminate !== undefined)?.autoTerminate;
  return { ...scenario, autoTerminate: autoTerminate ?? scenario.autoTerminate, timing, faults };
}
