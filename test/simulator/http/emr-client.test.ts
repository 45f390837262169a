import {
  CancelStepsCommand,
  DescribeClusterCommand,
  GetAutoTerminationPolicyCommand,
  ListBootstrapActionsCommand,
  ListClustersCommand,
  ListInstanceGroupsCommand,
  ListInstancesCommand,
  ListStepsCommand,
} from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { BALANCED_ARGS, CLUSTER_ID, MINUTE, START_MS, STEP_1, STEP_2, scenarioWith } from '../support';
import { add, describeStep, opened } from './requests';

describe('an unmodified EMR client', () => {
  test('reads cluster, groups and steps, times as dates', async () => {
    const { emr, clock } = await opened();
    clock.moveTo(START_MS + 30 * MINUTE);

    const { Cluster } = await emr.send(new DescribeClusterCommand({ ClusterId: CLUSTER_ID }));
    expect(Cluster).toMatchObject({
      Id: CLUSTER_ID,
      ReleaseLabel: 'emr-7.9.0',
      StepConcurrencyLevel: 1,
      AutoTerminate: false,
      Tags: [{ Key: 'emr-autotune', Value: 'remediate:rehearsal' }],
    });
    expect(Cluster!.Status).toMatchObject({
      State: 'RUNNING',
      Timeline: { ReadyDateTime: new Date(START_MS - MINUTE) },
    });
    expect(Cluster!.Configurations!.map((c) => c.Classification)).toEqual(['capacity-scheduler', 'emr-metrics']);

    const { InstanceGroups } = await emr.send(new ListInstanceGroupsCommand({ ClusterId: CLUSTER_ID }));
    expect(
      InstanceGroups!.map((g) => [
        g.InstanceGroupType,
        g.InstanceType,
        g.RequestedInstanceCount,
        g.RunningInstanceCount,
      ]),
    ).toEqual([
      ['MASTER', 'm5.xlarge', 1, 1],
      ['CORE', 'r5.4xlarge', 82, 82],
    ]);

    const { Step } = await emr.send(describeStep(STEP_1));
    expect(Step).toMatchObject({
      Name: 'join on CUSIP and EFFECTIVEDATE',
      ActionOnFailure: 'CONTINUE',
      Status: { State: 'RUNNING' },
    });
    expect(Step!.Status!.Timeline!.StartDateTime).toEqual(new Date(START_MS + 10_000));
    expect(Step!.Config!.Args!.slice(0, 3)).toEqual(['spark-submit', '--deploy-mode', 'client']);

    const { Clusters } = await emr.send(new ListClustersCommand({ ClusterStates: ['RUNNING'] }));
    expect(Clusters!.map((c) => c.Id)).toEqual([CLUSTER_ID]);
    expect((await emr.send(new ListClustersCommand({ ClusterStates: ['WAITING'] }))).Clusters).toEqual([]);
    expect((await emr.send(new ListBootstrapActionsCommand({ ClusterId: CLUSTER_ID }))).BootstrapActions).toEqual([]);
    expect(
      (await emr.send(new GetAutoTerminationPolicyCommand({ ClusterId: CLUSTER_ID }))).AutoTerminationPolicy,
    ).toBeUndefined();
  });

  test('pages through instances, each once', async () => {
    const { emr } = await opened();
    const seen: string[] = [];
    let Marker: string | undefined;
    let pages = 0;
    do {
      const page = await emr.send(
        new ListInstancesCommand({
          ClusterId: CLUSTER_ID,
          InstanceGroupTypes: ['CORE'],
          InstanceStates: ['RUNNING'],
          Marker,
        }),
      );
      seen.push(...page.Instances!.map((i) => i.Ec2InstanceId!));
      Marker = page.Marker;
      pages += 1;
    } while (Marker !== undefined);
    expect(pages).toBe(2);
    expect(new Set(seen).size).toBe(82);
    expect(seen.every((id) => /^i-[0-9a-f]{17}$/.test(id))).toBe(true);
  });

  test('lists steps newest first, fifty a page, and oldest first under a filter', async () => {
    const { emr } = await opened();
    await emr.send(add(59));
    const first = await emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID }));
    expect(first.Steps).toHaveLength(50);
    expect(first.Steps![0]!.Id).toBe('s-REHEARSAL0060');
    const second = await emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID, Marker: first.Marker }));
    expect(second.Steps!.map((s) => s.Id).at(-1)).toBe(STEP_1);
    expect(second.Steps).toHaveLength(10);
    expect(second.Marker).toBeUndefined();

    const pending = await emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID, StepStates: ['PENDING'] }));
    expect(pending.Steps![0]!.Id).toBe(STEP_1);
    const byId = await emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID, StepIds: [STEP_2, STEP_1] }));
    expect(byId.Steps!.map((s) => s.Id)).toEqual([STEP_1, STEP_2]);
  });

  test('does not see a new step in a stale listing, but finds it by its id', async () => {
    const { emr, clock } = await opened(scenarioWith({ timing: { listStepsStaleMs: 60_000 } }));
    clock.moveTo(START_MS + 10 * MINUTE);
    await emr.send(add());
    const list = async (): Promise<number> =>
      (await emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID }))).Steps!.length;
    expect(await list()).toBe(1);
    expect((await emr.send(describeStep(STEP_2))).Step!.Status!.State).toBe('PENDING');
    clock.moveTo(START_MS + 11 * MINUTE);
    expect(await list()).toBe(2);
  });

  test('writes properties as a list, reads them as a map, and sees the execution role in DescribeStep alone', async () => {
    const { emr } = await opened();
    const ExecutionRoleArn = 'arn:aws:iam::123456789012:role/job';
    const s3 = { LogUri: 's3://b/logs/', EncryptionKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k' };
    const command = add(1, { StepMonitoringConfiguration: { S3MonitoringConfiguration: s3 } });
    command.input.ExecutionRoleArn = ExecutionRoleArn;
    expect((await emr.send(command)).StepIds).toEqual([STEP_2]);

    const { Step } = await emr.send(describeStep(STEP_2));
    expect(Step).toMatchObject({ ExecutionRoleArn, ...s3, Config: { Properties: { a: 'b' }, Args: BALANCED_ARGS } });
    const [listed] = (await emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID }))).Steps!;
    expect(listed).not.toHaveProperty('ExecutionRoleArn');
  });

  test('cancels, and each step is answered for', async () => {
    const { emr, clock } = await opened();
    await emr.send(add());
    clock.moveTo(START_MS + 10 * MINUTE);
    const { CancelStepsInfoList } = await emr.send(
      new CancelStepsCommand({ ClusterId: CLUSTER_ID, StepIds: [STEP_1, STEP_2] }),
    );
    expect(CancelStepsInfoList).toEqual([
      { StepId: STEP_1, Status: 'SUBMITTED', Reason: '' },
      { StepId: STEP_2, Status: 'SUBMITTED', Reason: '' },
    ]);
    expect((await emr.send(describeStep(STEP_1))).Step!.Status!.State).toBe('CANCEL_PENDING');
    clock.moveTo(START_MS + 11 * MINUTE);
    expect((await emr.send(describeStep(STEP_1))).Step!.Status!.State).toBe('CANCELLED');
  });
});
