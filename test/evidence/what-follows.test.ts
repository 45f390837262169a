import { describe, expect, test } from 'vitest';
import {
  busyTimeMs,
  compareSettings,
  coresInUse,
  dataSizes,
  expectedSpeedUp,
  type JobEvidence,
  memoryNeed,
  partitionsFromEvidence,
  progress,
} from '../../lib/evidence';
import { executionMemoryMiB, SparkSettings } from '../../lib/spark';
import { hasFailed, readEvents, sum, tasksEnded } from './event-log';
import { evidenceIn, recorded } from './recorded';

const MIB = 2 ** 20;
const spill = evidenceIn(recorded('spill'));
const skewJoin = evidenceIn(recorded('skew-join'));
const fat = evidenceIn(recorded('fat-latency'));
const fatRunning = evidenceIn(recorded('fat-latency-running'), Number.MAX_SAFE_INTEGER, readEvents('fat-latency'));
const dynamic = evidenceIn(recorded('dynamic-allocation'));

describe('cores in use', () => {
  test('are the executors that the application asked for × their cores, whatever YARN counts', () => {
    // spark.executor.instances=3, spark.executor.cores=8; 24 tasks had started and not ended where the log was cut.
    expect(coresInUse(fatRunning)).toEqual({
      executors: 3,
      cores: 24,
      taskSlots: 24,
      activeTasks: 24,
      peakTaskSlots: 24,
    });
  });

  test('are none of executors that were given back, though the peak remembers them', () => {
    // spark.dynamicAllocation.maxExecutors=5 with 2 cores each.
    const events = readEvents('dynamic-allocation');
    const count = (kind: string): number => events.filter(({ Event }) => Event === kind).length;
    const live = count('SparkListenerExecutorAdded') - count('SparkListenerExecutorRemoved');
    expect(coresInUse(dynamic)).toMatchObject({ executors: live, cores: 2 * live, peakTaskSlots: 10 });
    expect(dynamic.executors.length).toBeGreaterThan(live);
  });

  test('busy time is the task time of the event log ÷ its slots, at most what has passed', () => {
    const taskTimeMs = tasksEnded(readEvents('fat-latency')).reduce(
      (total, { 'Task Info': t }) => total + (t?.['Finish Time'] ?? 0) - (t?.['Launch Time'] ?? 0),
      0,
    );
    expect(busyTimeMs(fat, 1e9)).toBeCloseTo(taskTimeMs / 24, 6);
    expect(busyTimeMs(fat, 1000)).toBe(1000);
    expect(busyTimeMs({ ...fat, executors: [] }, 1000)).toBe(0);
  });
});

describe('memory that a task needs', () => {
  test('is the peak of execution memory in the event log', () => {
    const peak = Math.max(
      ...tasksEnded(readEvents('skew-join')).map((task) => task['Task Metrics']?.['Peak Execution Memory'] ?? 0),
    );
    expect(memoryNeed(skewJoin).executionPeakMiB).toBe(Math.ceil(peak / MIB));
  });

  test('where tasks spilled neither sets a floor nor allows a deeper cut', () => {
    const need = memoryNeed(spill);
    expect(need.hasSpilled).toBe(true);
    expect(need.floorHeapMiB).toBeUndefined();
    expect(need.safe).toBeUndefined();
    expect(need.reason).toMatch(/^tasks spilled/);
  });

  test('where nothing spilled the peaks allow a cut, and the floor holds what 95 % of the tasks took', () => {
    const calm: JobEvidence = {
      ...skewJoin,
      stages: skewJoin.stages.map((stage) => ({ ...stage, memorySpilledBytes: 0, diskSpilledBytes: 0 })),
    };
    const need = memoryNeed(calm);
    const heaps = skewJoin.executors.map(({ peaks }) => peaks?.heapBytes ?? 0);
    // Two slots an executor, and both were used.
    expect(need.safe?.heapMiB).toBe(Math.ceil(Math.ceil(Math.max(...heaps) / 2 / MIB) * 1.2));
    const { floorHeapMiB = 0, executionP95MiB = Number.NaN } = need;
    expect(executionMemoryMiB(floorHeapMiB, SparkSettings.of(skewJoin.settings))).toBeGreaterThanOrEqual(
      executionP95MiB,
    );
    expect(executionMemoryMiB(floorHeapMiB - 3, SparkSettings.of(skewJoin.settings))).toBeLessThan(executionP95MiB);
  });

  test('of Python workers counts beside the heap where it was looked at', () => {
    const pythonMiB = Math.max(...dynamic.executors.map(({ peaks }) => peaks?.processTree?.pythonBytes ?? 0)) / MIB;
    expect(pythonMiB).toBeGreaterThan(100);
    expect(memoryNeed(dynamic).besideHeapPeakMiB).toBeGreaterThan(pythonMiB / 2);
  });

  test('of Python workers that were not looked at forbids a deeper cut', () => {
    const blind = {
      ...dynamic,
      executors: dynamic.executors.map((one) => ({
        ...one,
        peaks: one.peaks && { ...one.peaks, processTree: undefined },
      })),
    };
    expect(memoryNeed(dynamic).safe).toBeDefined();
    expect(memoryNeed(blind).safe).toBeUndefined();
    expect(memoryNeed(blind).reason).toContain('spark.executor.processTreeMetrics.enabled=true');
  });

  test('is not known without peaks, and not safe where executors died of it', () => {
    expect(memoryNeed({ ...fat, executors: fat.executors.map((one) => ({ ...one, peaks: undefined })) }).reason).toBe(
      'peaks of memory are not known',
    );
    expect(memoryNeed(evidenceIn(recorded('oom-pmem'))).safe).toBeUndefined();
    expect(memoryNeed(evidenceIn(recorded('oom-heap'))).safe).toBeUndefined();
  });

  test('of a single task in an executor is not shared out among the slots that it left empty', () => {
    const executors = fat.executors.map((one) => ({ ...one, completedTasks: 1, activeTasks: 0, failedTasks: 0 }));
    const heapMiB = Math.max(...fat.executors.map(({ peaks }) => peaks?.heapBytes ?? 0)) / MIB;
    expect(memoryNeed({ ...fat, executors }).heapPeakMiB).toBe(Math.ceil(heapMiB));
  });
});

