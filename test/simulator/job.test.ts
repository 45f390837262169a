import { describe, expect, test } from 'vitest';
import { DEFAULT_TIMING } from '../../lib/simulator';
import { type Capacity, capacityFor } from '../../lib/simulator/job/capacity';
import { jobIdentity, parseCommand } from '../../lib/simulator/job/command';
import { demandAt } from '../../lib/simulator/job/demand';
import { planRun, type RunPlan, type RunsOn } from '../../lib/simulator/job/run-plan';
import type { Work } from '../../lib/simulator/scenario/types';
import { addGuard } from '../../lib/steps';
import { fc, property } from '../support/property';

const brief = capacityFor([{ instanceType: 'r5.4xlarge', count: 82, role: 'core' }], 'dominant');
const byMemory = capacityFor([{ instanceType: 'r5.4xlarge', count: 82, role: 'core' }], 'default');
const GIB = 1024 ** 3;

const on = (capacity: Capacity, sparkVersion = '3.5.5'): RunsOn => ({ sparkVersion, sparkConf: {}, capacity });

interface Shape {
  readonly heap: number;
  readonly overhead: number;
  readonly cores: number;
}
const FAT: Shape = { heap: 101_053, overhead: 18_947, cores: 7 };
const BALANCED: Shape = { heap: 25_869, overhead: 4_851, cores: 4 };

function run(shape: Shape, partitions: number, work: Work, capacity = brief, more: readonly string[] = []): RunPlan {
  const args = ['spark-submit', '--executor-memory', `${shape.heap}m`, '--executor-cores', `${shape.cores}`];
  const conf = [
    `spark.executor.memoryOverhead=${shape.overhead}m`,
    `spark.sql.shuffle.partitions=${partitions}`,
    ...more,
  ];
  const vector = [...args, ...conf.flatMap((one) => ['--conf', one]), 's3://b/job.py'];
  const plan = planRun({ jar: 'command-runner.jar', args: vector }, on(capacity), work, DEFAULT_TIMING);
  if (plan.kind === 'refused') throw new Error(plan.reason);
  return plan;
}
const taskPhaseMs = (plan: RunPlan): number => plan.tasksEndMs! - plan.tasksStartMs;

describe('executors are those that YARN admits', () => {
  test.each([
    ['fat, dominant', FAT, brief, 82, 574],
    ['balanced, dominant', BALANCED, brief, 327, 1308],
    ['20 GB and 4 cores, dominant', { heap: 16_384, overhead: 4_096, cores: 4 }, brief, 327, 1308],
    ['20 GB and 4 cores, default', { heap: 16_384, overhead: 4_096, cores: 4 }, byMemory, 491, 1964],
  ])('%s', (_, shape, capacity, executors, slots) => {
    expect(run(shape, 60_000, { slotHours: 100, cpuPerTask: 1 }, capacity).main).toMatchObject({
      executors,
      taskSlots: slots,
    });
  });

  test('which run fewer tasks where a task takes several cores, and none where it takes more than an executor has', () => {
    const work = { slotHours: 100, cpuPerTask: 1 };
    // 327 executors of 4 cores, as above: 2 tasks of 2 cores on each, 1 of 3.
    expect(run(BALANCED, 60_000, work, brief, ['spark.task.cpus=2']).main).toMatchObject({
      executors: 327,
      taskSlots: 654,
    });
    expect(run(BALANCED, 60_000, work, brief, ['spark.task.cpus=3']).main.taskSlots).toBe(327);
    expect(() => run(BALANCED, 60_000, work, brief, ['spark.task.cpus=5'])).toThrow(
      /spark.task.cpus of 5 is above the 4/,
    );
  });

  test('whose sizes are those of the release: before Spark 3.0 off-heap memory lies within the overhead', () => {
    const args = ['spark-submit', '--executor-memory', '20g', '--conf', 'spark.executor.memoryOverhead=4g'];
    const offHeap = ['--conf', 'spark.memory.offHeap.enabled=true', '--conf', 'spark.memory.offHeap.size=8g'];
    const step = { jar: 'command-runner.jar', args: [...args, ...offHeap, 's3://b/job.py'] };
    const containerMiB = (sparkVersion: string): number | undefined => {
      const plan = planRun(step, on(brief, sparkVersion), { slotHours: 1, cpuPerTask: 1 }, DEFAULT_TIMING);
      return plan.kind === 'runs' ? plan.executor.containerMiB : undefined;
    };
    // SPARK-28577: 20 + 4 GiB, and 8 GiB beside them from 3.0 on. EMR 6.0.0 has Spark 2.4.4.
    expect([containerMiB('2.4.4'), containerMiB('3.0.0')]).toEqual([24_576, 32_768]);
  });

  test.each(['TRUE', 'True', ' true '])('as many as tasks need where dynamic allocation is %j', (value) => {
    const conf = [`spark.dynamicAllocation.enabled=${value}`];
    expect(run(BALANCED, 10_000, { slotHours: 1, cpuPerTask: 1 }, brief, conf).allocation.kind).toBe('dynamic');
  });

  test('and no more than the tasks need under dynamic allocation, or than instances say without', () => {
    const work = { slotHours: 1, cpuPerTask: 1 };
    expect(run(BALANCED, 10, work).main.executors).toBe(3);
    expect(run(BALANCED, 10_000, work, brief, ['spark.dynamicAllocation.maxExecutors=50']).main.executors).toBe(50);
    const fixed = ['spark.dynamicAllocation.enabled=false', 'spark.executor.instances=17'];
    expect(run(BALANCED, 10_000, work, brief, fixed).main.executors).toBe(17);
    expect(run(BALANCED, 10_000, work, brief, ['spark.dynamicAllocation.enabled=false']).main.executors).toBe(2);
  });
});

