import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isInputError } from '../../../lib/errors';
import { findApplications, lastLog, storeFor, summariseLog } from '../../../lib/sources/event-log';
import { logText } from '../../evidence/event-log/logs';
import { readLogAt } from './read-log-at';
import { directory, file, scratch } from './scratch';

const FIXTURES = join(__dirname, '../../fixtures/event-logs');

/** Code and message of the refusal, without the folder of this test. */
async function refusal(path: string): Promise<string> {
  try {
    await readLogAt(path);
    return 'no refusal';
  } catch (error) {
    if (!isInputError(error)) throw error;
    return `${error.code}: ${error.message.replaceAll(`${scratch}/`, '')}`;
  }
}

const PLAIN = logText('spill');

test.each(['lz4', 'snappy', 'zstd'])('a log that Spark packed with %s reads as the plain one', async (codec) => {
  const plain = await readLogAt(file('plain', PLAIN));
  expect((await readLogAt(join(FIXTURES, `spill.${codec}`))).evidence).toEqual(plain.evidence);
});

test.each(['lz4', 'snappy', 'gz'])(
  'of a log that is cut off in its %s data what can be unpacked counts',
  async (codec) => {
    const whole = codec === 'gz' ? gzipSync(PLAIN) : readFileSync(join(FIXTURES, `spill.${codec}`));
    const { evidence } = await readLogAt(file(`cut.${codec}`, whole.subarray(0, 0.9 * whole.length)));
    expect(evidence.application).toMatchObject({ id: 'application_1795374843028_0001', endedAtMs: undefined });
    expect(evidence.stages.length).toBeGreaterThan(0);
  },
);

test('a second frame of zstd that is cut off leaves the first one', async () => {
  const whole = readFileSync(join(FIXTURES, 'spill.zstd'));
  const log = await readLogAt(file('cut.zstd', Buffer.concat([whole, whole.subarray(0, 5_000)])));
  expect(log.evidence.stages).toHaveLength(2);
});

test('rolling logs of Spark 4.1 are read, with and without executor metrics', async () => {
  const skewed = (await readLogAt(join(FIXTURES, 'spark41-zstd-rolling-skew-join'))).evidence;
  expect(skewed.application).toMatchObject({ id: 'application_1795374496527_0002', sparkVersion: '4.1.1' });
  expect(skewed.stages.reduce((total, { completeTasks }) => total + completeTasks, 0)).toBe(52);
  const plain = (await readLogAt(join(FIXTURES, 'spark41-defaults'))).evidence;
  expect(plain.executors.map(({ peaks }) => peaks)).toEqual([undefined]);
  expect(plain.unknown).toContainEqual({
    what: 'peaks of memory',
    reason: 'Spark 3.0 and later write them to the event log only where told to',
    setting: 'spark.eventLog.logStageExecutorMetrics=true',
  });
});

/** A log in parts, the lines of each as they come. */
function parts(count: number): string[] {
  const lines = PLAIN.trimEnd().split('\n');
  const size = Math.ceil(lines.length / count);
  return Array.from({ length: count }, (_, i) => `${lines.slice(i * size, (i + 1) * size).join('\n')}\n`);
}

test('the parts of a rolling log are read in the order of their numbers', async () => {
  const files = Object.fromEntries(parts(12).map((text, i) => [`events_${i + 1}_application_1_1`, text]));
  const path = directory('eventlog_v2_application_1_1', { ...files, appstatus_application_1_1: '' });
  expect((await readLogAt(path)).evidence).toEqual((await readLogAt(file('plain', PLAIN))).evidence);
});

test('a part that is missing is said', async () => {
  const [first = '', second = '', third = ''] = parts(3);
  const path = directory('gap', { events_1_a_1: first, events_3_a_1: third });
  expect((await readLogAt(path)).notes).toEqual([
    '1 part of the rolling log is missing (events_2_…): their tasks are not counted',
  ]);
  const compact = directory('compacted', {
    events_1_a_1: 'old',
    'events_2_a_1.compact': first + second,
    events_3_a_1: third,
  });
  const log = await readLogAt(compact);
  expect(log.notes).toEqual(['Spark has compacted this log: the tasks of jobs that had ended are not in it']);
  expect(log.evidence).toEqual((await readLogAt(file('plain', PLAIN))).evidence);
});

