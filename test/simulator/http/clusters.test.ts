import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeReleaseLabelCommand,
  DescribeStepCommand,
  GetOnClusterAppUIPresignedURLCommand,
  ListBootstrapActionsCommand,
  ListClustersCommand,
  ListInstanceGroupsCommand,
  ListInstancesCommand,
  ListReleaseLabelsCommand,
  ListStepsCommand,
  ListSupportedInstanceTypesCommand,
  type RunJobFlowCommandInput,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { CLUSTER_ID, MINUTE, START_MS } from '../support';
import { describeCluster, NEW, opened, run, stateOf, stepState } from './account';

describe('a cluster that a client runs', () => {
  test('goes from STARTING to TERMINATED', async () => {
    const one = await opened();
    expect(await run(one)).toMatchObject({ JobFlowId: NEW, ClusterArn: expect.stringMatching(`:cluster/${NEW}$`) });
    const seen: (string | undefined)[] = [];
    for (const seconds of [0, 180, 60, 10, 3600]) {
      one.clock.moveTo(one.clock.now() + seconds * 1000);
      seen.push(`${await stateOf(one)} ${await stepState(one)}`);
    }
    await one.emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [NEW] }));
    seen.push(await stateOf(one));
    one.clock.moveTo(one.clock.now() + MINUTE);
    seen.push(await stateOf(one));
    expect(seen).toEqual([
      'STARTING PENDING',
      'BOOTSTRAPPING PENDING',
      'RUNNING PENDING',
      'RUNNING RUNNING',
      'WAITING COMPLETED',
      'TERMINATING',
      'TERMINATED',
    ]);
    expect((await describeCluster(one)).Status).toMatchObject({
      StateChangeReason: { Code: 'USER_REQUEST' },
      Timeline: {
        CreationDateTime: new Date(START_MS),
        ReadyDateTime: new Date(START_MS + 4 * MINUTE),
        EndDateTime: new Date(one.clock.now()),
      },
    });
  });

  test('is described as it was asked for', async () => {
    const one = await opened();
    await run(one);
    expect(await describeCluster(one)).toMatchObject({
      Name: 'nightly',
      ReleaseLabel: 'emr-7.12.0',
      Applications: [{ Name: 'Spark', Version: '3.5.6' }],
      Tags: [{ Key: 'team', Value: 'data' }],
      ServiceRole: 'EMR_DefaultRole',
      LogUri: 's3://example-bucket/logs/',
      Ec2InstanceAttributes: { IamInstanceProfile: 'EMR_EC2_DefaultRole', Ec2SubnetId: 'subnet-12345678' },
      Configurations: [{ Classification: 'spark-defaults' }],
    });
    const { InstanceGroups } = await one.emr.send(new ListInstanceGroupsCommand({ ClusterId: NEW }));
    expect(InstanceGroups).toMatchObject([
      { Name: 'primary', InstanceGroupType: 'MASTER', Market: 'ON_DEMAND', RunningInstanceCount: 0 },
      { Name: 'workers', InstanceGroupType: 'CORE', Market: 'SPOT', RequestedInstanceCount: 2 },
    ]);
    const { BootstrapActions } = await one.emr.send(new ListBootstrapActionsCommand({ ClusterId: NEW }));
    expect(BootstrapActions).toEqual([{ Name: 'setup', ScriptPath: 's3://example-bucket/setup.sh', Args: ['-v'] }]);
  });

  test('stands beside the others, and no id is given twice', async () => {
    const one = await opened();
    await run(one);
    const ids = async (ClusterId: string): Promise<(string | undefined)[]> => [
      ...(await one.emr.send(new ListInstancesCommand({ ClusterId }))).Instances!.map(
        ({ Ec2InstanceId }) => Ec2InstanceId,
      ),
      ...(await one.emr.send(new ListStepsCommand({ ClusterId }))).Steps!.map(({ Id }) => Id),
    ];
    const all = [...(await ids(CLUSTER_ID)), ...(await ids(NEW))];
    expect(new Set(all).size).toBe(all.length);
    const { Clusters } = await one.emr.send(new ListClustersCommand());
    expect(Clusters!.map(({ Id }) => Id)).toEqual([NEW, CLUSTER_ID]);
    const starting = await one.emr.send(new ListClustersCommand({ ClusterStates: ['STARTING'] }));
    expect(starting.Clusters!.map(({ Id }) => Id)).toEqual([NEW]);
    const earlier = await one.emr.send(new ListClustersCommand({ CreatedBefore: new Date(START_MS - 1) }));
    expect(earlier.Clusters!.map(({ Id }) => Id)).toEqual([CLUSTER_ID]);
  });

  test('publishes metrics of its own, which can be listed', async () => {
    const one = await opened();
    await run(one);
    one.clock.moveTo(START_MS + 60 * MINUTE);
    const Dimensions = [{ Name: 'JobFlowId', Value: NEW }];
    const { Datapoints } = await one.cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/ElasticMapReduce',
        MetricName: 'MemoryTotalMB',
        Dimensions,
        StartTime: new Date(START_MS),
        EndTime: new Date(START_MS + 60 * MINUTE),
        Period: 3600,
        Statistics: ['Average', 'Maximum'],
      }),
    );
    // Two m5.xlarge, 12,288 MB for YARN each on EMR's page of defaults.
    expect(Datapoints).toEqual([{ Timestamp: new Date(START_MS), Average: 24576, Maximum: 24576, Unit: 'Count' }]);
    const { Metrics } = await one.cloudWatch.send(new ListMetricsCommand({ MetricName: 'IsIdle', Dimensions }));
    expect(Metrics).toEqual([{ Namespace: 'AWS/ElasticMapReduce', MetricName: 'IsIdle', Dimensions }]);
  });

  test('has web interfaces of its own', async () => {
    const one = await opened();
    await run(one);
    one.clock.moveTo(START_MS + 6 * MINUTE);
    const applications = async (ClusterId: string): Promise<string[]> => {
      const { PresignedURL } = await one.emr.send(
        new GetOnClusterAppUIPresignedURLCommand({ ClusterId, OnClusterAppUIType: 'ResourceManager' }),
      );
      const opening = await fetch(PresignedURL!, { redirect: 'manual' });
      const cookie = opening.headers.get('set-cookie')!.split(';')[0]!;
      const answer = await fetch(`${one.server.url}/ws/v1/cluster/apps`, { headers: { cookie } });
      return ((await answer.json()) as { apps: { app: { name: string }[] } }).apps.app.map(({ name }) => name);
    };
    expect(await applications(CLUSTER_ID)).toEqual(['join.py']);
    expect(await applications(NEW)).toEqual(['load.py']);
  });

  test('of a primary node alone runs its steps there', async () => {
    const one = await opened();
    await run(one, {}, { InstanceGroups: undefined, MasterInstanceType: 'm5.2xlarge', InstanceCount: 1 });
    one.clock.moveTo(START_MS + 60 * MINUTE);
    expect(await stepState(one)).toBe('COMPLETED');
    const { Instances } = await one.emr.send(new ListInstancesCommand({ ClusterId: NEW }));
    expect(Instances).toMatchObject([{ InstanceType: 'm5.2xlarge' }]);
  });

  test('that keeps nobody waiting ends after its last step, or at once without one', async () => {
    const one = await opened();
    await run(one, {}, { KeepJobFlowAliveWhenNoSteps: false });
    one.clock.moveTo(START_MS + 60 * MINUTE);
    expect((await describeCluster(one)).Status).toMatchObject({
      State: 'TERMINATED',
      StateChangeReason: { Code: 'ALL_STEPS_COMPLETED' },
    });
    await run(one, { Steps: [] }, { KeepJobFlowAliveWhenNoSteps: false });
    one.clock.moveTo(START_MS + 120 * MINUTE);
    expect((await describeCluster(one, 'j-REHEARSAL0003')).Status?.State).toBe('TERMINATED');
  });
});

