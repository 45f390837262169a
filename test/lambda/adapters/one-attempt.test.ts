import { AddJobFlowStepsCommand, EMRClient } from '@aws-sdk/client-emr';
import { afterEach, expect, test, vi } from 'vitest';
import { emrActor } from '../../../lambda/remediator/adapters/actor';
import type { EmrCall } from '../../../lib/remedy';
import type { StepConfigInput } from '../../../lib/steps';
import { type Ending, type RawEmr, rawEmr } from '../raw-emr';
import { clientsAt, type StubAws, stubAws } from '../stub-aws';

let [emr, keys]: [RawEmr | undefined, StubAws | undefined] = [undefined, undefined];
afterEach(async () => {
  vi.useRealTimers();
  await emr?.close();
  await keys?.close();
});

const STEP: StepConfigInput = {
  Name: 'x',
  ActionOnFailure: 'CONTINUE',
  HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', 'a.py'] },
};
const ADD: EmrCall = { kind: 'add', clusterId: 'j-ONE', n: 1, step: STEP };
const ROLE = { arn: 'arn:aws:iam::123456789012:role/actor', region: 'eu-central-1' };

/** What can become of a connection on which EMR has taken the request, as far as the client can tell it from another. */
const ENDINGS: readonly Ending[] = [
  'closed before an answer',
  'reset before an answer',
  'closed after the status line',
  'closed within the body',
  'reset within the body',
  'an answer that is no JSON',
  '500 and Retry-After',
  '503 and Retry-After',
  '429 and Retry-After',
  '307 to the same place',
  '408 and closed',
];

test.each(ENDINGS)('one AddJobFlowSteps is on the wire whatever comes back: %s', async (ending) => {
  emr = await rawEmr(ending);
  keys = await stubAws(() => ({ json: {} }));
  const clients = clientsAt(keys.url, { AWS_ENDPOINT_URL_EMR: emr.url });
  const emrWith = (actor: Parameters<typeof clients.emrActor>[0]): EMRClient => clients.emrActor(actor);
  const actor = emrActor({ sts: clients.sts(), emrWith, role: ROLE, now: Date.now, log: () => {} });
  expect(await actor(ADD, Number.POSITIVE_INFINITY)).not.toHaveProperty('stepId');
  expect(emr.sent()).toEqual(['AddJobFlowSteps']);
  expect(emr.connections()).toBe(1);
});

test('one is on the wire where nothing comes back, until the client gives up', async () => {
  emr = await rawEmr('silence');
  keys = await stubAws(() => ({ json: {} }));
  const clients = clientsAt(keys.url, { AWS_ENDPOINT_URL_EMR: emr.url });
  const actor = emrActor({
    sts: clients.sts(),
    emrWith: (one) => clients.emrActor(one),
    role: ROLE,
    now: Date.now,
    log: () => {},
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const result = actor(ADD, Number.POSITIVE_INFINITY);
  while (emr.sent().length === 0) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await result).toEqual({ kind: 'unknown' });
  await vi.advanceTimersByTimeAsync(180_000);
  expect(emr.sent()).toEqual(['AddJobFlowSteps']);
});

test('the same client with the attempts that it has by default sends it again, so a second one would be seen', async () => {
  emr = await rawEmr('reset before an answer');
  const credentials = { accessKeyId: 'KEY', secretAccessKey: 'secret' };
  const client = new EMRClient({ endpoint: emr.url, region: 'eu-central-1', credentials });
  await expect(client.send(new AddJobFlowStepsCommand({ JobFlowId: 'j-ONE', Steps: [STEP] }))).rejects.toThrow();
  expect(emr.sent()).toEqual(['AddJobFlowSteps', 'AddJobFlowSteps', 'AddJobFlowSteps']);
});