describe('without spill', () => {
  const work = fc.double({ min: 1, max: 20_000, noNaN: true }).map((slotHours): Work => ({ slotHours, cpuPerTask: 1 }));

  property([work, fc.integer({ min: 1, max: 200 })])(
    '574 to 1,308 slots gains at most 2.28 times where waves are full',
    (w, waves) => {
      const partitions = waves * 574;
      const gain = taskPhaseMs(run(FAT, partitions, w)) / taskPhaseMs(run(BALANCED, partitions, w));
      expect(gain).toBeLessThanOrEqual(1308 / 574 + 1e-6);
    },
  );

  property([work, fc.integer({ min: 1, max: 150_000 }), fc.integer({ min: 1, max: 150_000 })])(
    'nothing beats the work divided by the slots, and the gain is bounded by slots and the last wave',
    (w, before, after) => {
      const [fat, balanced] = [run(FAT, before, w), run(BALANCED, after, w)];
      const hours = (plan: RunPlan): number => taskPhaseMs(plan) / 3_600_000;
      expect(hours(balanced) * 1308).toBeGreaterThanOrEqual(w.slotHours);
      expect(hours(fat) * 574).toBeGreaterThanOrEqual(w.slotHours);
      const withoutFixedCost = fat.main.waves * (fat.main.taskMs - DEFAULT_TIMING.taskOverheadMs);
      const lastWave = 1 + 574 / before;
      expect(withoutFixedCost / 3_600_000 / hours(balanced)).toBeLessThanOrEqual((1308 / 574) * lastWave + 1e-6);
    },
  );

  test('the brief runs 6.5 hours on 574 slots and 2.9 on 1,308', () => {
    const w = { slotHours: 3700, cpuPerTask: 1 };
    // 105 waves of 222 s and 77 waves of 133.2 s, each with a tenth of a second.
    expect(taskPhaseMs(run(FAT, 60_000, w)) / 1000).toBeCloseTo(105 * 222.1, 2);
    expect(taskPhaseMs(run(BALANCED, 100_000, w)) / 1000).toBeCloseTo(77 * 133.3, 2);
  });
});

