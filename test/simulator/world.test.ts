import { describe, expect, test } from 'vitest';
import { advance, nextEventMs } from '../../lib/simulator/world/advance';
import { cancelStep } from '../../lib/simulator/world/cancel';
import { addStep } from '../../lib/simulator/world/changes';
import { createWorld } from '../../lib/simulator/world/create';
import { figuresAt } from '../../lib/simulator/world/figures';
import type { Step, World } from '../../lib/simulator/world/types';
import { fc, property } from '../support/property';
import { BALANCED_ARGS, MINUTE, START_MS, STEP_1, STEP_2, scenarioWith } from './support';

const at = (minutes: number): number => START_MS + Math.round(minutes * MINUTE);
const seconds = (s: number): number => START_MS + s * 1000;
const worldWith = (changes: Record<string, unknown> = {}): World => createWorld(scenarioWith(changes));
const stepOf = (world: World, id: string): Step => world.steps.find((s) => s.id === id)!;
const cancel = (world: World, id: string): World => cancelStep(world, id, 'SEND_INTERRUPT', true).world;
const job = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name,
  args: [...BALANCED_ARGS, name],
  work: { slotHours: 1000 },
  ...more,
});
const FAILING = { args: ['spark-submit', '--executor-memory', '900g', 'x.py'] };

describe('a step', () => {
  test('waits as PENDING, runs after ten seconds, and is reported COMPLETED five seconds after its process', () => {
    const world = advance(worldWith(), at(600));
    const step = stepOf(world, STEP_1);
    expect(step).toMatchObject({ state: 'COMPLETED', createdMs: START_MS, startedMs: seconds(10) });
    // 15 s to the application, 60 s driver, 7 s until 82 executors are asked for, 30 s executors, 105 waves of 222.1 s, 5 s to the report.
    expect(step.endedMs).toBe(seconds(10 + 112) + 105 * 222_100 + 5_000);
  });

  test('starts when the one before it has ended', () => {
    const world = advance(worldWith({ steps: [job('a'), job('b')] }), at(600));
    const [a, b] = world.steps;
    expect(b!.startedMs).toBe(a!.endedMs! + 10_000);
  });

  test('is submitted when its scenario says', () => {
    const world = worldWith({ steps: [job('a', { submittedAtMinutes: 7 })] });
    expect(advance(world, at(7) - 1).steps).toHaveLength(0);
    expect(advance(world, at(7)).steps).toHaveLength(1);
  });

  test('FAILED leaves the rest alone, cancels it, or ends the cluster, as its action says', () => {
    const afterwards = (actionOnFailure: string): World =>
      advance(worldWith({ steps: [job('a', { ...FAILING, actionOnFailure }), job('b')] }), at(5));
    expect(afterwards('CONTINUE').steps.map((s) => s.state)).toEqual(['FAILED', 'RUNNING']);
    expect(afterwards('CANCEL_AND_WAIT').steps.map((s) => s.state)).toEqual(['FAILED', 'CANCELLED']);
    expect(afterwards('CANCEL_AND_WAIT').ending).toBeUndefined();
    expect(afterwards('TERMINATE_CLUSTER').steps.map((s) => s.state)).toEqual(['FAILED', 'CANCELLED']);
    expect(afterwards('TERMINATE_CLUSTER').ending).toMatchObject({ state: 'TERMINATED_WITH_ERRORS' });
  });

  test('whose arguments are not understood runs with the defaults of the cluster', () => {
    const clusterSparkConf = { 'spark.executor.memory': '2g', 'spark.executor.cores': '2' };
    const args = ['bash', '-c', 'spark-submit x.py'];
    const world = advance(worldWith({ clusterSparkConf, steps: [job('a', { args })] }), at(3));
    expect(stepOf(world, STEP_1).run!.plan).toMatchObject({
      kind: 'runs',
      executor: { memoryMiB: 2048, cores: 2 },
      main: { tasks: 200 },
    });
  });
});

