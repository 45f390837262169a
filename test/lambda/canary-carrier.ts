import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../../lib/simulator/http/body';

/** Random in each run, and different in every place, so that a leak names its source. */
const SUFFIX = randomBytes(6).toString('hex');
export const canary = (place: string): string => `Canary${place}${SUFFIX}`;
export const canariesIn = (text: string): string[] => text.match(new RegExp(`Canary\\w*?${SUFFIX}`, 'gi')) ?? [];

/** How calls that fail do so; each answer quotes a canary. */
export type Failure = 'refused' | 'cut' | 'broken';

interface Sent {
  readonly operation: string;
  readonly body: string;
}

export interface Carrier {
  readonly url: string;
  /** What the function sent, beside its reads of web pages. */
  readonly sent: readonly Sent[];
  readonly close: () => Promise<void>;
}

/** Stands before AWS's services and the web interfaces to Spark, and puts a canary wherever a text of somebody else's may stand in an answer. */
export async function carrier(
  { aws, ledger }: { readonly aws: string; readonly ledger: string },
  failureOf: (operation: string) => Failure | undefined = () => undefined,
): Promise<Carrier> {
  const sent: Sent[] = [];
  let url = '';
  const server = createServer((request, response) => {
    const answered = async (): Promise<void> => {
      const body = await readBody(request);
      const operation = operationIn(request, body);
      if (request.method === 'POST') sent.push({ operation, body: body.toString() });
      const failure = failureOf(operation);
      if (failure !== undefined) return fail(response, failure, isXml(operation));
      const target = String(request.headers['x-amz-target'] ?? '');
      const answer = await forward(target.startsWith('DynamoDB') ? ledger : aws, request, body);
      const text = answer.text.replaceAll(aws, url);
      const laden = target.startsWith('DynamoDB') ? text : withCanaries(text);
      response.writeHead(answer.status, answer.headers).end(laden);
    };
    answered().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function operationIn({ method, headers }: IncomingMessage, body: Buffer): string {
  if (method !== 'POST') return 'GET';
  const target = String(headers['x-amz-target'] ?? '');
  return target === '' ? String(new URLSearchParams(body.toString()).get('Action')) : (target.split('.').at(-1) ?? '');
}

const isXml = (operation: string): boolean => ['AssumeRole', 'Publish'].includes(operation);

function fail(response: ServerResponse, failure: Failure, xml: boolean): void {
  const message = canary('ErrorBody');
  if (failure === 'cut') {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(`{"Note":"${message}`);
  } else if (failure === 'broken') {
    response.writeHead(500, { 'content-type': 'text/html' }).end(`<html>${message}</html>`);
  } else if (xml) {
    const error = `<Error><Type>Sender</Type><Code>InvalidParameter</Code><Message>${message}</Message></Error>`;
    response.writeHead(400, { 'content-type': 'text/xml' }).end(`<ErrorResponse>${error}</ErrorResponse>`);
  } else {
    const body = JSON.stringify({ __type: 'ValidationException', message, Message: message });
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
  }
}

async function forward(to: string, request: IncomingMessage, body: Buffer) {
  const names = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date', 'x-amz-security-token', 'cookie'];
  const headers = names.flatMap((name): [string, string][] => {
    const value = request.headers[name];
    return value === undefined ? [] : [[name, String(value)]];
  });
  const answer = await fetch(`${to}${request.url}`, {
    method: request.method ?? 'GET',
    headers: [...headers, ['connection', 'close']],
    redirect: 'manual',
    ...(request.method === 'POST' ? { body: new Uint8Array(body) } : {}),
  });
  const kept = ['content-type', 'location', 'set-cookie', 'x-amzn-requestid'].flatMap((name): [string, string][] => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value.replaceAll(to, '')]];
  });
  return { status: answer.status, headers: Object.fromEntries(kept), text: await answer.text() };
}

function withCanaries(text: string): string {
  try {
    return JSON.stringify(laden(JSON.parse(text)));
  } catch {
    return text;
  }
}

/** Texts of users, of their code and of EMR about them, by a field that tells what an object is. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  NormalizedInstanceHours: ['LogUri', 'MasterPublicDnsName'],
  StateChangeReason: ['FailureDetails'],
  message: ['message', 'Message'],
  jobId: ['name', 'description', 'jobGroup'],
  stageId: ['name', 'description', 'details', 'schedulingPool'],
  hostPort: ['hostPort'],
  amContainerLogs: ['amContainerLogs', 'trackingUrl', 'diagnostics', 'name'],
};

function laden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(laden);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, laden(member)] as const);
  const object: Record<string, unknown> = { ...Object.fromEntries(entries), Note: canary('Body') };
  for (const [sign, fields] of Object.entries(TEXTS)) {
    if (!(sign in value)) continue;
    for (const field of fields)
      object[field] = field === 'FailureDetails' ? { Message: canary('Failure') } : canary('Text');
  }
  if (Array.isArray(object.sparkProperties)) object.sparkProperties.push(['spark.acme.token', canary('SparkSetting')]);
  return object;
}
