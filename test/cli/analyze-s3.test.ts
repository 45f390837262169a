import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { logText } from '../evidence/event-log/logs';
import { BUCKET, type S3Server, startS3 } from '../sources/event-log/s3-server';
import { type Listening, listen } from '../sources/spark-server';
import { statementsOf } from './iam-statements';
import { call, type Outcome } from './support';

const FIXTURES = join(__dirname, '../fixtures/event-logs');
const APPLICATION = 'application_1795374843028_0001';
const FOLDER = `s3://${BUCKET}/apps/`;
const OBJECTS = {
  [`apps/${APPLICATION}.zstd`]: readFileSync(join(FIXTURES, 'spill.zstd')),
  'apps/application_1795374266137_0004_1': logText('skew-join'),
};

let s3: S3Server;
let emr: Listening | undefined;
afterEach(async () => {
  await Promise.all([s3.close(), emr?.close()]);
  emr = undefined;
});

const analyze = (words: string, environment = {}): Promise<Outcome> =>
  call(['analyze', ...words.split(' ')], { environment: { ...s3.environment, ...environment } });

/** EMR's wire protocol: JSON 1.1, the operation in a header; what has no answer is refused. */
async function startEmr(answers: Readonly<Record<string, object>>): Promise<readonly string[]> {
  const asked: string[] = [];
  emr = await listen((request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('ElasticMapReduce.', '');
    asked.push(`elasticmapreduce:${operation}`);
    const answer = answers[operation];
    response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer ?? { __type: 'AccessDeniedException', Message: 'not for you' }));
  });
  return asked;
}

/** A cluster whose configuration sends event logs to S3. */
const CLUSTER = {
  Id: 'j-2AXXXXXXGAPLF',
  ClusterArn: 'arn:aws:elasticmapreduce:eu-west-1:123456789012:cluster/j-2AXXXXXXGAPLF',
  Configurations: [{ Classification: 'spark-defaults', Properties: { 'spark.eventLog.dir': FOLDER } }],
};

test('analyze reads logs in S3 as those on disk', async () => {
  s3 = await startS3(OBJECTS);
  const onDisk = await call(['analyze', join(FIXTURES, 'spill.zstd')]);
  expect((await analyze(`${FOLDER}${APPLICATION}.zstd`)).out).toBe(onDisk.out);
  expect((await analyze(`${FOLDER} --application ${APPLICATION}`)).out).toBe(onDisk.out);
  const { applications } = JSON.parse((await analyze(`${FOLDER} --all --json`)).out);
  expect(applications.map(({ applicationId }: { applicationId: string }) => applicationId)).toEqual([
    'application_1795374266137_0004',
    APPLICATION,
  ]);
});

test('analyze fails with one line where S3 refuses', async () => {
  s3 = await startS3(OBJECTS);
  s3.refusal = { status: 403, code: 'AccessDenied' };
  const { code, out, err } = await analyze(FOLDER);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^emr-autotune: ListObjectsV2 of s3:\/\/logs-bucket\/apps\/: access is denied; .*\n$/);
});

test('analyze --cluster reads the log where the configuration of the cluster sends it, and asks no history server', async () => {
  s3 = await startS3(OBJECTS);
  const asked = await startEmr({ DescribeCluster: { Cluster: CLUSTER } });
  const environment = { AWS_ENDPOINT_URL_EMR: emr?.address ?? '' };
  const { out } = await analyze(`--cluster ${CLUSTER.Id} --application ${APPLICATION} --json`, environment);
  expect(JSON.parse(out)).toMatchObject({ source: 'event-log', applicationId: APPLICATION });
  expect(asked).toEqual(['elasticmapreduce:DescribeCluster']);
});

test('the help of analyze has the statements for the requests that it makes, and no more', async () => {
  s3 = await startS3(OBJECTS);
  const asked = await startEmr({
    DescribeCluster: { Cluster: CLUSTER },
    CreatePersistentAppUI: { PersistentAppUIId: 'p-1' },
    DescribePersistentAppUI: { PersistentAppUI: { PersistentAppUIId: 'p-1', PersistentAppUIStatus: 'ATTACHED' } },
    GetPersistentAppUIPresignedURL: { PresignedURLReady: true, PresignedURL: 'http://127.0.0.1:9/nothing/' },
  });
  const environment = { AWS_ENDPOINT_URL_EMR: emr?.address ?? '' };
  const { err } = await analyze(`--cluster ${CLUSTER.Id} --application application_1_1`, environment);
  await analyze(`${FOLDER} --application ${APPLICATION}`);
  expect(err).toMatch(/nothing answered for application_1_1 \(event log: .* has no log of application_1_1 /);
  const statements = await statementsOf('analyze');
  expect([...new Set([...s3.asked, ...asked])].toSorted()).toEqual(
    statements.flatMap(({ Action }) => Action).toSorted(),
  );
  expect(statements.map(({ Resource }) => Resource.split(':')[2])).toEqual(
    statements.map(({ Action }) => Action[0]?.split(':')[0]),
  );
});