describe('a cancel', () => {
  test('of a waiting step takes effect at once', () => {
    const world = cancel(advance(worldWith({ steps: [job('a'), job('b')] }), at(10)), STEP_2);
    expect(stepOf(world, STEP_2)).toMatchObject({ state: 'CANCELLED', endedMs: at(10) });
  });

  test('of a running step goes by CANCEL_PENDING, signal and exit to CANCELLED, and then frees the slot', () => {
    const asked = cancel(advance(worldWith({ steps: [job('a'), job('b')] }), at(10)), STEP_1);
    expect(stepOf(asked, STEP_1).state).toBe('CANCEL_PENDING');
    // 5 s to the signal, 10 s to the exit, 5 s to the report.
    expect(stepOf(advance(asked, at(10) + 19_999), STEP_1).state).toBe('CANCEL_PENDING');
    const gone = advance(asked, at(10) + 20_000);
    expect(stepOf(gone, STEP_1)).toMatchObject({ state: 'CANCELLED', endedMs: at(10) + 20_000 });
    expect(stepOf(advance(gone, at(11)), STEP_2)).toMatchObject({ state: 'RUNNING', startedMs: at(10) + 30_000 });
  });

  test('keeps the containers until the process has ended, not until the report', () => {
    const world = advance(cancel(advance(worldWith(), at(10)), STEP_1), at(20));
    expect(figuresAt(world, at(10) + 14_999).containers).toBe(83);
    expect(figuresAt(world, at(10) + 15_000).containers).toBe(0);
    expect(figuresAt(world, at(10) + 15_000).idle).toBe(false);
    expect(figuresAt(world, at(10) + 20_000).idle).toBe(true);
  });

  test('asked again changes nothing', () => {
    const once = cancel(advance(worldWith(), at(10)), STEP_1);
    const again = cancel(advance(once, at(10) + 7_000), STEP_1);
    expect(stepOf(again, STEP_1).run).toEqual(stepOf(once, STEP_1).run);
  });

  test('loses against a process that ends before the signal', () => {
    const exitMs = stepOf(advance(worldWith(), at(300)), STEP_1).run!.exitMs!;
    const asked = cancel(advance(worldWith(), exitMs - 3_000), STEP_1);
    const world = advance(asked, exitMs + MINUTE);
    expect(stepOf(world, STEP_1)).toMatchObject({ state: 'COMPLETED', endedMs: exitMs + 5_000 });
  });

  test('may be reported before the process is gone', () => {
    const timing = { cancelReportedAfterExitMs: -10_000 };
    const world = advance(cancel(advance(worldWith({ timing }), at(10)), STEP_1), at(20));
    expect(stepOf(world, STEP_1).endedMs).toBe(at(10) + 5_000);
    expect(figuresAt(world, at(10) + 14_999).containers).toBe(83);
  });

  test('may end as FAILED, without the action on failure', () => {
    const timing = { cancelOutcome: 'FAILED' };
    const steps = [job('a', { actionOnFailure: 'CANCEL_AND_WAIT' }), job('b')];
    const world = advance(cancel(advance(worldWith({ timing, steps }), at(10)), STEP_1), at(12));
    expect(world.steps.map((s) => s.state)).toEqual(['FAILED', 'RUNNING']);
  });

  test('may keep the slot for a while, or for good', () => {
    const steps = [job('a'), job('b')];
    const afterwards = (slotFreedAfterCancelMs: number | null): World =>
      cancel(advance(worldWith({ timing: { slotFreedAfterCancelMs }, steps }), at(10)), STEP_1);
    expect(stepOf(advance(afterwards(5 * MINUTE), at(30)), STEP_2).startedMs).toBe(at(15) + 30_000);
    expect(stepOf(advance(afterwards(null), at(600)), STEP_2).state).toBe('PENDING');
  });

  test.each([
    ['FAILED', { status: 'FAILED', reason: 'Cannot cancel the step. It is already COMPLETED.' }],
    ['SUBMITTED', { status: 'SUBMITTED', reason: '' }],
  ])('of a finished step is answered %s and changes nothing', (cancelOfFinishedStep, answer) => {
    const world = advance(worldWith({ timing: { cancelOfFinishedStep } }), at(600));
    const done = cancelStep(world, STEP_1, 'SEND_INTERRUPT', true);
    expect(done.answer).toEqual({ stepId: STEP_1, ...answer });
    expect(done.world).toEqual(world);
  });

  test('of a running step is refused before release 5.28', () => {
    const world = advance(worldWith(), at(10));
    expect(cancelStep(world, STEP_1, 'SEND_INTERRUPT', false).answer).toEqual({
      stepId: STEP_1,
      status: 'FAILED',
      reason: 'Cannot cancel the step. It is already RUNNING.',
    });
  });

  test('with TERMINATE_PROCESS does not wait for the process', () => {
    const world = cancelStep(advance(worldWith(), at(10)), STEP_1, 'TERMINATE_PROCESS', true).world;
    expect(stepOf(world, STEP_1).run!.exitMs).toBe(at(10) + 5_000);
  });
});

