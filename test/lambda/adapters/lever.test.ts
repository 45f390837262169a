import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListStepsCommand } from '@aws-sdk/client-emr';
import { afterEach, expect, test } from 'vitest';
import { leverReader } from '../../../lambda/remediator/adapters/lever';
import { signedHeaders } from '../../../lambda/remediator/adapters/signed-request';
import { type Answer, clientsAt, error, type StubAws, stubAws } from '../stub-aws';

let aws: StubAws | undefined;
afterEach(() => aws?.close());

async function reading(answer: Answer, name: string | undefined = 'lever'): Promise<string> {
  aws = await stubAws(() => answer);
  return leverReader({ ...clientsAt(aws.url).ssm(), name, now: Date.now })();
}

const parameter = (value: string): Answer => ({ json: { Parameter: { Name: 'lever', Value: value } } });

test.each([
  ['run', 'run'],
  ['stop', 'stop'],
  ['Run', 'stop'],
  ['', 'stop'],
])('the value "%s" means %s', async (value, lever) => {
  expect(await reading(parameter(value))).toBe(lever);
});

test('asks for the parameter by name, signed', async () => {
  await reading(parameter('run'));
  expect(aws?.requests).toMatchObject([{ operation: 'GetParameter', body: { Name: 'lever' } }]);
  expect(aws?.requests[0]?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=READERKEY\/\d{8}\/eu-central-1\/ssm\/aws4_request, SignedHeaders=[a-z;-]+, Signature=[0-9a-f]{64}$/,
  );
});

test('without a name it says stop, and asks nobody', async () => {
  aws = await stubAws(() => parameter('run'));
  expect(await leverReader({ ...clientsAt(aws.url).ssm(), now: Date.now })()).toBe('stop');
  expect(aws.requests).toEqual([]);
});

test.each<[string, Answer]>([
  ['that is not there', error('ParameterNotFound')],
  ['that may not be read', error('AccessDeniedException')],
  ['whose answer never comes', 'hang-up'],
])('fails for a parameter %s', async (_, answer) => {
  await expect(reading(answer)).rejects.toThrow();
});

test('fails for an endpoint that redirects, and does not follow: neither the answer nor the token is for others', async () => {
  aws = await stubAws(() => parameter('run'));
  const endpoint = createServer((_, response) => response.writeHead(307, { location: aws?.url }).end());
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  await expect(
    leverReader({ ...clientsAt(`http://127.0.0.1:${port}`).ssm(), name: 'lever', now: Date.now })(),
  ).rejects.toThrow();
  expect(aws.requests).toEqual([]);
  endpoint.close();
  endpoint.closeAllConnections();
});

test('a request is signed as the SDK signs it', async () => {
  aws = await stubAws(() => ({ json: { Steps: [] } }));
  const client = clientsAt(aws.url, { AWS_SESSION_TOKEN: 'token' }).emr();
  let sent: { headers: Record<string, string>; body: string } | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      sent = args.request as typeof sent;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client.send(new ListStepsCommand({ ClusterId: 'j-1' }));
  client.destroy();
  const { authorization = '', ...headers } = sent?.headers ?? {};
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const kept = Object.fromEntries(names.map((name) => [name, headers[name] ?? '']));
  const time = headers['x-amz-date'] ?? '';
  const now = Date.parse(time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  const request = {
    method: 'POST' as const,
    url: new URL('/', aws.url),
    service: 'elasticmapreduce',
    region: 'eu-central-1',
    headers: kept,
    body: sent?.body ?? '',
  };
  const keys = { accessKeyId: 'READERKEY', secretAccessKey: 'secret', sessionToken: 'token' };
  expect(signedHeaders(request, keys, now).authorization).toBe(authorization);
});
