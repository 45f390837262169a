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