describe('tasks slow down', () => {
  test('where slots exceed vCPUs, in proportion, and not where they only wait', () => {
    const shape = { heap: 16_384, overhead: 4_096, cores: 4 };
    const busy = run(shape, 60_000, { slotHours: 100, cpuPerTask: 1 }, byMemory);
    expect(busy.main.cpuSlowdown).toBeCloseTo(1964 / 1312, 2);
    expect(run(shape, 60_000, { slotHours: 100, cpuPerTask: 0.5 }, byMemory).main.cpuSlowdown).toBe(1);
  });

  property([
    fc.integer({ min: 1, max: 16 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 100_000 }),
    fc.double({ min: 0.2, max: 1, noNaN: true }),
  ])('so that nothing computes faster than the vCPUs, or the slots, can', (cores, perNode, partitions, cpuPerTask) => {
    const overhead = 400;
    const shape = { heap: Math.floor(122_880 / perNode / 32) * 32 - overhead, overhead, cores };
    const plan = run(shape, partitions, { slotHours: 500, cpuPerTask }, byMemory);
    const hours = taskPhaseMs(plan) / 3_600_000;
    expect(hours * 82 * 16).toBeGreaterThanOrEqual(500 * cpuPerTask * (1 - 1e-9));
    expect(hours * plan.main.taskSlots).toBeGreaterThanOrEqual(500);
  });

  test('where their data does not fit, and less so with more partitions', () => {
    // Unified memory per core: 0.6 × (25,869 − 300) / 4 = 3,835 MiB.
    const work = { slotHours: 100, cpuPerTask: 1, workingSet: { bytesPerTask: 5 * GIB, atPartitions: 10_000 } };
    const slow = run(BALANCED, 10_000, work);
    expect(slow.main.spillSlowdown).toBeCloseTo(1 + 2 * (1 - 3835.25 / 5120), 3);
    expect(run(FAT, 10_000, work).main.spillSlowdown).toBe(1);
    expect(run(BALANCED, 14_000, work).main.spillSlowdown).toBe(1);
  });

  property([fc.integer({ min: 200, max: 100_000 }), fc.integer({ min: 200, max: 100_000 })])(
    'more partitions never spill more',
    (a, b) => {
      const work = { slotHours: 100, cpuPerTask: 1, workingSet: { bytesPerTask: 8 * GIB, atPartitions: 20_000 } };
      const [few, many] = [run(BALANCED, Math.min(a, b), work), run(BALANCED, Math.max(a, b), work)];
      expect(many.main.spillSlowdown).toBeLessThanOrEqual(few.main.spillSlowdown);
      expect(few.main.spillSlowdown).toBeLessThanOrEqual(3);
    },
  );
});

describe('the demand over time', () => {
  const plan = run(FAT, 2_000, { slotHours: 100, cpuPerTask: 1 });

  test('is nothing before the application master, little in the driver phase, all of it from the first task on', () => {
    expect(demandAt(plan, plan.applicationStartsMs - 1)).toBeUndefined();
    expect(demandAt(plan, plan.applicationStartsMs)).toEqual({ requested: 0, runningTasks: 0, openTasks: 0 });
    expect(demandAt(plan, plan.demandStartsMs)).toEqual({ requested: 0, runningTasks: 0, openTasks: 2_000 });
    expect(demandAt(plan, plan.tasksStartMs)).toEqual({ requested: 286, runningTasks: 574, openTasks: 2_000 });
  });

  const requested = (more: readonly string[], afterMs: number): number | undefined => {
    const conf = more.map((one) => `spark.dynamicAllocation.${one}`);
    const other = run(FAT, 2_000, { slotHours: 100, cpuPerTask: 1 }, brief, conf);
    return demandAt(other, other.demandStartsMs + afterMs)?.requested;
  };

  test('doubles its requests every second, from the executors of the start on', () => {
    expect([0, 999, 1000, 2000, 3000, 8000, 9000].map((ms) => requested([], ms))).toEqual([0, 0, 1, 3, 7, 255, 286]);
    expect([0, 1000, 4000].map((ms) => requested(['initialExecutors=50'], ms))).toEqual([50, 51, 65]);
  });

  test('is full once what the tasks want has been asked for, and not a moment before', () => {
    for (const conf of [[], ['initialExecutors=50'], ['initialExecutors=400'], ['schedulerBacklogTimeout=3s']]) {
      const settings = conf.map((one) => `spark.dynamicAllocation.${one}`);
      const { demandStartsMs, demandFullMs } = run(FAT, 2_000, { slotHours: 100, cpuPerTask: 1 }, brief, settings);
      const ms = demandFullMs - demandStartsMs;
      expect(requested(conf, ms)).toBe(286);
      if (ms > 0) expect(requested(conf, ms - 1)).toBeLessThan(286);
    }
  });

  test('takes the backlog timeouts that are set', () => {
    const slow = ['schedulerBacklogTimeout=5s', 'sustainedSchedulerBacklogTimeout=1m'];
    expect([4999, 5000, 20_000].map((ms) => requested(slow, ms))).toEqual([0, 1, 1]);
  });

  test.each(['soon', '0', '500ms', '-1s'])('fails for a backlog timeout of %s', (refused) => {
    expect(() => requested([`schedulerBacklogTimeout=${refused}`], 0)).toThrow(
      'schedulerBacklogTimeout must be a time',
    );
  });

  test('puts the first task off until executors have been asked for', () => {
    const start = (conf: readonly string[]): number =>
      run(FAT, 2_000, { slotHours: 100, cpuPerTask: 1 }, brief, conf).tasksStartMs;
    // 82 executors are there after requests of 1, 2, 4 … 64.
    expect(start([]) - start(['spark.dynamicAllocation.initialExecutors=82'])).toBe(7000);
    expect(start(['spark.dynamicAllocation.schedulerBacklogTimeout=5s']) - start([])).toBe(7 * 4000);
  });

  test('gives idle executors back after the timeout that is set', () => {
    const conf = ['spark.dynamicAllocation.executorIdleTimeout=10min'];
    const patient = run(FAT, 2_000, { slotHours: 100, cpuPerTask: 1 }, brief, conf);
    const last = patient.tasksStartMs + 3 * patient.main.taskMs;
    expect([59_999, 60_001].map((ms) => demandAt(patient, last + ms)?.requested)).toEqual([82, 82]);
  });

  test('falls wave by wave, and idle executors go a minute into the last one', () => {
    // 2,000 tasks on 574 slots: three full waves, then 278 tasks, which 40 executors hold.
    const last = plan.tasksStartMs + 3 * plan.main.taskMs;
    expect(plan.main.waves).toBe(4);
    expect(demandAt(plan, last + 1)).toEqual({ requested: 82, runningTasks: 278, openTasks: 278 });
    expect(demandAt(plan, last + 59_999)).toMatchObject({ requested: 82 });
    expect(demandAt(plan, last + 60_001)).toMatchObject({ requested: 40, runningTasks: 278 });
  });
});

