import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareWithLog } from '../../../bench/evidence/compare';
import { parseEventLog } from '../../../bench/evidence/event-log';
import { EventLogReader, type ExecutorEvidence, type JobEvidence, type LogReading } from '../../../lib/evidence';
import { evidenceIn, recorded } from '../recorded';
import { logText, plainText } from './logs';

function read(text: string, chunkBytes = 65_536): LogReading {
  const reader = new EventLogReader();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  const result = reader.finish(0);
  if ('reason' in result) throw new Error(result.reason);
  return result.value;
}

function refusal(text: string): string {
  const reader = new EventLogReader();
  reader.push(Buffer.from(text));
  const result = reader.finish(0);
  return 'reason' in result ? result.reason : 'no reason';
}

/** A history server does not count the tasks that it hears of after their executor was lost. */
const withoutLateTasks = ({ failedTasks, taskTimeMs, ...executor }: ExecutorEvidence): object =>
  executor.lost === undefined ? { failedTasks, taskTimeMs, ...executor } : executor;

/** What both sources can tell, in an order that both have. */
function shared({ application, settings, executors, stages, jobs = [], failures }: JobEvidence): object {
  return {
    application,
    settings,
    executors: [...executors].sort((a, b) => a.addedAtMs - b.addedAtMs).map(withoutLateTasks),
    stages: stages
      .map((stage) => ({
        ...stage,
        ...{ parentIds: 0, taskTimes: 0, resultBytes: 0, newerRunTimeMs: 0, newestLaunchAtMs: 0 },
      }))
      .sort((a, b) => a.stageId - b.stageId),
    jobs: jobs.map((job) => ({ ...job, endedAtMs: 0 })).sort((a, b) => a.jobId - b.jobId),
    failures,
  };
}

/** Spark 3.5.6's history server read the same logs. */
const NAMES = ['spill', 'skew-join', 'oom-heap', 'oom-pmem', 'dynamic-allocation', 'fat-latency'];

test.each(NAMES)('an event log gives the evidence that the history server gives of it: %s', (name) => {
  const { evidence } = read(logText(name));
  expect(shared(evidence)).toEqual(shared(evidenceIn(recorded(name))));
});

/** The parser of the bench on a real Spark, which shares nothing with the reader. */
test.each([...NAMES, 'slim-latency', 'many-small-tasks'])(
  'every figure is what another parser finds in the log: %s',
  (name) => {
    const path = join(__dirname, '../../fixtures/event-logs', `${name}.json.gz`);
    const text = NAMES.includes(name) ? logText(name) : plainText(path);
    const { compared, differing } = compareWithLog(read(text).evidence, parseEventLog(text));
    // Two tasks of the run that failed had not ended with it.
    const expected = name === 'oom-heap' ? ['stage 0.0: running: 2, in the log 0'] : [];
    expect(differing).toEqual(expected);
    expect(compared).toBeGreaterThan(20);
  },
);

test('tasks that end after their executor was lost are counted as failed ones of it', () => {
  const failed = (evidence: JobEvidence): number =>
    evidence.executors.reduce((total, { failedTasks }) => total + failedTasks, 0);
  expect(failed(read(logText('oom-pmem')).evidence)).toBe(4);
  expect(failed(evidenceIn(recorded('oom-pmem')))).toBe(2);
});

test('a log reads the same in chunks of any size, with carriage returns, and with spaces between its words', () => {
  const text = logText('skew-join');
  const { evidence } = read(text);
  expect(read(text, 1_009).evidence).toEqual(evidence);
  expect(read(text, 61).evidence).toEqual(evidence);
  expect(read(text.replaceAll('\n', '\r\n')).evidence).toEqual(evidence);
  expect(read(text.replaceAll('{"Event":"', '{ "Event": "')).evidence).toEqual(evidence);
});

test('a byte order mark before the first line is no part of it', () => {
  const text = logText('spill');
  expect(read(`\uFEFF${text}`)).toEqual(read(text));
});

test('a last line that is cut off is left out, and said so', () => {
  const text = logText('skew-join').trimEnd();
  const whole = text.slice(0, text.lastIndexOf('\n', text.length - 10_000) + 1);
  const cut = text.slice(0, whole.length + 100);
  expect(read(cut)).toEqual({ ...read(whole), isCutOff: true });
  expect(read(text).isCutOff).toBe(false);
});

test('a line in the middle that cannot be read is left out and counted', () => {
  const lines = logText('spill').split('\n');
  const broken = [...lines.slice(0, 5), '{"Event":"SparkListenerTaskEnd","Stage', ...lines.slice(5)].join('\n');
  expect(read(broken)).toEqual({ ...read(lines.join('\n')), brokenLines: 1 });
});

test('what the course of events alone tells agrees with the tasks of the log', () => {
  const { evidence } = read(logText('fat-latency'));
  // 192 tasks of 250 ms and more on 24 slots, from the first launch to the end of the last one.
  expect(evidence.times).toMatchObject({ failedTaskMs: 0, killedTaskMs: 0, hosts: 1, isLocal: false });
  const [stage] = evidence.stages;
  expect(stage?.taskTimes?.tasks).toBe(192);
  const busyMs =
    (evidence.times?.untilMs ?? 0) - evidence.application.startedAtMs - (evidence.times?.withoutTasksMs ?? 0);
  expect(busyMs).toBeGreaterThan((192 / 24) * 250);
  expect(busyMs).toBeLessThanOrEqual((stage?.completedAtMs ?? 0) - (stage?.firstTaskAtMs ?? 0));
});

test('what is no event log is refused with its reason', () => {
  expect(refusal('not json\n')).toBe('its first line is not a whole JSON object');
  expect(refusal('{"a": 1}\n')).toBe('its first line is JSON, but not an event of Spark');
  expect(refusal('[1, 2]\n{"Event":"SparkListenerLogStart","Spark Version":"3.5.6"}\n')).toBe(
    'its first line is JSON, but not an event of Spark',
  );
  expect(refusal('{"Event":"SparkListenerLogStart","Spark Version":"3.5.6"}\n')).toBe(
    'it does not have the start of an application; of a rolling log give the directory, which has all of its parts',
  );
});

test('numbers that no cluster has take no memory', () => {
  const text = logText('spill')
    .replace(/"Total Cores":\d+/g, '"Total Cores":4000000000')
    .replace(/"Index":\d+/g, '"Index":4000000000000')
    .replace(/"Number of Tasks":\d+/g, '"Number of Tasks":1e300');
  const { evidence } = read(text);
  expect(evidence.executors.every(({ maxTasks }) => maxTasks <= 4_096)).toBe(true);
  expect(evidence.stages.map(({ completedIndices }) => completedIndices)).toEqual([0, 0]);
});
