import { describe, expect, test } from 'vitest';
import type { WorldEvent } from '../../lib/simulator';
import { admitOn, capacityFor } from '../../lib/simulator/job/capacity';
import { doneTasks, endsMs, runningTasks, spread } from '../../lib/simulator/job/lanes';
import type { RunPlan } from '../../lib/simulator/job/run-plan';
import { advance } from '../../lib/simulator/world/advance';
import { createWorld } from '../../lib/simulator/world/create';
import { happen } from '../../lib/simulator/world/events';
import { figuresAt } from '../../lib/simulator/world/figures';
import type { World } from '../../lib/simulator/world/types';
import { containerOf } from '../../lib/spark';
import { admit } from '../../lib/yarn';
import { fc, property } from '../support/property';
import { scheduledOneByOne } from './list-scheduling';
import { BALANCED_ARGS, MINUTE, START_MS, scenarioWith } from './support';

const at = (minutes: number): number => START_MS + Math.round(minutes * MINUTE);
const job = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name,
  args: [...BALANCED_ARGS, name],
  work: { slotHours: 1000 },
  ...more,
});
const NODES = [
  { instanceType: 'r5.4xlarge', count: 8 },
  { instanceType: 'r5.4xlarge', count: 4, role: 'task' },
];
const worldWith = (changes: Record<string, unknown> = {}): World =>
  createWorld(scenarioWith({ nodes: NODES, stepConcurrency: 2, ...changes }));
const states = (world: World): string => world.steps.map(({ state }) => state).join();
const planOf = (world: World, step: number): RunPlan => world.steps[step]!.run!.plan as RunPlan;

describe('tasks on slots that become free at different times', () => {
  property([
    fc.array(fc.record({ startMs: fc.nat({ max: 100 }), slots: fc.nat({ max: 5 }) }), { minLength: 1, maxLength: 5 }),
    fc.nat({ max: 60 }),
    fc.integer({ min: 1, max: 40 }),
    fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 8 }),
  ])('run as if each were handed to the next free slot', (free, tasks, taskMs, moments) => {
    const slots = free.flatMap(({ startMs, slots: count }) => Array.from({ length: count }, () => startMs));
    fc.pre(slots.length > 0);
    const lanes = spread(
      free.map((one) => ({ ...one, taskMs })),
      tasks,
    ).filter((lane) => lane.tasks > 0);
    const all = scheduledOneByOne(slots, Array<number>(tasks).fill(taskMs));
    expect(Math.max(0, ...lanes.map(endsMs))).toBe(Math.max(0, ...all.map(({ endMs }) => endMs)));
    for (const atMs of moments) {
      const done = lanes.reduce((sum, lane) => sum + doneTasks(lane, atMs), 0);
      const running = lanes.reduce((sum, lane) => sum + runningTasks(lane, atMs), 0);
      expect({ atMs, done, running }).toEqual({
        atMs,
        done: all.filter(({ endMs }) => endMs <= atMs).length,
        running: all.filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs).length,
      });
    }
  });
});

property([
  fc.integer({ min: 1, max: 6 }),
  fc.constantFrom('default' as const, 'dominant' as const),
  fc.integer({ min: 400, max: 140_000 }),
  fc.integer({ min: 1, max: 20 }),
  fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 5 }),
])('what is kept of the admission model is what it says', (count, calculator, memoryMiB, cores, requests) => {
  const offer = capacityFor([{ instanceType: 'r5.4xlarge', count, role: 'core' }], calculator);
  const master = { memoryMiB: 896, vcores: 1 };
  const executor = { memoryMiB, memoryOverheadMiB: 0, offHeapMiB: 0, pysparkMiB: 0, containerMiB: memoryMiB, cores };
  for (const requested of requests) {
    const { groups: nodes } = offer;
    const request = { nodes, calculator, applicationMaster: master, executor: containerOf(executor), requested };
    expect(admit(request)).toMatchObject(admitOn(offer, master, executor, requested));
  }
});

