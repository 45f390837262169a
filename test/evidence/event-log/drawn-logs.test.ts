import { expect } from 'vitest';
import { EventLogReader, type JobEvidence, slotTime } from '../../../lib/evidence';
import { fc, property } from '../../support/property';
import {
  applicationEnd,
  applicationStart,
  environment,
  evidenceOf,
  executorAdded,
  jobEnd,
  jobStart,
  logStart,
  type MadeTask,
  stageCompleted,
  stageSubmitted,
  taskEnd,
  taskStart,
} from './made-log';

const END_MS = 400;
const STAGES = [0, 1, 2];
const EXECUTORS = ['1', '2', '3'];
const REASONS = {
  success: { Reason: 'Success' },
  failed: { Reason: 'ExceptionFailure', 'Class Name': 'a.B', Description: '"Task Metrics":{"Executor Run Time":7' },
  lost: {
    Reason: 'ExecutorLostFailure',
    'Executor ID': '1',
    'Exit Caused By App': true,
    'Loss Reason': 'Executor Process Lost',
  },
  killed: { Reason: 'TaskKilled', 'Kill Reason': 'another attempt succeeded' },
} as const;
const METRICS = [
  'Executor Run Time',
  'Executor CPU Time',
  'JVM GC Time',
  'Memory Bytes Spilled',
  'Disk Bytes Spilled',
  'Remote Bytes Read',
  'Local Bytes Read',
  'Shuffle Bytes Written',
  'Bytes Read',
  'Result Size',
] as const;

interface Drawn {
  readonly stageId: number;
  readonly executorId: string;
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly outcome: keyof typeof REASONS;
  readonly metrics: readonly number[];
}

const drawnTask: fc.Arbitrary<Drawn> = fc.record({
  stageId: fc.constantFrom(...STAGES),
  executorId: fc.constantFrom(...EXECUTORS),
  fromMs: fc.integer({ min: 10, max: 350 }),
  lengthMs: fc.integer({ min: 0, max: 50 }),
  outcome: fc.constantFrom('success', 'success', 'success', 'failed', 'lost', 'killed'),
  metrics: fc.array(fc.oneof(fc.nat(), fc.constantFrom(0, 2 ** 40)), {
    minLength: METRICS.length,
    maxLength: METRICS.length,
  }),
});
const drawnTasks = fc.array(drawnTask, { maxLength: 12 });

const figure = ({ metrics }: Drawn, name: (typeof METRICS)[number]): number => metrics[METRICS.indexOf(name)] ?? 0;

/** The log of such tasks: what happens first stands first, and a task that ends at the moment when another begins stands before it. */
function logOf(drawn: readonly Drawn[]): string[] {
  const tasks = drawn.map(
    ({ fromMs, lengthMs, outcome, metrics, ...where }, taskId): MadeTask => ({
      ...where,
      index: taskId,
      taskId,
      fromMs,
      toMs: fromMs + lengthMs,
      reason: REASONS[outcome],
      metrics: outcome === 'lost' ? undefined : Object.fromEntries(METRICS.map((name, i) => [name, metrics[i] ?? 0])),
    }),
  );
  const moments = tasks.flatMap((task) => [
    { atMs: task.fromMs, order: 2 * task.taskId, line: taskStart(task) },
    { atMs: task.toMs, order: 2 * task.taskId + 1, line: taskEnd(task) },
  ]);
  const stages = STAGES.map((stageId) => ({ stageId, tasks: drawn.filter((one) => one.stageId === stageId).length }));
  return [
    logStart(),
    applicationStart(),
    environment({ 'spark.task.cpus': '2' }),
    ...EXECUTORS.map((id, i) => executorAdded(id, i, 2 + 2 * i)),
    jobStart(0, 5, stages),
    ...stages.map((stage) => stageSubmitted(stage, 5)),
    ...moments.sort((a, b) => a.atMs - b.atMs || a.order - b.order).map(({ line }) => line),
    ...stages.map((stage) => stageCompleted(stage, 5, END_MS)),
    jobEnd(0, END_MS),
    applicationEnd(END_MS),
  ];
}