test('a cluster that terminates by itself does so after its last step, and takes no further one', () => {
  const world = worldWith({ autoTerminate: true, steps: [job('a'), job('late', { submittedAtMinutes: 300 })] });
  const ended = advance(world, at(250)).steps[0]!.endedMs!;
  expect(advance(world, ended + 59_999).ending).toBeUndefined();
  expect(advance(world, ended + 60_000).ending).toMatchObject({ state: 'TERMINATING' });
  const over = advance(world, at(600));
  expect(over.ending).toMatchObject({ state: 'TERMINATED' });
  expect(over.steps).toHaveLength(1);
  expect(nextEventMs(over)).toBeUndefined();
});

type Act = { readonly gapMs: number; readonly kind: 'wait' | 'add' | 'cancel'; readonly which: number };

const acts = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 0, max: 90 * MINUTE }),
    kind: fc.constantFrom<Act['kind']>('wait', 'add', 'cancel'),
    which: fc.nat({ max: 5 }),
  }),
  { maxLength: 12 },
);
const timing = fc.record({
  cancelSignalMs: fc.integer({ min: 0, max: MINUTE }),
  processExitMs: fc.integer({ min: 0, max: MINUTE }),
  cancelReportedAfterExitMs: fc.integer({ min: -45_000, max: MINUTE }),
  slotFreedAfterCancelMs: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5 * MINUTE })),
  cancelOutcome: fc.constantFrom('CANCELLED', 'FAILED'),
});

function play(world: World, script: readonly Act[], stops: readonly number[]): World {
  let now = world;
  for (const act of script) {
    const toMs = now.nowMs + act.gapMs;
    for (const share of stops) now = advance(now, Math.max(now.nowMs, Math.floor(toMs - act.gapMs * (1 - share))));
    now = advance(now, toMs);
    if (act.kind === 'add')
      now = addStep(now, { ...now.steps[0]!.request, args: [...BALANCED_ARGS, String(now.steps.length)] });
    const target = now.steps[act.which];
    if (act.kind === 'cancel' && target !== undefined) now = cancel(now, target.id);
  }
  return now;
}

describe('whatever people do', () => {
  property([acts, timing, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 })])(
    'looking at the world in between changes nothing',
    (script, times, stops) => {
      const world = worldWith({ timing: times });
      expect(
        play(
          world,
          script,
          stops.toSorted((a, b) => a - b),
        ),
      ).toEqual(play(world, script, []));
    },
  );

  property([acts, acts, timing])('the past looks the same ever after', (script, more, times) => {
    const now = advance(play(worldWith({ timing: times }), script, []), at(1));
    const later = play(now, more, []);
    for (const share of [0, 0.3, 0.7, 0.99]) {
      const then = START_MS + Math.floor((now.nowMs - START_MS) * share);
      expect(figuresAt(later, then)).toEqual(figuresAt(now, then));
    }
  });

  property([acts, timing])('one step runs at a time, states only go forward, times are in order', (script, times) => {
    const world = advance(play(worldWith({ timing: times }), script, []), at(60_000));
    const legal: Record<string, readonly string[]> = {
      '': ['PENDING'],
      PENDING: ['RUNNING', 'CANCELLED'],
      RUNNING: ['CANCEL_PENDING', 'COMPLETED', 'FAILED'],
      CANCEL_PENDING: ['COMPLETED', 'CANCELLED', 'FAILED'],
    };
    for (const step of world.steps) {
      let state = '';
      for (const change of world.changes.filter((c) => c.kind === 'step' && c.stepId === step.id)) {
        expect(legal[state] ?? []).toContain(change.state);
        state = change.state;
      }
      if (step.startedMs !== undefined) expect(step.startedMs).toBeGreaterThanOrEqual(step.createdMs);
      if (step.endedMs !== undefined) expect(step.endedMs).toBeGreaterThanOrEqual(step.startedMs ?? step.createdMs);
    }
    const times_ = world.changes.map((c) => c.atMs);
    expect(times_).toEqual(times_.toSorted((a, b) => a - b));
    const ran = world.steps.filter((s) => s.startedMs !== undefined).toSorted((a, b) => a.startedMs! - b.startedMs!);
    for (const [i, next] of ran.slice(1).entries()) {
      expect(ran[i]!.endedMs).toBeDefined();
      expect(next.startedMs).toBeGreaterThanOrEqual(ran[i]!.endedMs!);
    }
  });
});
