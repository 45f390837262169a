import { describe, expect, test } from 'vitest';
import { OPEN_FACTS, parseScenario, simulated, virtualClock, type WorldEvent, withFacts } from '../../lib/simulator';
import { applicationsOf } from '../../lib/simulator/spark-ui/application';
import { advance } from '../../lib/simulator/world/advance';
import { createWorld } from '../../lib/simulator/world/create';
import { happen } from '../../lib/simulator/world/events';
import { figuresAt } from '../../lib/simulator/world/figures';
import type { World } from '../../lib/simulator/world/types';
import { BALANCED_ARGS, MINUTE, START_MS, STEP_1, scenarioWith } from './support';

const at = (minutes: number): number => START_MS + Math.round(minutes * MINUTE);
const CANCEL: WorldEvent = { kind: 'cancel-step', step: STEP_1 };

/** A job that is cancelled ten minutes in, looked at when an hour has passed. */
function cancelled(fact: string, value: string, mode: 'client' | 'cluster' = 'client'): World {
  const args = BALANCED_ARGS.map((arg) => (arg === 'client' ? mode : arg));
  const steps = [{ name: 'a', args, actionOnFailure: 'TERMINATE_CLUSTER', work: { slotHours: 3000 } }];
  const values = OPEN_FACTS.find(({ id }) => id === fact)!.values.filter((one) => one.value === value);
  expect(values).toHaveLength(1);
  const scenario = withFacts(scenarioWith({ steps }), values);
  return advance(happen(advance(createWorld(scenario), at(10)), CANCEL), at(60));
}

const CASES = OPEN_FACTS.flatMap(({ id, values }) => values.map((value) => [id, value.value, value] as const));

test.each(CASES)('%s, %s, makes a scenario that a file could hold', (_, __, value) => {
  const scenario = withFacts(scenarioWith({}), [value]);
  expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
});

test('the first value of each fact is what a scenario says by itself', () => {
  const firsts = OPEN_FACTS.flatMap(({ values }) => values.slice(0, 1));
  expect(withFacts(scenarioWith({}), firsts)).toEqual(scenarioWith({}));
});

describe('the application of a cancelled step', () => {
  test.each([
    ['client', 'P3b', 'dies, reporting SUCCEEDED', 'SUCCEEDED'],
    ['client', 'P3b', 'lives where it registers later', 'SUCCEEDED'],
    ['client', 'P3b', 'lives', 'UNDEFINED'],
    ['cluster', 'P3', 'dies', 'KILLED'],
    ['cluster', 'P3', 'lives and succeeds', 'SUCCEEDED'],
    ['cluster', 'P3', 'lives', 'UNDEFINED'],
  ] as const)('in %s mode, where it %s %s, is %s', (mode, fact, value, finalStatus) => {
    const world = cancelled(fact, value, mode);
    expect(world.steps[0]!.state).toBe('CANCELLED');
    expect(applicationsOf(world)).toMatchObject([{ finalStatus }]);
    const lives = finalStatus === 'UNDEFINED';
    expect(figuresAt(world, at(60))).toMatchObject({ appsRunning: lives ? 1 : 0, idle: !lives });
    expect(figuresAt(world, at(60)).containers > 300).toBe(lives);
  });

  test('that lives ends when its work is done', () => {
    const uncut = advance(createWorld(scenarioWith({ steps: [job()] })), at(3000)).steps[0]!.run!.exitMs!;
    const world = cancelled('P3b', 'lives');
    expect(applicationsOf(advance(world, uncut - 1))[0]!.endedMs).toBeUndefined();
    expect(applicationsOf(advance(world, uncut))[0]).toMatchObject({ endedMs: uncut, finalStatus: 'SUCCEEDED' });
  });

  test('that registers late lives although its step was cancelled before', () => {
    const values = OPEN_FACTS.find(({ id }) => id === 'P3b')!.values.filter(({ value }) => value.includes('later'));
    const timing = { processExitMs: 1000 };
    const scenario = withFacts(scenarioWith({ steps: [job()], timing }), values);
    const world = advance(happen(advance(createWorld(scenario), START_MS + 12_000), CANCEL), at(5));
    expect(world.steps[0]!.state).toBe('CANCELLED');
    expect(figuresAt(world, at(5)).appsRunning).toBe(1);
    const dies = advance(
      happen(advance(createWorld(scenarioWith({ steps: [job()], timing })), START_MS + 12_000), CANCEL),
      at(5),
    );
    expect(figuresAt(dies, at(5))).toMatchObject({ appsRunning: 0, appsSubmitted: 0 });
  });
});

const job = (): Record<string, unknown> => ({ name: 'a', args: BALANCED_ARGS, work: { slotHours: 3000 } });

test('an application that nobody waits for outlives its COMPLETED step', () => {
  const args = BALANCED_ARGS.map((arg) => (arg === 'client' ? 'cluster' : arg));
  const detached = ['spark-submit', '--conf', 'spark.yarn.submit.waitAppCompletion=false', ...args.slice(1)];
  const world = advance(createWorld(scenarioWith({ steps: [{ ...job(), args: detached }] })), at(10));
  expect(world.steps[0]!.state).toBe('COMPLETED');
  expect(figuresAt(world, at(10))).toMatchObject({ appsRunning: 1, idle: false });
});

describe('a cancelled step with TERMINATE_CLUSTER', () => {
  test.each([
    ['stays', undefined],
    ['ends', 'TERMINATED_WITH_ERRORS'],
  ])('%s', (value, state) => {
    expect(cancelled('P9', value).ending?.state).toBe(state);
  });
});

test.each([
  ['at once', 'CANCEL_PENDING', 'CANCELLED'],
  ['after 120 s', 'RUNNING', 'CANCELLED'],
])('an effective cancel shows in DescribeStep %s', (value, soon, later) => {
  const [shown] = OPEN_FACTS.find(({ id }) => id === 'P13')!.values.filter((one) => one.value === value);
  const world = happen(advance(createWorld(withFacts(scenarioWith({}), [shown!])), at(20)), CANCEL);
  expect(advance(world, at(20.1)).steps[0]!.state).toBe(soon);
  expect(advance(world, at(22)).steps[0]!.state).toBe(later);
});

test('a step added while the cluster terminates is refused, or accepted and lost', async () => {
  const answers = await Promise.all(
    ['at once; refused', 'after 120 s; lost'].map(async (value) => {
      const values = OPEN_FACTS.find(({ id }) => id === 'P6')!.values.filter((one) => one.value === value);
      const clock = virtualClock(START_MS);
      const cluster = simulated(withFacts(scenarioWith({ steps: [job()] }), values), clock);
      cluster.apply({ kind: 'terminate', withErrors: false });
      const { id } = cluster.world().cluster;
      const { request } = cluster.world().steps[0]!;
      const added = await cluster.emr.addSteps(id, [request]).catch(({ name }) => name);
      clock.moveTo(at(5));
      return [added, cluster.world().steps.map(({ state }) => state)];
    }),
  );
  expect(answers).toEqual([
    ['ValidationException', ['CANCELLED']],
    [['s-REHEARSAL0002'], ['CANCELLED', 'CANCELLED']],
  ]);
});
