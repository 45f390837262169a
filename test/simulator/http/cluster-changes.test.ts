import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  AddInstanceGroupsCommand,
  AddJobFlowStepsCommand,
  AddTagsCommand,
  GetAutoTerminationPolicyCommand,
  GetManagedScalingPolicyCommand,
  ListInstanceGroupsCommand,
  ListInstancesCommand,
  ListStepsCommand,
  ModifyClusterCommand,
  ModifyInstanceGroupsCommand,
  PutAutoTerminationPolicyCommand,
  PutManagedScalingPolicyCommand,
  RemoveAutoTerminationPolicyCommand,
  RemoveManagedScalingPolicyCommand,
  RemoveTagsCommand,
  SetKeepJobFlowAliveWhenNoStepsCommand,
  SetTerminationProtectionCommand,
  SetVisibleToAllUsersCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { CLUSTER_ID, MINUTE, START_MS } from '../support';
import { describeCluster, NEW, opened, run, stateOf, step } from './account';

describe('a change of a cluster', () => {
  const JobFlowIds = [NEW];

  test('a protected cluster is not terminated before its protection is off', async () => {
    const one = await opened();
    await run(one, {}, { TerminationProtected: true });
    const terminate = (): Promise<unknown> =>
      one.emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [CLUSTER_ID, NEW] }));
    await expect(terminate()).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Could not shut down one or more job flows since they are termination protected.',
    });
    expect((await describeCluster(one, CLUSTER_ID)).Status?.State).toBe('RUNNING');
    await one.emr.send(new SetTerminationProtectionCommand({ JobFlowIds, TerminationProtected: false }));
    await terminate();
    expect(await stateOf(one)).toBe('TERMINATING');
  });

  test('termination cuts off what runs and cancels what waits', async () => {
    const one = await opened();
    await run(one, { Steps: [step('a'), step('b')] });
    one.clock.moveTo(START_MS + 5 * MINUTE);
    await one.emr.send(new TerminateJobFlowsCommand({ JobFlowIds }));
    const { Steps } = await one.emr.send(new ListStepsCommand({ ClusterId: NEW }));
    expect(Steps!.map(({ Status }) => Status?.State)).toEqual(['CANCELLED', 'CANCELLED']);
    await expect(
      one.emr.send(new AddJobFlowStepsCommand({ JobFlowId: NEW, Steps: [step('c')] })),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('shutting down') });
  });

  test('tags are added, overwritten and removed', async () => {
    const one = await opened();
    await run(one);
    const add = (...Tags: { Key: string; Value?: string }[]) =>
      one.emr.send(new AddTagsCommand({ ResourceId: NEW, Tags }));
    await add({ Key: 'team', Value: 'ops' }, { Key: 'bare' });
    await one.emr.send(new RemoveTagsCommand({ ResourceId: NEW, TagKeys: ['absent'] }));
    expect((await describeCluster(one)).Tags).toEqual([
      { Key: 'team', Value: 'ops' },
      { Key: 'bare', Value: '' },
    ]);
    await one.emr.send(new RemoveTagsCommand({ ResourceId: NEW, TagKeys: ['team'] }));
    expect((await describeCluster(one)).Tags).toEqual([{ Key: 'bare', Value: '' }]);
  });

  test('an idle cluster ends after the time of its policy, and only while it has one', async () => {
    const one = await opened();
    await run(one, { Steps: [], AutoTerminationPolicy: { IdleTimeout: 600 } });
    const policy = async () =>
      (await one.emr.send(new GetAutoTerminationPolicyCommand({ ClusterId: NEW }))).AutoTerminationPolicy;
    expect(await policy()).toEqual({ IdleTimeout: 600 });
    one.clock.moveTo(START_MS + 13 * MINUTE);
    await one.emr.send(new RemoveAutoTerminationPolicyCommand({ ClusterId: NEW }));
    expect(await policy()).toBeUndefined();
    one.clock.moveTo(START_MS + 60 * MINUTE);
    expect(await stateOf(one)).toBe('WAITING');
    const AutoTerminationPolicy = { IdleTimeout: 7200 };
    await one.emr.send(new PutAutoTerminationPolicyCommand({ ClusterId: NEW, AutoTerminationPolicy }));
    one.clock.moveTo(START_MS + 123 * MINUTE);
    expect(await stateOf(one)).toBe('WAITING');
    one.clock.moveTo(START_MS + 124 * MINUTE);
    expect(await stateOf(one)).toBe('TERMINATING');
  });

  test('switches, concurrency and limits of scaling are read back as they were set', async () => {
    const one = await opened();
    await run(one, { Steps: [], StepConcurrencyLevel: 4 });
    expect(await one.emr.send(new ModifyClusterCommand({ ClusterId: NEW, StepConcurrencyLevel: 10 }))).toMatchObject({
      StepConcurrencyLevel: 10,
    });
    await one.emr.send(new SetVisibleToAllUsersCommand({ JobFlowIds, VisibleToAllUsers: false }));
    await one.emr.send(new SetKeepJobFlowAliveWhenNoStepsCommand({ JobFlowIds, KeepJobFlowAliveWhenNoSteps: false }));
    expect(await describeCluster(one)).toMatchObject({
      StepConcurrencyLevel: 10,
      VisibleToAllUsers: false,
      AutoTerminate: true,
    });
    const ComputeLimits = { UnitType: 'Instances' as const, MinimumCapacityUnits: 2, MaximumCapacityUnits: 8 };
    const ManagedScalingPolicy = { ComputeLimits };
    await one.emr.send(new PutManagedScalingPolicyCommand({ ClusterId: NEW, ManagedScalingPolicy }));
    const get = () => one.emr.send(new GetManagedScalingPolicyCommand({ ClusterId: NEW }));
    expect((await get()).ManagedScalingPolicy).toEqual(ManagedScalingPolicy);
    await one.emr.send(new RemoveManagedScalingPolicyCommand({ ClusterId: NEW }));
    expect((await get()).ManagedScalingPolicy).toBeUndefined();
  });

  test('groups get the nodes that are asked for, after a while, and metrics follow them', async () => {
    const one = await opened();
    await run(one, { Steps: [] });
    one.clock.moveTo(START_MS + 10 * MINUTE);
    const sizes = async () =>
      (await one.emr.send(new ListInstanceGroupsCommand({ ClusterId: NEW }))).InstanceGroups!.map(
        ({ RequestedInstanceCount, RunningInstanceCount, Status }) =>
          `${RunningInstanceCount} of ${RequestedInstanceCount} ${Status?.State}`,
      );
    const [, core] = (await one.emr.send(new ListInstanceGroupsCommand({ ClusterId: NEW }))).InstanceGroups!;
    const resize = (InstanceGroupId: string, InstanceCount: number) =>
      one.emr.send(new ModifyInstanceGroupsCommand({ InstanceGroups: [{ InstanceGroupId, InstanceCount }] }));
    await resize(core!.Id!, 4);
    const { InstanceGroupIds } = await one.emr.send(
      new AddInstanceGroupsCommand({
        JobFlowId: NEW,
        InstanceGroups: [{ Name: 'burst', InstanceRole: 'TASK', InstanceType: 'm5.2xlarge', InstanceCount: 3 }],
      }),
    );
    expect(await sizes()).toEqual(['1 of 1 RUNNING', '2 of 4 RESIZING', '0 of 3 RESIZING']);
    one.clock.moveTo(START_MS + 60 * MINUTE);
    expect(await sizes()).toEqual(['1 of 1 RUNNING', '4 of 4 RUNNING', '3 of 3 RUNNING']);
    const { Instances } = await one.emr.send(
      new ListInstancesCommand({ ClusterId: NEW, InstanceGroupId: InstanceGroupIds![0]! }),
    );
    expect(new Set(Instances!.map(({ Ec2InstanceId }) => Ec2InstanceId)).size).toBe(3);
    const { Datapoints } = await one.cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/ElasticMapReduce',
        MetricName: 'MemoryTotalMB',
        Dimensions: [{ Name: 'JobFlowId', Value: NEW }],
        StartTime: new Date(START_MS),
        EndTime: new Date(START_MS + 60 * MINUTE),
        Period: 3600,
        Statistics: ['Minimum', 'Maximum'],
      }),
    );
    // m5.xlarge has 12,288 MB for YARN and m5.2xlarge 24,576 MB on EMR's page of defaults.
    expect(Datapoints).toMatchObject([{ Minimum: 2 * 12_288, Maximum: 4 * 12_288 + 3 * 24_576 }]);
    await expect(resize(core!.Id!, 0)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(resize('ig-REHEARSAL20000', 3)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(resize('ig-NONE', 3)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  test('a policy of managed scaling makes a waiting job get nodes', async () => {
    const one = await opened();
    const ComputeLimits = { UnitType: 'Instances' as const, MinimumCapacityUnits: 2, MaximumCapacityUnits: 6 };
    await run(one, { ManagedScalingPolicy: { ComputeLimits }, Steps: [] });
    one.clock.moveTo(START_MS + 10 * MINUTE);
    await one.emr.send(
      new AddJobFlowStepsCommand({
        JobFlowId: NEW,
        Steps: [
          {
            ...step('large'),
            HadoopJarStep: {
              Jar: 'command-runner.jar',
              Args: [
                ...['spark-submit', '--num-executors', '20', '--conf', 'spark.dynamicAllocation.enabled=false'],
                's3://example-bucket/large.py',
              ],
            },
          },
        ],
      }),
    );
    one.clock.moveTo(START_MS + 20 * MINUTE);
    const { InstanceGroups } = await one.emr.send(new ListInstanceGroupsCommand({ ClusterId: NEW }));
    expect(InstanceGroups![1]).toMatchObject({ RequestedInstanceCount: 6 });
  });

  test('fails on a cluster that has ended, or that there is none of', async () => {
    const one = await opened();
    await run(one);
    await one.emr.send(new TerminateJobFlowsCommand({ JobFlowIds }));
    one.clock.moveTo(START_MS + MINUTE);
    await one.emr.send(new TerminateJobFlowsCommand({ JobFlowIds }));
    for (const command of [
      new ModifyClusterCommand({ ClusterId: NEW, StepConcurrencyLevel: 2 }),
      new SetTerminationProtectionCommand({ JobFlowIds, TerminationProtected: true }),
      new ModifyClusterCommand({ ClusterId: 'j-REHEARSAL0009', StepConcurrencyLevel: 2 }),
      new TerminateJobFlowsCommand({ JobFlowIds: ['j-REHEARSAL0009'] }),
      new AddTagsCommand({ ResourceId: NEW, Tags: [{ Key: 'a', Value: 'b' }] }),
    ]) {
      await expect(one.emr.send(command as ModifyClusterCommand)).rejects.toMatchObject({ $fault: 'client' });
    }
  });
});
