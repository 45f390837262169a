import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { isInputError } from '../../../lib/errors';
import { findApplications, type LogStore, lastLog, storeFor, summariseLog } from '../../../lib/sources/event-log';
import { logText } from '../../evidence/event-log/logs';
import { readLogAt } from './read-log-at';
import { BUCKET, type S3Server, startS3 } from './s3-server';

const FIXTURES = join(__dirname, '../../fixtures/event-logs');
const PLAIN = logText('spill');
const ZSTD = readFileSync(join(FIXTURES, 'spill.zstd'));

let server: S3Server;
afterEach(() => server.close());

const PATH = `s3://${BUCKET}/apps`;

/** The store over a server with these objects. */
async function storeWith(objects: Readonly<Record<string, string | Uint8Array>>): Promise<LogStore> {
  server = await startS3(objects);
  return storeFor(PATH, {
    region: 'eu-west-1',
    endpoint: server.address,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  });
}

async function refusal(path: string, store: LogStore): Promise<string> {
  try {
    await readLogAt(path, store);
    return 'no refusal';
  } catch (error) {
    if (!isInputError(error)) throw error;
    return error.message;
  }
}

test('a log in S3 reads as the same log on disk, in each codec', async () => {
  const lz4 = readFileSync(join(FIXTURES, 'spill.lz4'));
  const store = await storeWith({ plain: PLAIN, 'a/log.gz': gzipSync(PLAIN), 'a/zstd': ZSTD, 'a/lz4': lz4 });
  const { evidence } = await readLogAt(join(FIXTURES, 'spill.zstd'));
  for (const key of ['plain', 'a/log.gz', 'a/zstd', 'a/lz4']) {
    expect((await readLogAt(`s3://${BUCKET}/${key}`, store)).evidence).toEqual(evidence);
    expect((await readLogAt(`s3a://${BUCKET}/${key}`, store)).evidence).toEqual(evidence);
  }
});

test('a folder in S3 has its applications, over several pages and without what marks folders', async () => {
  const lines = PLAIN.trimEnd().split('\n');
  const half = Math.ceil(lines.length / 2);
  const store = await storeWith({
    'apps/': '',
    'apps/application_1_1': PLAIN,
    'apps/application_1_2_1': PLAIN,
    'apps/application_1_2_2.zstd': ZSTD,
    'apps/eventlog_v2_application_1_3/appstatus_application_1_3': '',
    'apps/eventlog_v2_application_1_3/events_1_application_1_3': `${lines.slice(0, half).join('\n')}\n`,
    'apps/eventlog_v2_application_1_3/events_2_application_1_3': `${lines.slice(half).join('\n')}\n`,
    'apps/eventlog_v2_application_1_3_$folder$': '',
    'apps2/application_9_9': PLAIN,
  });
  const found = await findApplications(store, PATH);
  expect(found.map(({ id, attempts }) => [id, attempts.length])).toEqual([
    ['application_1_1', 1],
    ['application_1_2', 2],
    ['application_1_3', 1],
  ]);
  for (const logs of found) {
    const { state, outline } = await summariseLog(store, await lastLog(store, logs));
    expect([state, outline?.startedAtMs, outline?.endedAtMs]).toEqual(['ended', 1795374852997, 1795374875135]);
  }
  const rolling = await readLogAt(`${PATH}/eventlog_v2_application_1_3/`, store);
  expect(rolling.evidence.stages).toHaveLength(2);
});

test('a connection that breaks in the middle of a log goes on where it broke', async () => {
  const store = await storeWith({ log: ZSTD });
  server.breakAfter.push(4_000, 2_000, 100);
  const { evidence } = await readLogAt(join(FIXTURES, 'spill.zstd'));
  expect((await readLogAt(`s3://${BUCKET}/log`, store)).evidence).toEqual(evidence);
  expect(server.breakAfter).toEqual([]);
});

test('a connection that breaks before every byte ends in one line', async () => {
  const store = await storeWith({ log: ZSTD });
  server.breakAfter.push(...Array(4).fill(0));
  expect(await refusal(`s3://${BUCKET}/log`, store)).toMatch(
    /^GetObject of s3:\/\/logs-bucket\/log: it failed with ECONNRESET; look at network and region$/,
  );
});

test('what is not there is said in one line', async () => {
  const store = await storeWith({ 'apps/README.md': 'x' });
  expect(await refusal(`s3://${BUCKET}/nothing`, store)).toBe(
    's3://logs-bucket/nothing does not exist; give the path of an event log, or of a folder that has one',
  );
  expect(await refusal(PATH, store)).toBe(
    's3://logs-bucket/apps has no event log; give one, or the directory that spark.eventLog.dir names',
  );
  expect(await refusal('s3://other-bucket/apps', store)).toBe(
    'ListObjectsV2 of s3://other-bucket/apps: there is no such bucket; look at its name',
  );
  expect(await refusal('s3:///apps', store)).toBe(
    's3:///apps names no bucket of S3; give s3://BUCKET/KEY of a log or of a folder',
  );
});

test.each([
  [403, 'AccessDenied', /access is denied; it needs s3:GetObject and s3:ListBucket /],
  [403, 'InvalidAccessKeyId', /S3 does not know the credentials; look at the profile$/],
  [400, 'ExpiredToken', /the credentials have expired; sign in again$/],
  [418, 'Strange', /it failed with Strange; look at network and region$/],
])('an answer %i %s of S3 is one line', async (status, code, line) => {
  const store = await storeWith({ 'apps/application_1_1': PLAIN });
  server.refusal = { status, code };
  expect(await refusal(`${PATH}/`, store)).toMatch(line);
});

test('without a region the line says how to give one', async () => {
  server = await startS3({});
  // As the SDK's own search for one ends.
  const region = (): Promise<string> => Promise.reject(new Error('Region is missing'));
  expect(await refusal(PATH, await storeFor(PATH, { region }))).toBe(
    `the region of ${PATH} is not known; give it with --region`,
  );
});
