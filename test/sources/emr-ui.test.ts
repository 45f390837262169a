import { EMRClient } from '@aws-sdk/client-emr';
import { afterEach, expect, test } from 'vitest';
import { readJobEvidence, SdkEmrUi, SYSTEM } from '../../lib/sources';
import { type Listening, listen, step } from './spark-server';

let server: Listening | undefined;
afterEach(() => server?.close());

const CLUSTER = {
  id: 'j-2AXXXXXXGAPLF',
  arn: 'arn:aws:elasticmapreduce:eu-west-1:123456789012:cluster/j-2AXXXXXXGAPLF',
};

/** EMR's wire protocol: JSON 1.1, the operation in a header. */
async function emrThat(
  answers: Readonly<Record<string, object>>,
): Promise<{ ui: SdkEmrUi; calls: [string, unknown][] }> {
  const calls: [string, unknown][] = [];
  server = await listen((request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('ElasticMapReduce.', '');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push([operation, JSON.parse(Buffer.concat(chunks).toString())]);
      const answer = answers[operation];
      const status = answer === undefined ? 400 : 200;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer ?? { __type: 'AccessDeniedException', Message: 'not for you' }));
    });
  });
  const client = new EMRClient({
    region: 'eu-west-1',
    endpoint: server.address,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  return { ui: new SdkEmrUi(client, CLUSTER), calls };
}

test('the calls have the form of the service model', async () => {
  const { ui, calls } = await emrThat({
    GetOnClusterAppUIPresignedURL: { PresignedURLReady: true, PresignedURL: 'https://x/' },
    CreatePersistentAppUI: { PersistentAppUIId: 'p-1' },
    DescribePersistentAppUI: { PersistentAppUI: { PersistentAppUIId: 'p-1', PersistentAppUIStatus: 'ATTACHED' } },
    GetPersistentAppUIPresignedURL: { PresignedURLReady: true, PresignedURL: 'https://y/' },
  });
  expect(await ui.onClusterUrl('ResourceManager')).toBe('https://x/');
  expect(await ui.onClusterUrl('ApplicationMaster', 'application_1_0001')).toBe('https://x/');
  expect(await ui.createPersistentUi()).toBe('p-1');
  expect(await ui.persistentUiStatus('p-1')).toBe('ATTACHED');
  expect(await ui.persistentUrl('p-1')).toBe('https://y/');
  expect(calls).toEqual([
    ['GetOnClusterAppUIPresignedURL', { ClusterId: CLUSTER.id, OnClusterAppUIType: 'ResourceManager' }],
    [
      'GetOnClusterAppUIPresignedURL',
      { ClusterId: CLUSTER.id, OnClusterAppUIType: 'ApplicationMaster', ApplicationId: 'application_1_0001' },
    ],
    ['CreatePersistentAppUI', { TargetResourceArn: CLUSTER.arn, ProfilerType: 'SHS' }],
    ['DescribePersistentAppUI', { PersistentAppUIId: 'p-1' }],
    ['GetPersistentAppUIPresignedURL', { PersistentAppUIId: 'p-1', PersistentAppUIType: 'SHS' }],
  ]);
});

test('an address that EMR still prepares is no address', async () => {
  const { ui } = await emrThat({
    GetOnClusterAppUIPresignedURL: { PresignedURLReady: false, PresignedURL: 'https://x/' },
    GetPersistentAppUIPresignedURL: { PresignedURLReady: false },
  });
  expect(await ui.onClusterUrl('ResourceManager')).toBeUndefined();
  expect(await ui.persistentUrl('p-1')).toBeUndefined();
});

test('what is not allowed is named by its action', async () => {
  const { ui } = await emrThat({});
  expect(await readJobEvidence({ step, emr: ui, mayCreatePersistentUi: true }, SYSTEM)).toEqual({
    kind: 'none',
    tried: [
      { source: 'driver', reason: 'elasticmapreduce:GetOnClusterAppUIPresignedURL failed with AccessDeniedException' },
      { source: 'persistent-ui', reason: 'elasticmapreduce:CreatePersistentAppUI failed with AccessDeniedException' },
    ],
  });
});
