import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceError } from '../errors';
import type { ApiFaults } from '../faults/api-faults';
import type { WireReply } from '../faults/malformed';
import { readBody } from './body';
import { sendOutcome } from './send-outcome';

/** A server on loopback that another one stands behind. */
interface FaultyProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** What belongs to one connection and is not passed on. */
const OF_A_CONNECTION: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
]);

/** Lets requests through to a local DynamoDB, but for the faults that meet them. */
export async function faultyDynamoDb(url: string, faults: ApiFaults): Promise<FaultyProxy> {
  const server = createServer((request, response) => {
    const answered = async (): Promise<void> => {
      const body = await readBody(request);
      const [, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
      const perform = (): Promise<WireReply> => forward(url, request, body);
      sendOutcome(response, await faults.answer({ service: 'dynamodb', operation, body, perform, refuse }));
    };
    answered().catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function forward(url: string, { headers }: IncomingMessage, body: Buffer): Promise<WireReply> {
  const passedOn = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || OF_A_CONNECTION.has(name) ? [] : [[name, String(value)] as [string, string]],
  );
  // A connection that is kept would outlive the server behind it.
  const answer = await fetch(url, {
    method: 'POST',
    headers: [...passedOn, ['connection', 'close']],
    body: new Uint8Array(body),
  });
  return {
    status: answer.status,
    headers: { 'content-type': answer.headers.get('content-type') ?? 'application/x-amz-json-1.0' },
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

function refuse({ name, message, status }: ServiceError): WireReply {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }),
  };
}