describe('steps that run together', () => {
  const three = { steps: [job('a'), job('b', { submittedAtMinutes: 10 }), job('c', { submittedAtMinutes: 10 })] };

  test('are as many as the concurrency level allows, in the order of their submission', () => {
    expect(states(advance(worldWith(three), at(11)))).toBe('RUNNING,RUNNING,PENDING');
    expect(states(advance(worldWith({ ...three, stepConcurrency: 1 }), at(11)))).toBe('RUNNING,PENDING,PENDING');
    expect(states(advance(worldWith({ ...three, stepConcurrency: 256 }), at(11)))).toBe('RUNNING,RUNNING,RUNNING');
  });

  test('share one YARN: the later one waits for what the earlier one leaves, and gets it when that has ended', () => {
    const world = worldWith(three);
    const alone = figuresAt(advance(world, at(9)), at(9));
    // 12 nodes take 48 executors of 30,720 MiB; the application master displaces one.
    expect(alone).toMatchObject({ containers: 48, appsRunning: 1 });
    const both = figuresAt(advance(world, at(20)), at(20));
    expect(both).toMatchObject({ containers: 49, appsRunning: 2, allocatedMB: alone.allocatedMB + 896 });
    const a = advance(world, at(2000)).steps[0]!;
    const after = a.run!.exitMs! + MINUTE;
    expect(figuresAt(advance(world, after), after)).toMatchObject({ containers: 49, appsRunning: 2 });
    expect(planOf(advance(world, after), 1).stages[0]!.taskSlots).toBe(47 * 4);
  });

  test('take a level that is raised or lowered at the next start', () => {
    const raised = happen(advance(worldWith({ ...three, stepConcurrency: 1 }), at(11)), {
      kind: 'step-concurrency',
      level: 3,
    });
    expect(states(advance(raised, at(12)))).toBe('RUNNING,RUNNING,RUNNING');
    const lowered = happen(advance(worldWith(three), at(11)), { kind: 'step-concurrency', level: 1 });
    const [a, b] = advance(lowered, at(3000)).steps.map(({ endedMs }) => endedMs!);
    expect(advance(lowered, Math.min(a!, b!) + MINUTE).steps[2]!.state).toBe('PENDING');
    expect(advance(lowered, Math.max(a!, b!) + MINUTE).steps[2]!.state).toBe('RUNNING');
  });
});

const event = fc.oneof(
  fc.record({ kind: fc.constant('resize'), group: fc.constant(1), count: fc.nat({ max: 12 }) }),
  fc.record({ kind: fc.constant('resize'), group: fc.constant(0), count: fc.integer({ min: 1, max: 12 }) }),
  fc.record({
    kind: fc.constant('lose-nodes'),
    group: fc.constant(1),
    count: fc.integer({ min: 1, max: 4 }),
    replaced: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('cancel-step'), step: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('clone-step'), step: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('step-concurrency'), level: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('terminate'), withErrors: fc.boolean() }),
);
const hostile = fc.record({
  stepConcurrency: fc.integer({ min: 1, max: 3 }),
  calculator: fc.constantFrom('default', 'dominant'),
  events: fc.array(fc.record({ atMinutes: fc.integer({ min: 0, max: 240 }), event }), { maxLength: 6 }),
  managedScaling: fc.option(fc.constant({ minimumNodes: 4, maximumNodes: 16 }), { nil: undefined }),
  steps: fc.constant([
    job('a', { work: { slotHours: 300 } }),
    job('b', {
      submittedAtMinutes: 5,
      work: {
        stages: [
          { name: 'read', slotHours: 50, tasks: 300 },
          { name: 'join', slotHours: 100, skew: { tasks: 5, times: 9 } },
        ],
      },
    }),
    job('c', { submittedAtMinutes: 30, work: { slotHours: 100 } }),
  ]),
});