test.each<[string, Partial<RunJobFlowCommandInput>, object, string]>([
  ['no service role', { ServiceRole: undefined }, {}, 'ServiceRole is required'],
  ['no instance profile', { JobFlowRole: undefined }, {}, 'InstanceProfile is required'],
  ['a release that is none', { ReleaseLabel: 'emr-7' }, {}, 'The supplied release label is invalid: emr-7.'],
  ['no release', { ReleaseLabel: undefined }, {}, 'needs a ReleaseLabel'],
  [
    'a type that EMR does not have',
    {},
    { InstanceGroups: [{ InstanceRole: 'MASTER', InstanceType: 'm5.xlrage', InstanceCount: 1 }] },
    "Instance type 'm5.xlrage' is not supported.",
  ],
  [
    'fleets',
    {},
    { InstanceGroups: undefined, InstanceFleets: [{ InstanceFleetType: 'MASTER' }] },
    'not instance fleets',
  ],
  [
    'no primary',
    {},
    { InstanceGroups: [{ InstanceRole: 'CORE', InstanceType: 'm5.xlarge', InstanceCount: 1 }] },
    'master',
  ],
  ['a concurrency of 257', { StepConcurrencyLevel: 257 }, {}, 'StepConcurrencyLevel'],
  ['an idle time of 59 s', { AutoTerminationPolicy: { IdleTimeout: 59 } }, {}, 'IdleTimeout'],
])('fails to run a cluster with %s', async (_, changes, instances, message) => {
  const one = await opened();
  await expect(run(one, changes, instances)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  });
  expect((await one.emr.send(new ListClustersCommand())).Clusters).toHaveLength(1);
});

test('releases and instance types are listed as the catalog has them', async () => {
  const { emr } = await opened();
  const { ReleaseLabels } = await emr.send(
    new ListReleaseLabelsCommand({ Filters: { Prefix: 'emr-7', Application: 'Spark 3.5.5' } }),
  );
  expect(ReleaseLabels).toEqual(['emr-7.10.0', 'emr-7.9.0']);
  const { Applications } = await emr.send(new DescribeReleaseLabelCommand({ ReleaseLabel: 'emr-6.15.0' }));
  expect(Applications).toEqual([{ Name: 'Spark', Version: '3.4.1' }]);
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await emr.send(
      new ListSupportedInstanceTypesCommand({ ReleaseLabel: 'emr-7.9.0', ...(Marker && { Marker }) }),
    );
    names.push(...page.SupportedInstanceTypes!.map(({ Type }) => Type));
    Marker = page.Marker;
  } while (Marker !== undefined);
  expect(names).toContain('r5.4xlarge');
  expect(new Set(names).size).toBe(names.length);
});

test('a step of its own cluster is described, one of another is not', async () => {
  const one = await opened();
  await run(one);
  const StepId = (await one.emr.send(new ListStepsCommand({ ClusterId: NEW }))).Steps![0]!.Id!;
  const ask = (ClusterId: string) => one.emr.send(new DescribeStepCommand({ ClusterId, StepId }));
  expect((await ask(NEW)).Step?.Name).toBe('load');
  await expect(ask(CLUSTER_ID)).rejects.toMatchObject({ name: 'InvalidRequestException' });
});