describe('sizes of data', () => {
  test('are those of the event log', () => {
    const written = sum(tasksEnded(readEvents('spill')), (m) => m['Shuffle Write Metrics']['Shuffle Bytes Written']);
    expect(dataSizes(spill)).toEqual({ largestShuffleBytes: written, inputBytes: 0, mayGrow: false });
    expect(dataSizes(fatRunning).mayGrow).toBe(true);
  });

  test('give partitions of 128 MiB, in whole waves', () => {
    const bytes = dataSizes(spill).largestShuffleBytes;
    const { partitions } = partitionsFromEvidence(spill, { taskSlots: 4, taskMemoryMiB: 1000 }) ?? { partitions: 0 };
    expect(partitions % 4).toBe(0);
    expect(partitions * 128 * MIB).toBeGreaterThanOrEqual(bytes);
  });

  test('of a job that runs never give fewer partitions than its stages had', () => {
    const running = { ...spill, application: { ...spill.application, endedAtMs: undefined } };
    const many = { ...running, stages: running.stages.map((stage) => ({ ...stage, numTasks: 5000 })) };
    expect(partitionsFromEvidence(many, { taskSlots: 4, taskMemoryMiB: 1000 })?.partitions).toBe(5000);
    expect(partitionsFromEvidence(fatRunning, { taskSlots: 4, taskMemoryMiB: 1000 })).toBeUndefined();
  });
});

describe('settings in force', () => {
  const written = {
    'spark.executor.memory': '480m',
    'spark.executor.cores': '2',
    'spark.executor.instances': '2',
    'spark.sql.shuffle.partitions': '4',
  };

  test('that are written down are not set in code, however they are spelt', () => {
    const same = { ...written, 'spark.executor.memory': '491520k' };
    expect(compareSettings(spill, SparkSettings.of(written)).setInCode).toEqual([]);
    expect(compareSettings(spill, SparkSettings.of(same)).setInCode).toEqual([]);
  });

  test('with another value are set in code', () => {
    const other = { ...written, 'spark.executor.memory': '20g', 'spark.sql.shuffle.partitions': '400' };
    expect(compareSettings(spill, SparkSettings.of(other)).setInCode).toEqual([
      'spark.executor.memory',
      'spark.sql.shuffle.partitions',
    ]);
  });

  test('that are written down and not in force are set in code, and those written nowhere are of unknown origin', () => {
    expect(compareSettings(spill, SparkSettings.of({ 'spark.executor.memoryOverhead': '1g' }))).toEqual({
      setInCode: ['spark.executor.memoryOverhead'],
      ofUnknownOrigin: [
        'spark.executor.memory',
        'spark.executor.cores',
        'spark.executor.instances',
        'spark.sql.shuffle.partitions',
      ],
    });
  });
});

describe('progress', () => {
  test('counts the tasks of the event log up to where it was cut', () => {
    const { tasksDone, tasksKnown, shareAtMost } = progress(fatRunning, 0);
    expect([tasksDone, tasksKnown]).toEqual([77, 192]);
    const all = tasksEnded(readEvents('fat-latency')).filter((task) => !hasFailed(task));
    const runTime = (tasks: typeof all): number => sum(tasks, (m) => m['Executor Run Time']);
    expect(shareAtMost).toBeGreaterThanOrEqual(runTime(all.slice(0, 77)) / runTime(all));
    expect(shareAtMost).toBeLessThan(1);
  });

  test('of a job that has ended is whole', () => {
    expect(progress(fat, 0)).toEqual({ tasksDone: 192, tasksKnown: 192, shareAtMost: 1 });
  });
});

describe('expected speed-up', () => {
  test('is the ratio of slots where stages have many waves', () => {
    const manyTasks = {
      ...fat,
      stages: fat.stages.map((stage) => ({ ...stage, numTasks: 96_000, completeTasks: 96_000 })),
    };
    expect(expectedSpeedUp(manyTasks, { before: 24, after: 48 }).bySlots).toBeCloseTo(2, 2);
    expect(expectedSpeedUp(fat, { before: 24, after: 48 })).toEqual({ bySlots: 2 });
  });

  test('is nothing where a stage has no more tasks than slots', () => {
    expect(expectedSpeedUp(spill, { before: 8, after: 100 }).bySlots).toBe(1);
  });

  test('states the share of spill apart, and only half of it counts', () => {
    const { bySlots, spill: share } = expectedSpeedUp(spill, { before: 2, after: 4 });
    const ended = tasksEnded(readEvents('spill'));
    const spilled = ended.filter((task) => (task['Task Metrics']?.['Disk Bytes Spilled'] ?? 0) > 0);
    const blocked = sum(spilled, (m) => m['Executor Run Time'] - m['Executor CPU Time'] / 1e6 - m['JVM GC Time']);
    const timeShare = blocked / sum(ended, (m) => m['Executor Run Time']);
    expect(share?.timeShareAtMost).toBeCloseTo(timeShare, 9);
    expect(share?.factorIfGone).toBeCloseTo(1 / (1 - timeShare / 2), 9);
    expect(bySlots).toBeLessThanOrEqual(2);
  });
});
