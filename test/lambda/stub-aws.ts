import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Clients } from '../../lambda/remediator/adapters/clients';

export interface Request {
  readonly operation: string;
  readonly body: Record<string, unknown>;
  readonly authorization: string;
}

/** An answer in the wire form of EMR and CloudWatch, or what may go wrong instead of one. */
export type Answer = { readonly json: object; readonly status?: number } | 'hang-up' | 'hang';

export interface StubAws {
  readonly url: string;
  readonly requests: Request[];
  readonly close: () => Promise<void>;
}

export const error = (name: string, status = 400, message = 'no'): Answer => ({
  json: { __type: name, message },
  status,
});

/** The function's clients with every endpoint at this URL. */
export const clientsAt = (url: string, changed: Readonly<Record<string, string>> = {}): Clients =>
  new Clients({
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'READERKEY',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_EMR: url,
    AWS_ENDPOINT_URL_CLOUDWATCH: url,
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ENDPOINT_URL_SSM: url,
    AWS_ENDPOINT_URL_SNS: url,
    ...changed,
  });

/** A server on loopback for the real SDK clients: each operation gets its answer from `answer`, AssumeRole always succeeds. */
export async function stubAws(answer: (request: Request, nth: number) => Answer): Promise<StubAws> {
  const requests: Request[] = [];
  const server = createServer(async (message, response) => {
    const text = await bodyOf(message);
    const target = String(message.headers['x-amz-target'] ?? '');
    if (target === '') return assumeRole(text, message, response, requests);
    const operation = target.slice(target.lastIndexOf('.') + 1);
    const request = { operation, body: JSON.parse(text || '{}'), authorization: String(message.headers.authorization) };
    requests.push(request);
    const given = answer(request, requests.filter((one) => one.operation === operation).length);
    if (given === 'hang') return;
    if (given === 'hang-up') return message.socket.destroy();
    response.writeHead(given.status ?? 200, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': 'request-1',
    });
    response.end(JSON.stringify(given.json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function assumeRole(text: string, message: IncomingMessage, response: ServerResponse, requests: Request[]): void {
  const form = new URLSearchParams(text);
  requests.push({
    operation: String(form.get('Action')),
    body: Object.fromEntries(form),
    authorization: String(message.headers.authorization),
  });
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
     <AccessKeyId>ACTORKEY</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
     <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  );
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
