import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CancelStepsCommand, DescribeClusterCommand, type EMRClient, ListStepsCommand } from '@aws-sdk/client-emr';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { parseApiFault } from '../../../lib/simulator/faults/parse';
import type { ApiFault } from '../../../lib/simulator/faults/types';
import { add, describeStep, opened } from '../http/requests';
import { CLUSTER_ID, MINUTE, START_MS, STEP_1, STEP_2, type Stand, scenarioWith } from '../support';

const fault = (kind: ApiFault['kind'], more: object = {}): ApiFault => parseApiFault({ kind, ...more }, 'fault');

/** A simulated cluster whose answers are spoiled. */
async function spoiled(kind: ApiFault['kind'], more: object = {}): Promise<Stand> {
  const one = await opened();
  one.back.faults.add(fault(kind, more));
  return one;
}

const steps = async (emr: EMRClient): Promise<number> =>
  (await emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID }))).Steps!.length;
/** What the world has, whatever its answers say. */
const there = (one: Stand): number => one.back.world().steps.length;

describe('a refusal has the name that its service gives it', () => {
  test('beyond the rate', async () => {
    const { emr, cloudWatch, sts } = await spoiled('throttled');
    await expect(emr.send(describeStep(STEP_1))).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    });
    const times = { StartTime: new Date(0), EndTime: new Date(1) };
    await expect(cloudWatch.send(new GetMetricDataCommand({ ...times, MetricDataQueries: [] }))).rejects.toMatchObject({
      name: expect.stringContaining('Throttling'),
    });
    const role = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/r', RoleSessionName: 'test' });
    await expect(sts.send(role)).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  });

  test.each([
    ['none', 1],
    ['done', 2],
  ])('inside the service, with effect %s', async (effect, expected) => {
    const one = await spoiled('internal-error', { effect });
    await expect(one.emr.send(describeStep(STEP_1))).rejects.toMatchObject({
      name: 'InternalServerException',
      $metadata: { httpStatusCode: 500 },
    });
    // EMR's model gives the error of a write status 400: a status alone does not say whether it took effect.
    await expect(one.emr.send(add())).rejects.toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 400 },
    });
    expect(there(one)).toBe(expected);
  });

  test('before the service', async () => {
    const { emr } = await spoiled('unavailable');
    await expect(emr.send(describeStep(STEP_1))).rejects.toMatchObject({ $response: { statusCode: 503 } });
  });
});

describe('a lost answer', () => {
  test.each([
    ['none', 1],
    ['done', 2],
  ])('leaves the caller without one, with effect %s', async (effect, expected) => {
    const one = await spoiled('lost', { effect });
    await expect(one.emr.send(add())).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(there(one)).toBe(expected);
  });

  test('of a request that takes effect 50 s later makes a step of that moment', async () => {
    const one = await spoiled('lost', { effect: 'late', delayMs: 50_000, operations: ['AddJobFlowSteps'] });
    one.clock.moveTo(START_MS + 10 * MINUTE);
    await expect(one.emr.send(add())).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(there(one)).toBe(1);
    one.clock.moveTo(START_MS + 15 * MINUTE);
    const { Step } = await one.emr.send(describeStep(STEP_2));
    expect(Step!.Status!.Timeline!.CreationDateTime).toEqual(new Date(START_MS + 10 * MINUTE + 50_000));
  });
});

describe('a late answer', () => {
  test('comes when its delay has passed on the clock', async () => {
    const { emr, clock } = await spoiled('late', { delayMs: 7000 });
    expect(await steps(emr)).toBe(1);
    expect(clock.now()).toBe(START_MS + 7000);
  });

  test('does not come to a client that has given up, and the request takes effect nevertheless', async () => {
    const one = await spoiled('late', { delayMs: 45_000, patienceMs: 20_000, effect: 'late' });
    await expect(one.emr.send(add())).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(one.clock.now()).toBe(START_MS + 20_000);
    expect(there(one)).toBe(1);
    one.clock.moveTo(START_MS + 45_000);
    expect(there(one)).toBe(2);
  });
});

describe('a request', () => {
  test('that a proxy sends twice makes two steps, of which the caller hears of one', async () => {
    const one = await spoiled('duplicated', { operations: ['AddJobFlowSteps'] });
    expect((await one.emr.send(add())).StepIds).toEqual(['s-REHEARSAL0003']);
    expect(there(one)).toBe(3);
  });

  test('to read is answered as earlier, but only as long ago as the fault says', async () => {
    const { emr, clock } = await spoiled('stale', { maxAgeMs: MINUTE });
    expect(await steps(emr)).toBe(1);
    await emr.send(add());
    expect(await steps(emr)).toBe(1);
    clock.moveTo(START_MS + 61_000);
    expect(await steps(emr)).toBe(2);
    // What was never asked has no earlier answer.
    expect((await emr.send(describeStep(STEP_2))).Step!.Id).toBe(STEP_2);
  });
});

describe('a malformed answer', () => {
  const list = new ListStepsCommand({ ClusterId: CLUSTER_ID });
  test.each(['page', 'text', 'cut'])('of the form %s cannot be parsed', async (form) => {
    const { emr } = await spoiled('malformed', { form });
    await expect(emr.send(list)).rejects.toBeInstanceOf(SyntaxError);
  });

  test('that breaks off is a lost connection', async () => {
    const { emr } = await spoiled('malformed', { form: 'broken-off' });
    await expect(emr.send(list)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test.each(['empty', 'no-members', 'null-members'])('of the form %s has no list of steps', async (form) => {
    const { emr } = await spoiled('malformed', { form });
    expect((await emr.send(list)).Steps).toBeUndefined();
  });

  test('took effect', async () => {
    const one = await spoiled('malformed', { form: 'cut' });
    await expect(one.emr.send(add())).rejects.toBeInstanceOf(SyntaxError);
    expect(there(one)).toBe(2);
  });
});

describe('the faults of a server', () => {
  test('come with its scenario, end with their time, and are on record', async () => {
    const api = [{ kind: 'throttled', services: ['emr'], operations: ['DescribeStep'], fromMinutes: 5, toMinutes: 6 }];
    const { emr, clock, back } = await opened(scenarioWith({ faults: { api } }));
    await emr.send(describeStep(STEP_1));
    clock.moveTo(START_MS + 5 * MINUTE);
    await emr.send(new DescribeClusterCommand({ ClusterId: CLUSTER_ID }));
    await expect(emr.send(describeStep(STEP_1))).rejects.toMatchObject({ name: 'ThrottlingException' });
    clock.moveTo(START_MS + 6 * MINUTE);
    await emr.send(describeStep(STEP_1));
    expect(back.faults.met).toEqual([
      { atMs: 5 * MINUTE, service: 'emr', operation: 'DescribeStep', kind: 'throttled' },
    ]);
    expect([...back.faults.metByKind]).toEqual([['throttled', 1]]);
  });

  test('are added and removed while it runs', async () => {
    const { emr, back } = await opened();
    const cancel = new CancelStepsCommand({ ClusterId: CLUSTER_ID, StepIds: [STEP_1] });
    const number = back.faults.add(fault('lost'));
    await expect(emr.send(cancel)).rejects.toMatchObject({ code: 'ECONNRESET' });
    back.faults.remove(number);
    await expect(emr.send(cancel)).resolves.toBeDefined();
    back.faults.add(fault('lost'));
    back.faults.clear();
    await expect(emr.send(describeStep(STEP_1))).resolves.toBeDefined();
  });
});
