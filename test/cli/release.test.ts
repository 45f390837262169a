import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients } from '../../lambda/remediator/adapters/clients';
import { LEDGER_TABLE, type LocalLedger, startLedger } from '../../lib/rehearsal/ledger';
import type { Row } from '../../lib/remedy';
import { lineage, row } from '../remedy/support';
import { cli } from './support';

let ledger: LocalLedger;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  ledger = await startLedger();
  environment = {
    AUTOTUNE_TABLE: LEDGER_TABLE,
    AWS_ENDPOINT_URL_DYNAMODB: ledger.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
  const client = new Clients(environment).dynamoDb();
  const held = { state: 'held', reason: 'submit-ambiguous', lineage: lineage() } as const;
  const rows: Partial<Row>[] = [
    { clusterId: 'j-HELD', ...held },
    { clusterId: 'j-LOST', ...held },
    { clusterId: 'j-OPEN', state: 'verifying', lineage: lineage() },
    { clusterId: 'j-NEWER', ...held, schema: 99 },
  ];
  for (const changed of rows) {
    const item = { pk: `cluster#${changed.clusterId}`, ...row(changed) };
    const Item = marshall(item, { removeUndefinedValues: true });
    await client.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item }));
  }
  client.destroy();
});
afterAll(() => ledger.close());

const stateOf = async (clusterId: string) =>
  (await ledger.items()).find(({ pk }) => pk === `cluster#${clusterId}`)?.state;

describe('emr-autotune release', () => {
  test('shows with --dry-run what would be released, and writes nothing', async () => {
    const { code, out } = await cli('release --cluster j-HELD --dry-run', 0, environment);
    expect(code).toBe(0);
    expect(out).toBe(
      'would be released: j-HELD, step s-ROOT, held for submit-ambiguous; nothing was submitted in its place\nNothing was written.\n',
    );
    expect(await stateOf('j-HELD')).toBe('held');
  });

  test('closes what is held, once', async () => {
    const { code, out } = await cli('release --cluster j-HELD --json', 0, environment);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, root: 's-ROOT', reason: 'submit-ambiguous', done: true });
    expect((await ledger.items()).find(({ pk }) => pk === 'cluster#j-HELD')).toMatchObject({
      state: 'closed',
      reason: 'released',
      version: 4,
    });
    expect((await cli('release --cluster j-HELD', 0, environment)).code).toBe(2);
  });

  test('says that it is released where the answer to the write was lost and the SDK has asked again', async () => {
    const proxy = await losingFirst('PutItem', ledger.url);
    const lossy = { ...environment, AWS_ENDPOINT_URL_DYNAMODB: proxy.url };
    const { code, out } = await cli('release --cluster j-LOST --json', 0, lossy);
    expect([code, JSON.parse(out).done, proxy.lost()]).toEqual([0, true, 1]);
    expect(await stateOf('j-LOST')).toBe('closed');
    proxy.close();
  });

  test.each([
    ['j-OPEN', 'nothing is held on j-OPEN: its state is verifying'],
    ['j-NONE', 'nothing is held on j-NONE: its state is watching'],
    ['j-NEWER', 'the row of j-NEWER cannot be read: UnknownSchemaError'],
    ['no-id', '--cluster takes the id of a cluster'],
  ])('fails for %s', async (id, message) => {
    const { code, err } = await cli(`release --cluster ${id}`, 0, environment);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('fails where nobody says which table it is', async () => {
    const { err } = await cli('release --cluster j-HELD', 0, { ...environment, AUTOTUNE_TABLE: '' });
    expect(err).toContain('give it with --table or in AUTOTUNE_TABLE');
  });
});

/** A way to DynamoDB on which the first answer to an operation is lost. */
async function losingFirst(operation: string, url: string) {
  let lost = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host: _, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.concat(chunks) });
    if (lost === 0 && headers['x-amz-target']?.endsWith(`.${operation}`)) {
      lost += 1;
      return request.socket.destroy();
    }
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    return response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, lost: () => lost, close };
}
