import { describe, expect, test } from 'vitest';
import { DEFAULT_TIMING, parseScenario } from '../../lib/simulator';
import { capacityFor } from '../../lib/simulator/job/capacity';
import { demandAt } from '../../lib/simulator/job/demand';
import { doneTasks, endsMs, lanesFor, runningTasks } from '../../lib/simulator/job/lanes';
import { planRun, type RunPlan } from '../../lib/simulator/job/run-plan';
import { ScenarioError } from '../../lib/simulator/scenario/fields';
import type { Work } from '../../lib/simulator/scenario/types';
import { fc, property } from '../support/property';
import { scheduledOneByOne } from './list-scheduling';
import { scenarioWith } from './support';

describe('the tasks of a stage', () => {
  property([
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 50 }),
    fc.array(fc.integer({ min: 0, max: 800 }), { minLength: 1, maxLength: 8 }),
  ])('run as if each were handed to the next free slot', (slots, tasks, long, times, taskMs, moments) => {
    const skewed = { tasks: Math.min(long, tasks), taskMs: taskMs * times };
    const lanes = lanesFor(0, slots, tasks, taskMs, skewed);
    const all = scheduledOneByOne(
      Array.from({ length: slots }, () => 0),
      Array.from({ length: tasks }, (_, i) => (i < skewed.tasks ? skewed.taskMs : taskMs)),
    );
    expect(Math.max(...lanes.map(endsMs))).toBe(Math.max(...all.map(({ endMs }) => endMs)));
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

const nodes = capacityFor([{ instanceType: 'r5.4xlarge', count: 82, role: 'core' }], 'dominant');
const ARGS = ['spark-submit', '--executor-memory', '25869m', '--executor-cores', '4'];

function run(work: Work, conf: readonly string[] = []): RunPlan {
  const settings = ['spark.executor.memoryOverhead=4851m', 'spark.sql.shuffle.partitions=5232', ...conf];
  const args = [...ARGS, ...settings.flatMap((one) => ['--conf', one]), 's3://b/job.py'];
  const on = { sparkVersion: '3.5.5', sparkConf: {}, capacity: nodes };
  const plan = planRun({ jar: 'command-runner.jar', args }, on, work, DEFAULT_TIMING);
  if (plan.kind === 'refused') throw new Error(plan.reason);
  return plan;
}

const JOIN: Work = {
  slotHours: 1300,
  cpuPerTask: 1,
  stages: [
    { name: 'read', slotHours: 200, tasks: 20_000 },
    { name: 'join', slotHours: 1000, skew: { tasks: 4, times: 10 } },
    { name: 'write', slotHours: 100, tasks: 100 },
  ],
};

describe('a job of several stages', () => {
  const plan = run(JOIN);
  const [read, join, write] = plan.stages as [RunPlan['stages'][0], RunPlan['stages'][0], RunPlan['stages'][0]];

  test('takes at least its work over its slots, stage after stage', () => {
    expect(read.tasks).toBe(20_000);
    expect(join.tasks).toBe(5_232);
    expect(join.startMs).toBeGreaterThanOrEqual(read.endMs);
    expect(plan.tasksEndMs).toBe(write.endMs);
    expect((plan.tasksEndMs! - plan.tasksStartMs) / 3_600_000).toBeGreaterThan(1300 / 1308);
  });

  test('leaves slots idle while skewed tasks end, and gives their executors back after a minute', () => {
    // 1,000 hours in 5,228 tasks and 4 of ten times as long: 684 s each, so that 5,232 tasks take four waves and the long ones six more.
    const idle = join.startMs + 8 * join.taskMs;
    expect(demandAt(plan, idle)).toEqual({ requested: 1, runningTasks: 4, openTasks: 4 });
  });

  test('asks for executors again where the next stage wants more than are left', () => {
    // One executor is left; 25 hold a hundred tasks: 24 more in requests of 1, 2, 4, 8 and 16, the first after a second, and their start.
    expect(write.startMs - join.endMs).toBe(5_000 + DEFAULT_TIMING.executorStartMs);
    const after = (ms: number): number | undefined => demandAt(plan, join.endMs + ms)?.requested;
    expect([0, 1_000, 2_000, 3_000, 5_000].map(after)).toEqual([1, 2, 4, 8, 25]);
  });

  test('keeps a fixed number of executors, and waits for none', () => {
    const fixed = run(JOIN, ['spark.dynamicAllocation.enabled=false', 'spark.executor.instances=10']);
    expect(fixed.stages.map(({ executors }) => executors)).toEqual([10, 10, 10]);
    expect(fixed.stages[1]?.startMs).toBe(fixed.stages[0]?.endMs);
  });

  test('runs with what its code sets, whatever its arguments say', () => {
    const set = run({ ...JOIN, setInCode: { 'spark.sql.shuffle.partitions': '300', 'spark.executor.cores': '2' } });
    expect(set.stages[1]).toMatchObject({ tasks: 300 });
    expect(set.executor.cores).toBe(2);
  });

  property([fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 5 }), fc.nat(30_000_000)])(
    'has never more open tasks or executors than its stages have',
    (hours, atMs) => {
      const stages = hours.map((slotHours, i) => ({
        name: `stage ${i}`,
        slotHours,
        tasks: 1 + ((slotHours * 37) % 4_000),
      }));
      const job = run({ slotHours: 1, cpuPerTask: 1, stages });
      const demand = demandAt(job, Math.min(atMs, job.tasksEndMs! - 1));
      expect(demand?.openTasks ?? 0).toBeLessThanOrEqual(Math.max(...stages.map(({ tasks }) => tasks)));
      expect(demand?.runningTasks ?? 0).toBeLessThanOrEqual(demand?.openTasks ?? 0);
    },
  );
});

describe('stages in a scenario', () => {
  const withWork = (work: unknown): unknown => {
    const [step] = scenarioWith({}).steps;
    return parseScenario({ ...scenarioWith({}), steps: [{ ...step, work }] });
  };

  test('are read as they are written, and make up the work', () => {
    const stages = [
      { name: 'read', slotHours: 3, tasks: 10, inputBytes: 5 },
      { name: 'join', slotHours: 4, skew: { tasks: 1, times: 3 }, workingSet: { bytesPerTask: 1, atPartitions: 2 } },
    ];
    expect(withWork({ stages, setInCode: { a: 'b' } })).toMatchObject({
      steps: [{ work: { slotHours: 7, cpuPerTask: 1, stages, setInCode: { a: 'b' } } }],
    });
  });

  test.each([
    [{ stages: [] }, '`steps[0].work.stages` must be a list of 1 to 1000'],
    [{ stages: [{ name: 'a', slotHours: 1 }], slotHours: 2 }, 'may not both be given'],
    [{ stages: [{ name: 'a', slotHours: 1, task: 2 }] }, 'unknown field `steps[0].work.stages[0].task`'],
    [{ stages: [{ name: 'a', slotHours: 0 }] }, '`steps[0].work.stages[0].slotHours` must be a number above 0'],
    [
      { stages: [{ name: 'a', slotHours: 1, skew: { tasks: 1, times: 0.5 } }] },
      'skew.times` must be a number of at least 1',
    ],
    [{ slotHours: 1, setInCode: { a: 1 } }, '`steps[0].work.setInCode.a` must be a string'],
  ])('%j is refused', (work, message) => {
    expect(() => withWork(work)).toThrow(ScenarioError);
    expect(() => withWork(work)).toThrow(message);
  });
});
