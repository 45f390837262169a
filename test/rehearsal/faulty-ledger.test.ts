import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import { LEDGER_TABLE, type LocalLedger, startLedger } from '../../lib/rehearsal/ledger';
import { virtualClock } from '../../lib/simulator';
import { ApiFaults } from '../../lib/simulator/faults/api-faults';
import { parseApiFault } from '../../lib/simulator/faults/parse';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A ledger behind faults, and a client that tries once. */
async function spoiled(...faults: object[]): Promise<{ ledger: LocalLedger; client: DynamoDBClient }> {
  const api = faults.map((one) => parseApiFault(one, 'fault'));
  const ledger = await startLedger(new ApiFaults({ seed: 1, api }, virtualClock(0), 0));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: ledger.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  closing.push(ledger.close, () => client.destroy());
  return { ledger, client };
}

const put = new PutItemCommand({
  TableName: LEDGER_TABLE,
  Item: { pk: { S: 'a' } },
  ConditionExpression: 'attribute_not_exists(pk)',
});
const get = new GetItemCommand({ TableName: LEDGER_TABLE, Key: { pk: { S: 'a' } }, ConsistentRead: true });

test('a conditional write whose answer is lost is there, and written again meets itself', async () => {
  const { ledger, client } = await spoiled({ kind: 'lost', effect: 'done', operations: ['PutItem'], times: 1 });
  await expect(client.send(put)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await ledger.items()).toEqual([{ pk: 'a' }]);
  await expect(client.send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect((await client.send(get)).Item).toEqual({ pk: { S: 'a' } });
});

test('a write that a proxy sends twice is refused by itself', async () => {
  const { client } = await spoiled({ kind: 'duplicated', operations: ['PutItem'] });
  await expect(client.send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
});

test('a busy table says so, and strong reads are never stale', async () => {
  const { client } = await spoiled({ kind: 'throttled', operations: ['PutItem'], times: 1 }, { kind: 'stale' });
  await expect(client.send(put)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  expect((await client.send(get)).Item).toBeUndefined();
  await client.send(put);
  expect((await client.send(get)).Item).toEqual({ pk: { S: 'a' } });
});
