import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  AddInstanceGroupsCommand,
  AddJobFlowStepsCommand,
  AddTagsCommand,
  type Cluster,
  type ClusterState,
  DescribeClusterCommand,
  DescribeReleaseLabelCommand,
  DescribeStepCommand,
  GetAutoTerminationPolicyCommand,
  GetManagedScalingPolicyCommand,
  GetOnClusterAppUIPresignedURLCommand,
  ListBootstrapActionsCommand,
  ListClustersCommand,
  ListInstanceGroupsCommand,
  ListInstancesCommand,
  ListReleaseLabelsCommand,
  ListStepsCommand,
  ListSupportedInstanceTypesCommand,
  ModifyClusterCommand,
  ModifyInstanceGroupsCommand,
  PutAutoTerminationPolicyCommand,
  PutManagedScalingPolicyCommand,
  RemoveAutoTerminationPolicyCommand,
  RemoveManagedScalingPolicyCommand,
  RemoveTagsCommand,
  RunJobFlowCommand,
  type RunJobFlowCommandInput,
  SetKeepJobFlowAliveWhenNoStepsCommand,
  SetTerminationProtectionCommand,
  SetVisibleToAllUsersCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { afterEach, describe, expect, test } from 'vitest';
import { accountStand, CLUSTER_ID, MINUTE, START_MS } from '../support';

type Account = Awaited<ReturnType<typeof accountStand>>;

let open: Account[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

async function opened(): Promise<Account> {
  const one = await accountStand();
  open.push(one);
  return one;
}

const NEW = 'j-REHEARSAL0002';

const step = (name: string) => ({
  Name: name,
  ActionOnFailure: 'CONTINUE' as const,
  HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', `s3://example-bucket/${name}.py`] },
});

/** What a client asks for: three m5.xlarge nodes and one step, kept alive. */
const request = (changes: Partial<RunJobFlowCommandInput> = {}, instances: object = {}): RunJobFlowCommandInput => ({
  Name: 'nightly',
  ReleaseLabel: 'emr-7.12.0',
  Applications: [{ Name: 'Spark' }],
  ServiceRole: 'EMR_DefaultRole',
  JobFlowRole: 'EMR_EC2_DefaultRole',
  LogUri: 's3://example-bucket/logs/',
  Instances: {
    InstanceGroups: [
      { Name: 'primary', InstanceRole: 'MASTER', InstanceType: 'm5.xlarge', InstanceCount: 1 },
      { Name: 'workers', InstanceRole: 'CORE', InstanceType: 'm5.xlarge', InstanceCount: 2, Market: 'SPOT' },
    ],
    KeepJobFlowAliveWhenNoSteps: true,
    Ec2SubnetId: 'subnet-12345678',
    ...instances,
  },
  Configurations: [
    { Classification: 'spark-defaults', Properties: { 'spark.executor.memory': '4g', 'spark.executor.cores': '2' } },
  ],
  BootstrapActions: [{ Name: 'setup', ScriptBootstrapAction: { Path: 's3://example-bucket/setup.sh', Args: ['-v'] } }],
  Steps: [step('load')],
  Tags: [{ Key: 'team', Value: 'data' }],
  ...changes,
});

const run = ({ emr }: Account, ...how: Parameters<typeof request>): Promise<unknown> =>
  emr.send(new RunJobFlowCommand(request(...how)));

const describeCluster = async ({ emr }: Account, ClusterId = NEW): Promise<Cluster> =>
  (await emr.send(new DescribeClusterCommand({ ClusterId }))).Cluster!;

const stateOf = async (one: Account): Promise<ClusterState | undefined> => (await describeCluster(one)).Status?.State;

const stepState = async ({ emr }: Account): Promise<string | undefined> =>
  (await emr.send(new ListStepsCommand({ ClusterId: NEW }))).Steps?.[0]?.Status?.State;

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