test('of several attempts of an application the last is read', async () => {
  const path = directory('attempts', {
    application_1795374843028_0001_1: '{"Event":"SparkListenerLogStart","Spark Version":"3.5.6"}\n',
    'application_1795374843028_0001_2.inprogress': PLAIN,
  });
  const log = await readLogAt(path);
  expect(log.evidence.application.id).toBe('application_1795374843028_0001');
  expect(log.notes).toEqual(['of 2 attempts of the application this is the last, 2; each has its own log']);
});

test('a name that promises a codec does not matter where the content is plain', async () => {
  expect((await readLogAt(file('plain.zstd', PLAIN))).evidence.stages).toHaveLength(2);
  expect((await readLogAt(file('log.gz.inprogress', gzipSync(PLAIN)))).evidence.stages).toHaveLength(2);
});

/** What somebody gives in place of a log, and what is said of it. */
const FOREIGN: Readonly<Record<string, readonly [content: string | Uint8Array, message: string]>> = {
  'empty-file': [
    '',
    'empty-log: empty-file is empty; its application has not written an event yet, or the copy failed',
  ],
  'sign-in.html': [
    '<!DOCTYPE html><html></html>',
    'not-a-log: sign-in.html is a web page or XML, not an event log; a download may have saved its sign-in page in place of the log',
  ],
  'photo.png': [
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
    'not-a-log: photo.png is a binary file, not an event log of Spark',
  ],
  'driver.log': [
    '26/11/22 19:06:47 INFO SparkContext: Running Spark version 3.5.6\n',
    'not-a-log: driver.log is text, but not an event log, of which every line is a JSON object; a driver log or stdout is not one',
  ],
  'package.json': [
    '{\n  "name": "x"\n}\n',
    'not-a-log: package.json is not an event log of Spark: its first line is not a whole JSON object',
  ],
  'other.jsonl': [
    '{"eventName":"RunJobFlow"}\n{}\n',
    'not-a-log: other.jsonl is not an event log of Spark: its first line is JSON, but not an event of Spark',
  ],
  'cut-off-at-once': [
    '{"Event":"SparkListenerLogSt',
    'not-a-log: cut-off-at-once is not an event log of Spark: its first line is not a whole JSON object',
  ],
  'tail-of-a-log': [
    PLAIN.split('\n').slice(8).join('\n'),
    'not-a-log: tail-of-a-log is not an event log of Spark: it does not have the start of an application; of a rolling log give the directory, which has all of its parts',
  ],
  'history.zip': [
    'PK\u0003\u0004\u0014',
    "not-a-log: history.zip is a ZIP archive, as a history server's download button makes them; unzip it and give the log in it",
  ],
  'damaged.zstd': [
    'not zstd at all',
    'not-a-log: damaged.zstd is named as zstd data but does not begin as such; it is damaged, or something else',
  ],
  'part.parquet': [
    'PAR1\u0015\u0004',
    'not-a-log: part.parquet is a Parquet file, not an event log; give the log of the job itself',
  ],
  'garbled.gz': [
    Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255]),
    'damaged-log: garbled.gz is damaged: its gzip data cannot be unpacked; copy it again',
  ],
  'header-only.gz': [
    gzipSync(PLAIN).subarray(0, 12),
    'empty-log: header-only.gz has no events; its application has not written one yet, or the copy failed',
  ],
};

test.each(Object.entries(FOREIGN))('%s is refused in one line', async (name, [content, message]) => {
  expect(await refusal(file(name, content))).toBe(message);
});

test('lzf is named, with what to do about it', async () => {
  expect(await refusal(join(FIXTURES, 'spill.lzf'))).toMatch(
    /^not-a-log: .*spill\.lzf is compressed with lzf, which is not read; /,
  );
});

