import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EMRClient, ListStepsCommand } from '@aws-sdk/client-emr';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { briefScenario, type LocalEmr, startLocalEmr } from '../../../lib/simulator';
import { answerControl, type Control } from '../../../lib/simulator/http/control';

const KEYS = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' }, maxAttempts: 1 };
const CLUSTER_ID = 'j-REHEARSAL0001';

let server: LocalEmr;
let emr: EMRClient;
beforeEach(async () => {
  server = await startLocalEmr({
    scenario: briefScenario(),
    clock: { kind: 'virtual' },
    elapsedMinutes: 45,
    port: 0,
    host: '127.0.0.1',
    wall: () => 0,
  });
  emr = new EMRClient({ ...KEYS, endpoint: server.url });
});
afterEach(async () => {
  emr.destroy();
  await server.close();
});

interface Answered {
  readonly faults: Readonly<Record<string, unknown>>;
  readonly met: object;
}

const ask = (method: string, faults?: unknown): Promise<Response> =>
  fetch(`${server.url}/faults`, {
    method,
    ...(faults !== undefined && { body: typeof faults === 'string' ? faults : JSON.stringify(faults) }),
  });

const answered = async (method: string, faults?: unknown): Promise<Answered> =>
  (await (await ask(method, faults)).json()) as Answered;

/** The name of the error with which ListSteps is answered. */
async function listSteps(): Promise<string | undefined> {
  try {
    await emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID }));
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
}

const throttled = (times: number) => ({ api: [{ kind: 'throttled', operations: ['ListSteps'], times }] });

test('a server without faults says so, and in which words they would be set', async () => {
  const { faults, met } = await answered('GET');
  expect(faults).toMatchObject({ seed: 1, api: [], metricLagMinutes: 5, sparkUi: { driver: 'answers' } });
  expect(met).toEqual({});
  expect(await answered('PUT', faults)).toEqual({ faults, met });
});

test('a fault that is set meets the calls that it is aimed at, and is counted', async () => {
  await ask('PATCH', throttled(2));
  expect([await listSteps(), await listSteps(), await listSteps()]).toEqual([
    'ThrottlingException',
    'ThrottlingException',
    undefined,
  ]);
  expect((await answered('GET')).met).toEqual({ throttled: 2 });
});

test('PATCH leaves what is not given, with what it has met; PUT takes the place of all; DELETE ends them', async () => {
  await ask('PUT', { ...throttled(2), metricLagMinutes: 10 });
  await listSteps();
  const patched = await answered('PATCH', { vcoreFigures: 'doubled' });
  expect([patched.faults.metricLagMinutes, patched.faults.vcoreFigures, patched.met]).toEqual([
    10,
    'doubled',
    { throttled: 1 },
  ]);
  expect([await listSteps(), await listSteps()]).toEqual(['ThrottlingException', undefined]);
  await ask('PUT', throttled(1));
  const put = await answered('GET');
  expect([put.faults.metricLagMinutes, put.faults.vcoreFigures, put.met]).toEqual([5, 'calculator', {}]);
  await ask('DELETE');
  expect(await listSteps()).toBeUndefined();
});

test('what CloudWatch is late with follows from the moment in which it is set', async () => {
  const cloudWatch = new CloudWatchClient({ ...KEYS, endpoint: server.url });
  const newest = async (): Promise<Date | undefined> => {
    const dimensions = [{ Name: 'JobFlowId', Value: CLUSTER_ID }];
    const metric = { Namespace: 'AWS/ElasticMapReduce', MetricName: 'MemoryTotalMB', Dimensions: dimensions };
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date('2026-01-05T06:00:00Z'),
        EndTime: new Date('2026-01-05T07:00:00Z'),
        MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: metric, Period: 300, Stat: 'Average' } }],
      }),
    );
    return MetricDataResults?.[0]?.Timestamps?.[0];
  };
  expect((await newest())?.toISOString()).toBe('2026-01-05T06:40:00.000Z');
  await ask('PATCH', { metricLagMinutes: 25 });
  expect((await newest())?.toISOString()).toBe('2026-01-05T06:20:00.000Z');
  cloudWatch.destroy();
});

test.each([
  [{ metricLagMinuts: 5 }, 'unknown field `faults.metricLagMinuts`'],
  [{ metricLagMinutes: 61 }, '`faults.metricLagMinutes` must be'],
  [
    { api: [{ kind: 'throttled', operations: ['ListStep'] }] },
    '`faults.api[0].operations[0]` must be the name of an operation',
  ],
  [[], '`faults` must be an object'],
  ['{', 'the body must be the `faults` of a scenario, as JSON'],
])('%j is refused as in a scenario, and changes nothing', async (faults, message) => {
  for (const method of ['PUT', 'PATCH']) {
    const answer = await ask(method, faults);
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining(message.replaceAll('"', '\\"')),
    ]);
  }
  expect((await answered('GET')).faults.metricLagMinutes).toBe(5);
});

test('the clock says how far the scenario has come', async () => {
  await fetch(`${server.url}/clock`, { method: 'POST', body: '{"advanceSeconds": 90}' });
  expect(await (await fetch(`${server.url}/clock`)).json()).toEqual({
    clock: 'virtual',
    virtualTime: '2026-01-05T06:46:30.000Z',
    elapsedMinutes: 46.5,
  });
});

test.each([
  ['/faults', 'POST', 'GET, PUT, PATCH, DELETE'],
  ['/clock', 'PUT', 'GET, POST'],
  ['/health', 'POST', 'GET'],
])('%s does not take %s', async (path, method, allowed) => {
  const answer = await fetch(`${server.url}${path}`, { method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
});

test.each([
  ['127.0.0.1', 200],
  ['::1', 200],
  ['::ffff:127.0.0.1', 200],
  ['192.0.2.7', 403],
  ['::ffff:192.0.2.7', 403],
  [undefined, 403],
])('faults are for this machine alone: asked from %s, the status is %i', async (from, status) => {
  const faults = { inForce: () => briefScenario().faults, set: () => undefined, met: () => ({}) };
  const control: Control = { health: async () => ({}), faults };
  const message = { method: 'GET', url: '/faults', headers: {}, body: Buffer.alloc(0) };
  expect((await answerControl(control, message, from)).status).toBe(status);
});
