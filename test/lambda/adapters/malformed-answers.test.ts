import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emrActor } from '../../../lambda/remediator/adapters/actor';
import { cloudWatchReader } from '../../../lambda/remediator/adapters/cloudwatch';
import { SdkEmrReader } from '../../../lambda/remediator/adapters/emr';
import { assumeActor } from '../../../lambda/remediator/adapters/sts';
import { topic } from '../../../lambda/remediator/adapters/topic';
import type { CallResult, ClusterFacts, EmrCall } from '../../../lib/remedy';
import { parseApiFault } from '../../../lib/simulator/faults/parse';
import { MALFORMED_FORMS, type MalformedForm } from '../../../lib/simulator/faults/types';
import { SdkEmrUi } from '../../../lib/sources';
import { BALANCED_ARGS, CLUSTER_ID, MINUTE, START_MS, STEP_1, type Stand, stand } from '../../simulator/support';

let one: Stand;
let sns: SNSClient;
beforeAll(async () => {
  one = await stand();
  one.clock.moveTo(START_MS + 30 * MINUTE);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sns = new SNSClient({ endpoint: one.server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  sns.destroy();
  await one.close();
});

function spoil(form: MalformedForm, more: object = {}): void {
  one.back.faults.clear();
  one.back.faults.add(parseApiFault({ kind: 'malformed', form, ...more }, 'fault'));
}

const all = async <T>(pages: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const page of pages) found.push(page);
  return found;
};

describe.each(MALFORMED_FORMS)('of a malformed answer of the form %s', (form) => {
  const reads: [string, (emr: SdkEmrReader) => Promise<unknown>][] = [
    ['the clusters', (emr) => all(emr.runningClusters())],
    ['a cluster', (emr) => emr.cluster(CLUSTER_ID)],
    ['its groups', (emr) => emr.groups(CLUSTER_ID, false)],
    ['its primary', (emr) => emr.primaries(CLUSTER_ID, false)],
    ['its workers', (emr) => emr.workers(CLUSTER_ID, false)],
    ['its steps', (emr) => emr.steps(CLUSTER_ID)],
    ['a step', (emr) => emr.step(CLUSTER_ID, STEP_1)],
  ];
  test.each(reads)('%s are not read', async (_, read) => {
    spoil(form);
    await expect(read(new SdkEmrReader(one.emr))).rejects.toThrow();
  });

  test('no security configuration lets a guard work', async () => {
    one.back.securityConfigurations.create(form, '{}');
    spoil(form);
    const cluster = { securityConfiguration: form, createdAt: START_MS + 60 * MINUTE } as ClusterFacts;
    const facts = await new SdkEmrReader(one.emr).security(CLUSTER_ID, cluster).catch(() => undefined);
    expect(facts?.kind).not.toBe('understood');
  });

  test('no figures are read', async () => {
    spoil(form);
    const request = { clusterId: CLUSTER_ID, workers: [], fromMs: START_MS, toMs: START_MS + 30 * MINUTE };
    await expect(cloudWatchReader(one.cloudWatch)(request)).rejects.toThrow();
  });

  test('no keys and no user interface come', async () => {
    spoil(form);
    const role = { arn: 'arn:aws:iam::123456789012:role/actor', region: 'us-east-1' };
    await expect(assumeActor(one.sts, role, 'CancelSteps', CLUSTER_ID)).rejects.toThrow();
    const ui = new SdkEmrUi(one.emr, { id: CLUSTER_ID, arn: one.back.world().cluster.arn });
    if (form !== 'string-members') await expect(ui.createPersistentUi()).rejects.toThrow();
  });

  const add: EmrCall = {
    kind: 'add',
    n: 1,
    clusterId: CLUSTER_ID,
    step: { Name: 'n', ActionOnFailure: 'CONTINUE', HadoopJarStep: { Jar: 'command-runner.jar', Args: BALANCED_ARGS } },
  };
  const cancel: EmrCall = { kind: 'cancel', n: 1, clusterId: CLUSTER_ID, stepId: STEP_1 };
  test.each([
    ['a submission', add],
    ['a cancel', cancel],
  ])('%s has an effect that is unknown', async (_, call) => {
    spoil(form, { services: ['emr'] });
    const write = emrActor({
      sts: one.sts,
      emrWith: () => Object.assign(Object.create(one.emr), { destroy: () => undefined }),
      role: { arn: 'arn:aws:iam::123456789012:role/actor', region: 'us-east-1' },
      now: () => 0,
      log: () => undefined,
    });
    expect(await write(call, 1)).toEqual<CallResult>({ kind: 'unknown' });
  });

  test('a page is still owed', async () => {
    spoil(form);
    const send = topic({
      client: sns,
      topicArn: 'arn:aws:sns:us-east-1:123456789012:pages',
      remediatorId: 'rehearsal',
      log: () => undefined,
    });
    const page = { reason: 'cancel-stuck', root: STEP_1, at: START_MS } as Parameters<typeof send>[1];
    expect(await send(CLUSTER_ID, page)).toBe('failed');
  });
});

test('a step that was not asked for is not read', async () => {
  one.back.faults.clear();
  const other = new SdkEmrReader(one.emr);
  await expect(other.step(CLUSTER_ID, STEP_1)).resolves.toMatchObject({ id: STEP_1 });
  one.emr.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { Step } = result.output as { Step?: { Id?: string } };
      if (Step !== undefined) Step.Id = 's-OTHER';
      return result;
    },
    { step: 'initialize', name: 'mixed-up' },
  );
  await expect(other.step(CLUSTER_ID, STEP_1)).rejects.toThrow('DescribeStep did not return the step');
  one.emr.middlewareStack.remove('mixed-up');
});