test('directories without one log are refused in one line', async () => {
  expect(await refusal(directory('nothing', { 'README.md': 'x' }))).toBe(
    'no-logs: nothing has no event log; give one, or the directory that spark.eventLog.dir names',
  );
  expect(await refusal(directory('eventlog_v2_application_2_1', { appstatus_application_2_1: '' }))).toBe(
    "no-logs: eventlog_v2_application_2_1 has no events_… file; the log's parts are missing, copy the directory again",
  );
  expect(await refusal(join(scratch, 'nowhere'))).toBe(
    'no-file: nowhere does not exist; give the path of an event log, or of a directory that has one',
  );
});

test('a directory of several applications has each of them, with the logs of its attempts', async () => {
  const path = directory('several', {
    application_1_1: PLAIN,
    application_1_2_2: PLAIN,
    application_1_2_1: PLAIN,
    'mine.json.gz': gzipSync(PLAIN),
    'README.md': 'x',
  });
  const found = await findApplications(await storeFor(path), path);
  expect(found.map(({ id, attempts }) => [id, ...attempts.map(({ attempt }) => attempt)])).toEqual([
    ['application_1_1', 0],
    ['application_1_2', 1, 2],
    [undefined, 0],
  ]);
});

/** State, times and name of the log at a path. */
async function summary(path: string): Promise<readonly unknown[]> {
  const store = await storeFor(path);
  const [logs] = await findApplications(store, path);
  if (logs === undefined) return [];
  const { state, outline } = await summariseLog(store, await lastLog(store, logs));
  return [state, outline?.applicationId, outline?.name, outline?.startedAtMs, outline?.endedAtMs];
}

test('start, end and name of an application are read without the rest of its log', async () => {
  // Of the events of start and end in the recorded log.
  const [, name] = /"App Name":"([^"]+)"/.exec(PLAIN) ?? [];
  const started = ['application_1795374843028_0001', name, 1795374852997];
  const ended = ['ended', ...started, 1795374875135];
  expect(await summary(file('plain', PLAIN))).toEqual(ended);
  for (const codec of ['lz4', 'snappy', 'zstd']) expect(await summary(join(FIXTURES, `spill.${codec}`))).toEqual(ended);
  const cut = PLAIN.slice(0, 0.5 * PLAIN.length);
  expect(await summary(file('application_1795374843028_0001', cut))).toEqual(['no-end', ...started, undefined]);
  expect(await summary(file('application_1795374843028_0001.inprogress', cut))).toEqual([
    'in-progress',
    ...started,
    undefined,
  ]);
  const rolling = Object.fromEntries(parts(3).map((text, i) => [`events_${i + 1}_application_1_1`, text]));
  expect(await summary(directory('eventlog_v2_application_1_7', rolling))).toEqual(ended);
  expect(await summary(file('foreign.log', 'nothing'))).toEqual(['no-end', ...Array(4).fill(undefined)]);
});

test('a log that is neither here nor in S3 is refused with the command that copies it', async () => {
  expect(await refusal('hdfs:///var/log/spark/apps/application_1_1')).toBe(
    'not-local: hdfs:///var/log/spark/apps/application_1_1 is neither on this machine nor in S3, where logs are read from; copy it first, with hdfs dfs -get hdfs:///var/log/spark/apps/application_1_1',
  );
});

test('whatever byte of the packed data is wrong, it is read in part or refused in words, and ends', async () => {
  for (const codec of ['lz4', 'snappy', 'zstd']) {
    const whole = readFileSync(join(FIXTURES, `spill.${codec}`));
    for (let at = 5; at < whole.length; at += Math.ceil(whole.length / 12)) {
      const wrong = Buffer.from(whole);
      wrong.writeUInt8((wrong.readUInt8(at) + 0x55) & 0xff, at);
      const path = file(`wrong.${codec}`, wrong);
      const outcome = await readLogAt(path).then(
        () => 'read',
        (error: unknown) => (isInputError(error) ? error.code : String(error)),
      );
      expect(['read', 'not-a-log', 'damaged-log']).toContain(outcome);
    }
  }
});
