import { describe, expect, test } from 'vitest';
import {
  askModel,
  type Figures,
  figuresOfModel,
  type OracleAnswer,
  type OracleCase,
  outsideTheModel,
} from '../../bench/yarn-oracle/case';
import truth from '../fixtures/yarn-truth.json';
import features from '../fixtures/yarn-truth-features.json';

/** Answers of a real Hadoop 3.4.3 CapacityScheduler; see `scheduler` and `madeWith` in the fixtures. */
interface Recorded {
  readonly case: OracleCase & { readonly quietRounds?: number };
  readonly expected: {
    readonly amsStarted: number;
    readonly executors: number;
    readonly allocatedContainers: number;
    readonly allocatedMB: number;
    readonly allocatedVCores: number;
    readonly pendingContainers: number;
    readonly amNode?: number;
    readonly amNodes?: readonly number[];
    readonly onNodes?: OracleAnswer['onNodes'];
    readonly grantedMB?: number;
    readonly grantedVCores?: number;
    readonly error?: { readonly stage: string };
  };
}

const all = [...truth.cases, ...features.cases] as unknown as Recorded[];
/** Stopped after three rounds of heartbeats, before executors may use labelled nodes. */
const BEFORE_REST = 's-labels-CORE10-quiet3';
const inside = all.filter(({ case: c }) => !outsideTheModel(c) && c.id !== BEFORE_REST);

/** Where the scheduler put the masters: heartbeat order is not part of the model. The older fixture has the first one's node only. */
const mastersOf = ({ expected }: Recorded): readonly number[] | undefined =>
  expected.amNodes ?? (expected.amNode === undefined ? undefined : [expected.amNode]);

describe('admission against a real CapacityScheduler', () => {
  test('the cases outside the model are these, each for its reason', () => {
    const listed = all.flatMap(({ case: c }) => (outsideTheModel(c) ? [`${c.id}: ${outsideTheModel(c)}`] : []));
    // Without looking on, reservations keep what they have; how many there are depends on the order of heartbeats.
    expect(listed).toEqual([
      expect.stringMatching(
        /^p-noContinueLook-Default: .* does not have the setting "yarn\.scheduler\.capacity\.reservations-continue-look-all-nodes"; it has /,
      ),
    ]);
  });

  const sure = inside.filter((r) => {
    const { executorsLeast, executorsMost } = askModel(r.case, mastersOf(r));
    return executorsLeast === executorsMost;
  });
  test('all but these are known exactly, given the masters’ nodes', () => {
    const unsure = inside.filter((r) => !sure.includes(r)).map(({ case: c }) => c.id);
    expect(unsure).toMatchInlineSnapshot(`
      [
        "labels-fragments-default",
        "queue-cap33.3-max66.7-ulf1.5-dominant",
        "labels-fragments-dominant",
        "user-limit-odd-vcores",
        "s77-14",
        "s77-99",
        "s77-132",
        "s77-215",
        "s77-269",
        "s77-277",
        "s77-290",
        "s900-11603",
        "s4-798",
        "s6-316",
        "s3-375",
      ]
    `);
  });

  test.each(sure.map((r) => [r.case.id, r] as const))('%s', (_, recorded) => {
    const { expected } = recorded;
    const got = figuresOfModel(askModel(recorded.case, mastersOf(recorded)));
    const wanted: Partial<Figures> = {
      applicationsStarted: expected.amsStarted,
      executors: expected.executors,
      containers: expected.allocatedContainers,
      allocatedMB: expected.allocatedMB,
      allocatedVCores: expected.allocatedVCores,
      pending: expected.pendingContainers,
      grantedMB: expected.grantedMB,
      grantedVCores: expected.grantedVCores,
      refused: expected.error !== undefined,
      ...(expected.onNodes && {
        allContainers: expected.onNodes.containers,
        allAllocatedMB: expected.onNodes.memMb,
        allAllocatedVCores: expected.onNodes.vcores,
      }),
    };
    expect(Object.fromEntries(Object.keys(wanted).map((name) => [name, got[name as keyof Figures]]))).toEqual(wanted);
  });

  test.each(inside.map((r) => [r.case.id, r] as const))('%s is within the range', (_, recorded) => {
    const { executorsLeast, executorsMost } = askModel(recorded.case);
    expect(recorded.expected.executors).toBeGreaterThanOrEqual(executorsLeast);
    expect(recorded.expected.executors).toBeLessThanOrEqual(executorsMost);
  });

  test('before rest, executors are on nodes without a label alone', () => {
    const recorded = all.find(({ case: c }) => c.id === BEFORE_REST) as Recorded;
    const model = askModel(recorded.case);
    expect([recorded.expected.executors, model.executorsAtFirst, model.executors]).toEqual([432, 432, 491]);
  });
});
