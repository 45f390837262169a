import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Clients } from '../../lambda/remediator/adapters/clients';
import { LEDGER_TABLE, type LedgerItem, startLedger } from '../../lib/rehearsal/ledger';
import type { Row } from '../../lib/remedy';
import { row } from '../remedy/support';

export type Environment = Readonly<Record<string, string>>;

/** A remediator's ledger on loopback, and the variables that lead a command to it. */
export interface TestLedger {
  readonly environment: Environment;
  put(item: LedgerItem): Promise<void>;
  /** The item with this key; undefined where there is none. */
  item(pk: string): Promise<LedgerItem | undefined>;
  close(): Promise<void>;
}

export async function startTestLedger(rows: readonly Partial<Row>[] = []): Promise<TestLedger> {
  const ledger = await startLedger();
  const environment = {
    AUTOTUNE_TABLE: LEDGER_TABLE,
    AWS_ENDPOINT_URL_DYNAMODB: ledger.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
  const client = new Clients(environment).dynamoDb();
  const put = async (item: LedgerItem): Promise<void> => {
    const Item = marshall(item, { removeUndefinedValues: true });
    await client.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item }));
  };
  for (const changed of rows) await put(itemOf(changed));
  return {
    environment,
    put,
    item: async (pk) => (await ledger.items()).find((one) => one.pk === pk),
    close: async () => {
      client.destroy();
      await ledger.close();
    },
  };
}

/** A row as the ledger holds it. */
export const itemOf = (changed: Partial<Row>): LedgerItem => ({ pk: `cluster#${changed.clusterId}`, ...row(changed) });

interface TestServer {
  readonly url: string;
  close(): void;
}

async function startServer(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** An AWS that refuses everything with one error. */
export const startRefusing = (name: string, status = 400): Promise<TestServer> =>
  startServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws#${name}`, message: 'User: arn:aws:iam::1:user/x is not …' }));
  });

/** The function of a remediator with this environment, by the documentation of GetFunctionConfiguration. */
export async function startFunction(name: string, variables: Environment) {
  const asked: string[] = [];
  let refused = false;
  const server = await startServer((request, response) => {
    asked.push('GetFunctionConfiguration');
    const isThere = request.method === 'GET' && request.url === `/2015-03-31/functions/${name}/configuration`;
    const answer = (status: number, body: object, error?: string) =>
      response
        .writeHead(status, {
          'content-type': 'application/json',
          ...(error && { 'x-amzn-errortype': `${error}:http://x` }),
        })
        .end(JSON.stringify(body));
    if (refused) return answer(403, { Message: 'not authorized' }, 'AccessDeniedException');
    if (!isThere) return answer(404, { Message: 'Function not found' }, 'ResourceNotFoundException');
    return answer(200, { FunctionName: name, Environment: { Variables: variables } });
  });
  const refuse = () => {
    refused = true;
  };
  return { ...server, asked, refuse };
}

/** What a function of this ledger has in its environment. */
export const functionVariables = (changed: Environment = {}): Environment => ({
  AUTOTUNE_TABLE: LEDGER_TABLE,
  AUTOTUNE_MODE: 'approve',
  AUTOTUNE_REMEDIATOR_ID: 'rehearsal',
  AUTOTUNE_CLUSTER_IDS: 'j-REHEARSAL0001',
  AUTOTUNE_ACTOR_ROLE_ARN: 'arn:aws:iam::123456789012:role/actor',
  AUTOTUNE_LEVER_PARAMETER: 'Lever',
  ...changed,
});

/** Parameters of Systems Manager, by the documentation of GetParameter and PutParameter. */
export async function startParameters(changedAt: number) {
  const values = new Map<string, string>();
  const asked: string[] = [];
  let refused: string | undefined;
  const server = await startServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    asked.push(operation);
    const { Name, Value } = JSON.parse(Buffer.concat(chunks).toString()) as { Name: string; Value?: string };
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    if (operation === refused) return answer(400, { __type: 'AccessDeniedException' });
    if (!values.has(Name)) {
      // A parameter is made only by a request that names its type.
      return answer(400, { __type: operation === 'PutParameter' ? 'ValidationException' : 'ParameterNotFound' });
    }
    if (operation === 'PutParameter' && Value !== undefined) values.set(Name, Value);
    const LastModifiedDate = changedAt / 1000;
    return answer(200, { Parameter: { Name, Type: 'String', Value: values.get(Name), LastModifiedDate } });
  });
  const refuse = (operation: string | undefined) => {
    refused = operation;
  };
  return { ...server, values, asked, refuse };
}