describe('a run is refused', () => {
  const refused = (args: readonly string[]): unknown =>
    planRun(
      { jar: 'command-runner.jar', args: ['spark-submit', ...args, 'x.py'] },
      on(brief),
      { slotHours: 1, cpuPerTask: 1 },
      DEFAULT_TIMING,
    );

  test.each([
    ['an executor larger than any node', ['--executor-memory', '200g'], 'above the largest that YARN grants'],
    [
      'a driver larger than any node',
      ['--deploy-mode', 'cluster', '--driver-memory', '200g'],
      'application master container',
    ],
    ['memory that is none', ['--executor-memory', 'lots'], 'is not a memory size'],
    ['no partitions', ['--conf', 'spark.sql.shuffle.partitions=0'], 'must be a positive whole number, got "0"'],
    [
      'a maximum that Spark cannot read',
      ['--conf', 'spark.dynamicAllocation.maxExecutors=infinity'],
      'spark.dynamicAllocation.maxExecutors must be a positive whole number, got "infinity"',
    ],
    [
      'a start above the maximum',
      ['--conf', 'spark.dynamicAllocation.maxExecutors=3', '--num-executors', '9'],
      'spark.executor.instances of 9 is above',
    ],
    [
      'a maximum below the minimum',
      ['--conf', 'spark.dynamicAllocation.minExecutors=9', '--conf', 'spark.dynamicAllocation.maxExecutors=3'],
      'spark.dynamicAllocation.minExecutors of 9 is above',
    ],
  ])('fails with %s', (_, args, why) => {
    expect(refused(args)).toMatchObject({ kind: 'refused', reason: expect.stringContaining(why) });
  });
});

test('a guarded step is the job behind its guard, with the same settings', () => {
  const jar = 'command-runner.jar';
  const args = ['spark-submit', '--deploy-mode', 'cluster', '--executor-memory', '9g', 's3://b/job.py', 'in'];
  const R = { stepId: 's-1', startedFromMs: 1, startedToMs: 2, ranAlone: true };
  const guarded = addGuard(args, { root: 's-1', attempt: 1, deployMode: 'cluster', earlier: [R] });
  expect(jobIdentity(jar, guarded)).toBe(jobIdentity(jar, args));
  expect(parseCommand(jar, guarded, {})).toEqual(parseCommand(jar, args, {}));
});