const sumOf = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);

property([drawnTasks], { numRuns: 60 })('what is read of a log is what its tasks add up to', (drawn) => {
  const evidence = evidenceOf(logOf(drawn));
  const measured = drawn.filter(({ outcome }) => outcome !== 'lost');
  for (const { stageId, ...stage } of evidence.stages) {
    const own = drawn.filter((one) => one.stageId === stageId);
    const sum = (name: (typeof METRICS)[number]): number =>
      sumOf(
        measured.filter((one) => one.stageId === stageId),
        (one) => figure(one, name),
      );
    expect(stage).toMatchObject({
      completeTasks: own.filter(({ outcome }) => outcome === 'success').length,
      failedTasks: own.filter(({ outcome }) => outcome === 'failed' || outcome === 'lost').length,
      runTimeMs: sum('Executor Run Time'),
      cpuTimeMs: sum('Executor CPU Time') / 1e6,
      gcTimeMs: sum('JVM GC Time'),
      memorySpilledBytes: sum('Memory Bytes Spilled'),
      diskSpilledBytes: sum('Disk Bytes Spilled'),
      inputBytes: sum('Bytes Read'),
      shuffleReadBytes: sum('Remote Bytes Read') + sum('Local Bytes Read'),
      shuffleWriteBytes: sum('Shuffle Bytes Written'),
      resultBytes: sum('Result Size'),
    });
  }
  expect(slotTime(evidence)).toEqual({
    heldMs: sumOf(EXECUTORS, (id) => Number(id) * (END_MS - (Number(id) - 1))),
    busyMs: sumOf(drawn, ({ lengthMs }) => lengthMs),
    cpuMs: expect.closeTo(sumOf(measured, (one) => figure(one, 'Executor CPU Time')) / 1e6, 3),
    gcMs: sumOf(measured, (one) => figure(one, 'JVM GC Time')),
    lostMs: sumOf(
      drawn.filter(({ outcome }) => outcome !== 'success'),
      ({ lengthMs }) => lengthMs,
    ),
  });
  const everyMs = Array.from({ length: END_MS }, (_, ms) => ms);
  const isIdle = (ms: number): boolean => !drawn.some((one) => one.fromMs <= ms && ms < one.fromMs + one.lengthMs);
  expect(evidence.times?.withoutTasksMs).toBe(everyMs.filter(isIdle).length);
});

/** The same event with its fields the other way round, so that no line begins as Spark writes it. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

const FORMS: Readonly<Record<string, (line: string) => string>> = {
  'as Spark writes it': (line) => line,
  'with fields in another order': (line) => JSON.stringify(reversed(JSON.parse(line))),
  'with spaces': (line) => JSON.stringify(JSON.parse(line), undefined, 1).replaceAll('\n', ' '),
  'with fields of later versions': (line) =>
    JSON.stringify({ ...JSON.parse(line), Later: { 'Task Info': { 'Launch Time': 1 }, 'Stage ID': 99 } }),
  'with the line ends of Windows': (line) => `${line}\r`,
};

function inChunks(text: string, bytes: number): JobEvidence {
  const reader = new EventLogReader();
  const all = Buffer.from(text);
  for (let at = 0; at < all.length; at += bytes) reader.push(all.subarray(at, at + bytes));
  const read = reader.finish(0);
  if ('reason' in read) throw new Error(read.reason);
  return read.value.evidence;
}

property([drawnTasks, fc.constantFrom(...Object.keys(FORMS)), fc.integer({ min: 1, max: 5_000 })], { numRuns: 40 })(
  'a log says the same whatever the form of its lines and wherever it is cut into chunks',
  (drawn, form, bytes) => {
    const lines = logOf(drawn);
    const other = lines.map((line) => FORMS[form]?.(line) ?? line);
    expect(inChunks(`${other.join('\n')}\n`, bytes)).toEqual(evidenceOf(lines));
  },
);
