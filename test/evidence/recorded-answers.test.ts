import { describe, expect, test } from 'vitest';
import { hasFailed, quantile, readEvents, sum, tasksEnded } from './event-log';
import { evidenceIn, recorded } from './recorded';

/** Runs of Spark 3.5.6 on a real ResourceManager: what its REST API answers must say what its event log says. */
const NAMES = ['spill', 'skew-join', 'oom-heap', 'oom-pmem', 'dynamic-allocation', 'fat-latency'];

describe.each(NAMES)('the evidence of the recording %s is what its event log holds', (name) => {
  const evidence = evidenceIn(recorded(name));
  const events = readEvents(name);
  const ended = tasksEnded(events);

  test('of each stage', () => {
    for (const stage of evidence.stages.filter(({ status }) => status !== 'SKIPPED')) {
      const tasks = ended.filter((e) => e['Stage ID'] === stage.stageId && e['Stage Attempt ID'] === stage.attemptId);
      const good = tasks.filter((task) => !hasFailed(task));
      expect(stage).toMatchObject({
        completeTasks: good.length,
        failedTasks: tasks.length - good.length,
        completedIndices: new Set(good.map((task) => task['Task Info']?.Index)).size,
        runTimeMs: sum(tasks, (m) => m['Executor Run Time']),
        gcTimeMs: sum(tasks, (m) => m['JVM GC Time']),
        memorySpilledBytes: sum(tasks, (m) => m['Memory Bytes Spilled']),
        diskSpilledBytes: sum(tasks, (m) => m['Disk Bytes Spilled']),
        shuffleWriteBytes: sum(tasks, (m) => m['Shuffle Write Metrics']['Shuffle Bytes Written']),
        shuffleReadBytes: sum(tasks, ({ 'Shuffle Read Metrics': m }) => m['Remote Bytes Read'] + m['Local Bytes Read']),
      });
      expect(stage.cpuTimeMs).toBeCloseTo(sum(tasks, (m) => m['Executor CPU Time']) / 1e6, 3);
    }
  });

  test('of the quantiles of its tasks', () => {
    for (const { stageId, tasks } of evidence.stages) {
      if (tasks === undefined) continue;
      const good = ended.filter((task) => task['Stage ID'] === stageId && !hasFailed(task));
      const runTimes = good.map((task) => task['Task Metrics']?.['Executor Run Time'] ?? 0);
      const peaks = good.map((task) => task['Task Metrics']?.['Peak Execution Memory'] ?? 0);
      expect(tasks.runTimeMs).toEqual({
        p05: quantile(runTimes, 0.05),
        p50: quantile(runTimes, 0.5),
        p95: quantile(runTimes, 0.95),
        max: Math.max(...runTimes),
      });
      expect(tasks.peakExecutionBytes.max).toBe(Math.max(...peaks));
    }
  });

  test('of its executors', () => {
    const added = events.filter(({ Event }) => Event === 'SparkListenerExecutorAdded');
    const cores = added.map((event) => event['Executor Info']?.['Total Cores']);
    const taskTime = ended.reduce(
      (total, { 'Task Info': t }) => total + (t?.['Finish Time'] ?? 0) - (t?.['Launch Time'] ?? 0),
      0,
    );
    expect(evidence.executors.map((one) => one.cores).sort()).toEqual(cores.sort());
    const counted = evidence.executors.reduce((total, one) => total + one.taskTimeMs, 0);
    // Spark does not count tasks that end with their executor.
    if (evidence.executors.some(({ lost }) => lost !== undefined)) expect(counted).toBeLessThan(taskTime);
    else expect(counted).toBe(taskTime);
    expect(evidence.executors.reduce((total, one) => total + one.completedTasks, 0)).toBe(
      ended.filter((task) => !hasFailed(task)).length,
    );
  });

  test('of its settings', () => {
    const set = events.find((event) => event['Spark Properties'] !== undefined)?.['Spark Properties'] ?? {};
    expect(Object.keys(evidence.settings).length).toBeGreaterThan(5);
    expect(set).toMatchObject(evidence.settings);
  });
});

test('failures are told apart by the words of YARN', () => {
  expect(evidenceIn(recorded('oom-pmem')).failures).toEqual({ container: 4 });
  expect(evidenceIn(recorded('oom-pmem')).executors.map(({ lost }) => lost)).toEqual(Array(4).fill('container'));
  expect(evidenceIn(recorded('oom-heap')).failures).toEqual({ killed: 6 });
});

test('executors that dynamic allocation gave back are not lost', () => {
  const { executors } = evidenceIn(recorded('dynamic-allocation'));
  expect(executors.filter(({ isActive }) => !isActive).length).toBeGreaterThan(0);
  expect(executors.map(({ lost }) => lost)).toEqual(executors.map(() => undefined));
});

describe('answers of other versions', () => {
  /** Fields that Spark 2.4 does not have (`status/api/v1/api.scala` of that version). */
  const SINCE_3 =
    /^(jvmGcTime|peakExecutionMemory|resultSize|peakMemoryMetrics|peakExecutorMetrics|resourceProfileId|resourceProfiles|attributes|resources|isExcluded|excludedInStages|executorDeserialize.*|shuffle(Remote|Local|Fetch|Merged|Corrupt|Write(Time|Records)|Mergers).*|isShufflePushEnabled|jobTags|numSkippedStages)$/;
  /** Where the field stands in an entry of a list, not among the quantiles of a summary. */
  const asIn24 = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => asIn24(one, key));
    if (typeof value !== 'object' || value === null || key.includes('taskSummary')) return value;
    const kept = Object.entries(value).filter(([field]) => !SINCE_3.test(field));
    return Object.fromEntries(kept.map(([field, one]) => [field, asIn24(one, field)]));
  };

  test.each(NAMES)('of Spark 2.4 give the same of %s, less what it does not know', (name) => {
    const now = evidenceIn(recorded(name));
    const then = evidenceIn(asIn24(recorded(name)) as ReturnType<typeof recorded>);
    expect(then.stages).toEqual(now.stages.map((stage) => ({ ...stage, gcTimeMs: undefined })));
    expect(then.executors).toEqual(now.executors.map((one) => ({ ...one, peaks: undefined })));
    expect(then.unknown.map(({ what }) => what)).toContain('peaks of memory');
  });
});

test('peaks of 0, as a history server gives them of a log without any, are not known', () => {
  const documents = recorded('fat-latency');
  const [path = ''] = Object.keys(documents).filter((one) => one.endsWith('/allexecutors'));
  const silent = JSON.parse(JSON.stringify(documents[path]).replace(/"JVMHeapMemory":\d+/g, '"JVMHeapMemory":0'));
  const evidence = evidenceIn({ ...documents, [path]: silent });
  expect(evidence.executors.map(({ peaks }) => peaks)).toEqual([undefined, undefined, undefined]);
  expect(evidence.unknown.map(({ what }) => what)).toContain('peaks of memory');
});
