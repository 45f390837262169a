import { afterEach, expect, test } from 'vitest';
import { topic } from '../../../lambda/remediator/adapters/topic';
import { simulated, virtualClock } from '../../../lib/simulator';
import { type RunningServer, serve } from '../../../lib/simulator/http/server';
import { briefScenario } from '../../../lib/simulator/scenarios';
import { clientsAt } from '../stub-aws';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:pages';
const page = { reason: 'held:cancel-stuck', root: 's-ROOT', at: 0 };

let server: RunningServer | undefined;
afterEach(async () => server?.close());

async function paging(topicArn: string | undefined): Promise<{ result: string; log: object[] }> {
  server = await serve(simulated(briefScenario(), virtualClock(0)), { clusterArn: '' });
  const client = clientsAt('http://127.0.0.1:1', { AWS_ENDPOINT_URL_SNS: server.url }).sns();
  const log: object[] = [];
  const send = topic({ client, topicArn, remediatorId: 'one', log: (entry) => log.push(entry) });
  const result = await send('j-1', page);
  client.destroy();
  return { result, log };
}

test('a page is one notification, which names cluster, step and reason', async () => {
  expect((await paging(TOPIC)).result).toBe('taken');
  expect(server?.published).toEqual([
    {
      topicArn: TOPIC,
      subject: 'emr-autotune: held:cancel-stuck on j-1',
      message: expect.stringContaining('A person has to look at step s-ROOT on cluster j-1: held:cancel-stuck.'),
      attributes: { kind: 'page', reason: 'held:cancel-stuck', clusterId: 'j-1', json: expect.any(String) },
    },
  ]);
  expect(JSON.parse(server?.published[0]?.attributes.json ?? '')).toEqual({
    kind: 'page',
    remediatorId: 'one',
    clusterId: 'j-1',
    stepId: 's-ROOT',
    reason: 'held:cancel-stuck',
    since: '1970-01-01T00:00:00.000Z',
  });
});

test('without a topic the line in the log is all there is', async () => {
  expect(await paging(undefined)).toEqual({ result: 'taken', log: [] });
  expect(server?.published).toEqual([]);
});

test('a topic that refuses leaves the page owed', async () => {
  const { result, log } = await paging('no-topic');
  expect(result).toBe('failed');
  expect(log).toEqual([
    expect.objectContaining({ kind: 'page-error', clusterId: 'j-1', error: 'InvalidParameterException' }),
  ]);
});