describe('whatever happens', () => {
  property([hostile], { numRuns: 10 })('nobody is given more than there is', (changes) => {
    let world = worldWith(changes);
    for (let minute = 0; minute < 600; minute += 13) {
      world = advance(world, at(minute));
      const f = figuresAt(world, at(minute));
      expect(f.allocatedMB).toBeLessThanOrEqual(f.totalMB);
      if (changes.calculator === 'dominant') expect(f.allocatedVcores).toBeLessThanOrEqual(f.totalVcores);
      expect(f.busyVcpus.every((busy) => busy >= 0)).toBe(true);
    }
  });

  property([hostile, fc.array(fc.nat({ max: 400 }), { maxLength: 4 })], { numRuns: 10 })(
    'looking in between changes nothing, and the past looks the same ever after',
    (changes, looks) => {
      let looked = worldWith(changes);
      const seen = looks
        .toSorted((a, b) => a - b)
        .map((minute) => {
          looked = advance(looked, at(minute));
          return { atMs: at(minute), figures: figuresAt(looked, at(minute)) };
        });
      const world = advance(worldWith(changes), at(600));
      expect(advance(looked, at(600))).toEqual(world);
      for (const { atMs, figures } of seen) expect(figuresAt(world, atMs)).toEqual(figures);
    },
  );

  property([hostile], { numRuns: 10 })('a completed run has run each of its tasks to the end once', (changes) => {
    const world = advance(worldWith(changes), at(2000));
    for (const { state, run } of world.steps.filter((step) => step.state === 'COMPLETED')) {
      const { stages } = run!.plan as RunPlan;
      const done = stages.map(({ lanes, endMs }) => lanes.reduce((sum, lane) => sum + doneTasks(lane, endMs), 0));
      expect({ state, done }).toEqual({ state, done: stages.map(({ tasks }) => tasks) });
    }
  });
});

describe('a job whose nodes change', () => {
  const one = { steps: [job('a')], stepConcurrency: 1 };
  const ends = (events: readonly { atMinutes: number; event: WorldEvent }[]): number =>
    (advance(worldWith({ ...one, events }), at(5000)).steps[0]!.endedMs! - START_MS) / MINUTE;
  const steady = ends([]);

  test('ends sooner on more nodes, later after a loss, and as before where nothing is different', () => {
    const resize = (group: number, count: number): WorldEvent => ({ kind: 'resize', group, count });
    expect(ends([{ atMinutes: 60, event: resize(1, 4) }])).toBe(steady);
    // Twice the nodes for all but the first hour.
    expect(ends([{ atMinutes: 60, event: resize(1, 16) }])).toBeCloseTo(65 + (steady - 65) / 2, -1);
    const lose = { kind: 'lose-nodes', group: 1, count: 4, replaced: false } as const;
    // Two thirds of them, and what ran on the others once more.
    expect(ends([{ atMinutes: 60, event: lose }])).toBeCloseTo(60 + ((steady - 60) * 3) / 2, -1);
    expect(ends([{ atMinutes: 60, event: { ...lose, replaced: true } }])).toBeLessThan(steady + 10);
  });

  test('waits without nodes, and goes on with new ones', () => {
    const big = ['--executor-memory', '100g', 'x.py'];
    const steps = [job('a', { args: ['spark-submit', ...big], work: { slotHours: 1 } })];
    const nodes = [
      { instanceType: 'm5.xlarge', count: 1 },
      { instanceType: 'r5.4xlarge', count: 1, role: 'task' },
    ];
    const events = [
      { atMinutes: 5, event: { kind: 'lose-nodes', group: 1, count: 1, replaced: false } },
      { atMinutes: 600, event: { kind: 'resize', group: 1, count: 2 } },
    ];
    const world = worldWith({ stepConcurrency: 1, nodes, steps, events });
    expect(advance(world, at(599)).steps[0]).toMatchObject({ state: 'RUNNING' });
    expect(advance(world, at(700)).steps[0]).toMatchObject({ state: 'COMPLETED' });
  });
});
