import { ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CancelStepsCommand,
  DescribeClusterCommand,
  InvalidRequestException,
  ListInstanceFleetsCommand,
  ListInstancesCommand,
  ListStepsCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { CLUSTER_ID, MINUTE, START_MS, STEP_1, scenarioWith } from '../support';
import { add, describeStep, opened } from './requests';

describe('a request that EMR refuses fails', () => {
  const nobody = 'j-NOBODY';
  test('as InvalidRequestException for an unknown cluster or step', async () => {
    const { emr } = await opened();
    const cluster = emr.send(new DescribeClusterCommand({ ClusterId: nobody }));
    await expect(cluster).rejects.toBeInstanceOf(InvalidRequestException);
    await expect(cluster).rejects.toMatchObject({
      name: 'InvalidRequestException',
      ErrorCode: 'NoSuchCluster',
      message: `Cluster id '${nobody}' is not valid.`,
    });
    await expect(emr.send(describeStep('s-NONE'))).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(emr.send(new CancelStepsCommand({ ClusterId: nobody, StepIds: [STEP_1] }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(emr.send(new ListInstanceFleetsCommand({ ClusterId: CLUSTER_ID }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID, Marker: 'x' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  test('as ValidationException where no step is taken: unknown cluster, full queue, too much at once, ending cluster', async () => {
    const { emr, clock } = await opened(scenarioWith({ autoTerminate: true }));
    const elsewhere = add();
    elsewhere.input.JobFlowId = nobody;
    await expect(emr.send(elsewhere)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Specified job flow ID does not exist.',
    });
    await expect(emr.send(add(257))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      emr.send(add(1, { HadoopJarStep: { Jar: 'command-runner.jar', Args: ['x'.repeat(10_240)] } })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    const Properties = [{ Key: 'k', Value: 'x'.repeat(10_240) }];
    await expect(
      emr.send(add(1, { HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', 'a.py'], Properties } })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await emr.send(add(255));
    await expect(emr.send(add())).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Maximum number of active steps'),
    });

    const gone = await opened(scenarioWith({ autoTerminate: true }));
    gone.clock.moveTo(START_MS + 600 * MINUTE);
    await expect(gone.emr.send(add())).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('shutting down'),
    });
    expect((await gone.emr.send(new DescribeClusterCommand({ ClusterId: CLUSTER_ID }))).Cluster!.Status!.State).toBe(
      'TERMINATED',
    );
    expect(
      (await gone.emr.send(new ListInstancesCommand({ ClusterId: CLUSTER_ID, InstanceStates: ['RUNNING'] }))).Instances,
    ).toEqual([]);
    clock.moveTo(START_MS);
  });

  test('as ValidationException above 100 steps a request from release 7.14 on', async () => {
    const { emr } = await opened(scenarioWith({ release: 'emr-7.14.0' }));
    await expect(emr.send(add(101))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('in the words that AWS has for what its models exclude', async () => {
    const { emr } = await opened();
    const odd = (request: object): Promise<unknown> => emr.send(new ListStepsCommand(request as { ClusterId: string }));
    await expect(odd({ ClusterId: CLUSTER_ID, StepStates: ['DONE'] })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '[DONE]' at 'stepStates' failed to satisfy constraint: Member must satisfy constraint: " +
        '[Member must satisfy enum value set: [PENDING, CANCEL_PENDING, RUNNING, COMPLETED, CANCELLED, FAILED, INTERRUPTED]]',
    });
    await expect(odd({})).rejects.toMatchObject({
      message:
        "1 validation error detected: Value null at 'clusterId' failed to satisfy constraint: Member must not be null",
    });
    await expect(odd({ ClusterId: 'j'.repeat(257) })).rejects.toMatchObject({
      message: expect.stringContaining('Member must have length less than or equal to 256'),
    });
    const cancel = { ClusterId: CLUSTER_ID, StepIds: [STEP_1], StepCancellationOption: 'KILL' as 'SEND_INTERRUPT' };
    await expect(emr.send(new CancelStepsCommand(cancel))).rejects.toMatchObject({
      message: expect.stringContaining("Value 'KILL' at 'stepCancellationOption'"),
    });
    await expect(emr.send(add(2, { Name: 'n'.repeat(257) }))).rejects.toMatchObject({
      message: expect.stringMatching(
        /^2 validation errors detected: .* at 'steps\.1\.member\.name' .*; .* at 'steps\.2\.member\.name'/,
      ),
    });
    await expect(
      emr.send(add(1, { HadoopJarStep: { Jar: 'command-runner.jar', Args: ['a\u0007b'] } })),
    ).rejects.toMatchObject({ message: expect.stringContaining('Member must satisfy regular expression pattern') });
    await expect(
      emr.send(add(1, { HadoopJarStep: { Jar: 'command-runner.jar', Args: ['ok: \u{1F600}\t'] } })),
    ).resolves.toBeDefined();
    await expect(odd({ ClusterId: 7 })).rejects.toMatchObject({
      name: 'SerializationException',
      message: 'NUMBER_VALUE cannot be converted to String',
    });
    await expect(odd({ ClusterId: 'not an id' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: "clusterId 'not an id' is not valid.",
    });
  });

  test('as InvalidRequestException for filters that cannot be, and marks of another list', async () => {
    const { emr } = await opened();
    await emr.send(add(60));
    const list = (more: object): Promise<{ Marker?: string }> =>
      emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID, ...more }));
    const invalid = { name: 'InvalidRequestException' };
    await expect(list({ StepIds: Array.from({ length: 11 }, (_, i) => `s-${i}`) })).rejects.toMatchObject(invalid);
    await expect(list({ StepIds: [STEP_1], StepStates: ['RUNNING'] })).rejects.toMatchObject(invalid);
    const { Marker } = await list({});
    await expect(list({ Marker })).resolves.toBeDefined();
    await expect(list({ Marker, StepStates: ['PENDING'] })).rejects.toMatchObject(invalid);
    await expect(emr.send(new ListInstancesCommand({ ClusterId: CLUSTER_ID, Marker }))).rejects.toMatchObject(invalid);
    const instances = (more: object): Promise<unknown> =>
      emr.send(new ListInstancesCommand({ ClusterId: CLUSTER_ID, ...more }));
    await expect(instances({ InstanceFleetType: 'CORE' })).rejects.toMatchObject(invalid);
    await expect(instances({ InstanceGroupId: 'ig-NONE' })).rejects.toMatchObject(invalid);
  });

  test('as InvalidRequestException for a cancel of no steps, or of more than a request takes', async () => {
    const { emr } = await opened();
    const cancel = (StepIds: string[]): Promise<unknown> =>
      emr.send(new CancelStepsCommand({ ClusterId: CLUSTER_ID, StepIds }));
    const invalid = { name: 'InvalidRequestException' };
    await expect(cancel([])).rejects.toMatchObject(invalid);
    await expect(cancel(Array.from({ length: 257 }, () => STEP_1))).rejects.toMatchObject(invalid);
    await expect(cancel([STEP_1, 's-NONE'])).rejects.toMatchObject(invalid);
    expect((await emr.send(describeStep(STEP_1))).Step!.Status!.State).toBe('PENDING');
  });

  test('by the name of an operation that is not simulated', async () => {
    const { emr, cloudWatch } = await opened();
    await expect(emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [CLUSTER_ID] }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'the simulator does not know ElasticMapReduce.TerminateJobFlows',
    });
    await expect(cloudWatch.send(new ListDashboardsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});
