import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EMRClient, ListStepsCommand } from '@aws-sdk/client-emr';
import { expect, test } from 'vitest';
import type { LeverJson } from '../../lib/cli/lever-command';
import type { ServeJson } from '../../lib/cli/serve-command';
import { briefScenario } from '../../lib/simulator';
import { call, cli } from './support';

/** The answers of a server to what `ask` asks it, and how it ended. */
async function served<T>(
  words: readonly string[],
  ask: (start: ServeJson) => Promise<T>,
  readFile?: (path: string) => string,
): Promise<T> {
  const answers: T[] = [];
  const { code, err } = await call(['serve', '--port', '0', '--json', ...words], {
    now: Date.UTC(2026, 5, 1),
    interrupted: async (out) => {
      answers.push(await ask(JSON.parse(out) as ServeJson));
    },
    ...(readFile && { readFile }),
  });
  expect([code, err]).toEqual([0, '']);
  return answers[0]!;
}

const post = (url: string, body: string): Promise<Response> => fetch(`${url}/clock`, { method: 'POST', body });

test('says in one line where it listens, and serves the stuck join there', async () => {
  const { url, environment, health } = await served([], async (start) => ({
    ...start,
    health: await (await fetch(`${start.url}/health`)).json(),
  }));
  expect(environment).toMatchObject({ AWS_ENDPOINT_URL_EMR: url, AWS_ENDPOINT_URL_CLOUDWATCH: url });
  expect(health).toEqual({
    state: 'serving',
    clock: 'now',
    virtualTime: '2026-06-01T00:00:00.000Z',
    clusters: [{ id: 'j-REHEARSAL0001', name: 'the stuck join', state: 'RUNNING' }],
  });
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('prints the lines that point a shell at it', async () => {
  const { out } = await call(['serve', '--port', '0', '--clock', 'virtual']);
  const [, url] = /EMR and CloudWatch on (http:\/\/127\.0\.0\.1:\d+)/.exec(out)!;
  expect(out).toContain(`  export AWS_ENDPOINT_URL_EMR=${url}\n`);
  expect(out).toContain(`curl -X POST -d '{"advanceSeconds": 300}' ${url}/clock`);
});

test('off and on move a lever that it has', async () => {
  const said = await served(['--clock', 'virtual'], async ({ environment }) => {
    const say = async (line: string) => (await cli(`${line} --json`, Date.UTC(2026, 0, 5, 6), environment)).out;
    return [await say('off --status'), await say('off'), await say('on')].map((out) => JSON.parse(out) as LeverJson);
  });
  expect(said.map(({ state, done }) => [state, done])).toEqual([
    ['run', false],
    ['stop', true],
    ['run', true],
  ]);
});

test('a virtual clock stands until it is advanced', async () => {
  const states = await served(['--clock', 'virtual'], async ({ url, virtualTime, environment }) => {
    expect(virtualTime).toBe('2026-01-05T06:00:00.000Z');
    const emr = new EMRClient({
      endpoint: url,
      region: environment.AWS_REGION!,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    const state = async (): Promise<string | undefined> =>
      (await emr.send(new ListStepsCommand({ ClusterId: 'j-REHEARSAL0001' }))).Steps?.[0]?.Status?.State;
    const before = await state();
    const answer = (await (await post(url, '{"advanceSeconds": 60}')).json()) as { virtualTime: string };
    expect(answer.virtualTime).toBe('2026-01-05T06:01:00.000Z');
    const after = await state();
    await post(url, '{"advanceSeconds": 86400}');
    const last = await state();
    emr.destroy();
    return [before, after, last];
  });
  expect(states).toEqual(['PENDING', 'RUNNING', 'COMPLETED']);
});

test.each([
  ['{"advanceSeconds": 0}', 400],
  ['{"advanceSeconds": 604801}', 400],
  ['{"advanceSeconds": "60"}', 400],
  ['60', 400],
  ['', 400],
  ['{"advanceSeconds": 604800}', 200],
])('the body %s for the clock is answered with %i', async (body, status) => {
  expect(await served(['--clock', 'virtual'], async ({ url }) => (await post(url, body)).status)).toBe(status);
});

test('a clock that runs cannot be advanced', async () => {
  expect(await served(['--clock', '60x'], async ({ url }) => (await post(url, '{"advanceSeconds": 1}')).status)).toBe(
    409,
  );
});

test('a scenario of a file may have begun some time ago', async () => {
  const own = JSON.stringify({ ...briefScenario(), name: 'mine' });
  const health = await served(
    ['own.json', '--elapsed', '600'],
    async ({ clusters }) => clusters,
    () => own,
  );
  expect(health).toEqual([{ id: 'j-REHEARSAL0001', name: 'mine', state: 'WAITING' }]);
});

test.each([
  ['--port 65536', '--port must be a whole number from 0 to 65535, got "65536"'],
  ['--port http', '--port must be a whole number from 0 to 65535, got "http"'],
  ['--clock fast', '--clock must be now, virtual or a factor up to 86400x, such as 60x, got "fast"'],
  ['--clock 0x', '--clock must be now, virtual or a factor up to 86400x, such as 60x, got "0x"'],
  ['--elapsed -5', 'must be a whole number from 0 to 10080'],
  ['--host 192.0.2.1 --port 0', '--host must be an address of this machine, got "192.0.2.1"'],
  ['nowhere.json', 'cannot read nowhere.json; give the path of a JSON file, or - for standard input'],
  ['package.json', 'unknown field `version`'],
])('fails with one line for %s', async (words, message) => {
  const { code, out, err } = await call(['serve', ...words.split(' ')]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});

test('fails with one line where the port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const { code, out, err } = await call(['serve', '--port', String(port)]);
  other.close();
  expect([code, out]).toEqual([2, '']);
  expect(err).toBe(`emr-autotune: port ${port} of 127.0.0.1 is taken; choose another with --port, or 0 for any\n`);
});
