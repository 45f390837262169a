import { gzipSync } from 'node:zlib';
import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListDashboardsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  AddJobFlowStepsCommand,
  CancelStepsCommand,
  DescribeClusterCommand,
  DescribeStepCommand,
  EMRClient,
  GetAutoTerminationPolicyCommand,
  InvalidRequestException,
  ListBootstrapActionsCommand,
  ListClustersCommand,
  ListInstanceFleetsCommand,
  ListInstanceGroupsCommand,
  ListInstancesCommand,
  ListStepsCommand,
  TerminateJobFlowsCommand,
} from '@aws-sdk/client-emr';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, test } from 'vitest';
import {
  BALANCED_ARGS,
  CLUSTER_ID,
  MINUTE,
  START_MS,
  STEP_1,
  STEP_2,
  type Stand,
  scenarioWith,
  stand,
} from './support';

let open: Stand[] = [];
afterEach(async () => {
  await Promise.all(open.map((s) => s.close()));
  open = [];
});
async function opened(...parameters: Parameters<typeof stand>): Promise<Stand> {
  const one = await stand(...parameters);
  open.push(one);
  return one;
}

const add = (count = 1, more: object = {}): AddJobFlowStepsCommand =>
  new AddJobFlowStepsCommand({
    JobFlowId: CLUSTER_ID,
    Steps: Array.from({ length: count }, (_, i) => ({
      Name: `added ${i}`,
      ActionOnFailure: 'CONTINUE' as const,
      HadoopJarStep: { Jar: 'command-runner.jar', Args: BALANCED_ARGS, Properties: [{ Key: 'a', Value: 'b' }] },
      ...more,
    })),
  });
const describeStep = (StepId: string): DescribeStepCommand =>
  new DescribeStepCommand({ ClusterId: CLUSTER_ID, StepId });

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

const query = (
  id: string,
  name: string,
  more: object = {},
): NonNullable<GetMetricDataCommandInput['MetricDataQueries']>[number] => ({
  Id: id,
  MetricStat: {
    Period: 300,
    Stat: 'Average',
    Metric: {
      Namespace: 'AWS/ElasticMapReduce',
      MetricName: name,
      Dimensions: [{ Name: 'JobFlowId', Value: CLUSTER_ID }],
    },
  },
  ...more,
});
const getMetrics = (
  MetricDataQueries: GetMetricDataCommandInput['MetricDataQueries'],
  more: object = {},
): GetMetricDataCommand =>
  new GetMetricDataCommand({
    StartTime: new Date(START_MS),
    EndTime: new Date(START_MS + 60 * MINUTE),
    MetricDataQueries,
    ...more,
  });

describe('an unmodified CloudWatch client', () => {
  test('reads several metrics at once, newest first, and gets none for what nobody publishes', async () => {
    const { cloudWatch, clock } = await opened();
    clock.moveTo(START_MS + 30 * MINUTE);
    const { MetricDataResults } = await cloudWatch.send(
      getMetrics([query('memory', 'MemoryAllocatedMB'), query('nothing', 'VCoresAllocated')]),
    );
    const [memory, nothing] = MetricDataResults!;
    expect(memory).toMatchObject({ Id: 'memory', Label: 'MemoryAllocatedMB', StatusCode: 'Complete' });
    expect(memory!.Timestamps).toEqual([25, 20, 15, 10, 5, 0].map((minute) => new Date(START_MS + minute * MINUTE)));
    expect(memory!.Values).toEqual([9_840_896, 9_840_896, 9_840_896, 9_840_896, 9_840_896, 0]);
    expect(nothing).toMatchObject({ Id: 'nothing', Timestamps: [], Values: [] });
  });

  test('pages by MaxDatapoints without losing or repeating a point', async () => {
    const { cloudWatch, clock } = await opened();
    clock.moveTo(START_MS + 60 * MINUTE);
    const queries = [query('a', 'MemoryAllocatedMB'), query('b', 'ContainerPending')];
    const whole = (await cloudWatch.send(getMetrics(queries))).MetricDataResults!;
    const values: Record<string, number[]> = { a: [], b: [] };
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await cloudWatch.send(getMetrics(queries, { MaxDatapoints: 5, NextToken }));
      for (const result of page.MetricDataResults!) values[result.Id!]!.push(...result.Values!);
      NextToken = page.NextToken;
      pages += 1;
    } while (NextToken !== undefined);
    expect(pages).toBe(5);
    expect(values).toEqual({ a: whole[0]!.Values, b: whole[1]!.Values });
  });

  test('takes 500 queries and no more', async () => {
    const { cloudWatch } = await opened();
    const queries = (count: number): ReturnType<typeof query>[] =>
      Array.from({ length: count }, (_, i) => query(`q${i}`, 'IsIdle'));
    await expect(cloudWatch.send(getMetrics(queries(500)))).resolves.toBeDefined();
    await expect(cloudWatch.send(getMetrics(queries(501)))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test.each([
    ['an expression', getMetrics([{ Id: 'e', Expression: 'SELECT AVG(x) FROM y', Period: 60 }]), 'not expressions'],
    [
      'a period that is none',
      getMetrics([query('a', 'IsIdle', { MetricStat: { ...query('a', 'IsIdle').MetricStat!, Period: 90 } })]),
      'multiple of 60',
    ],
    ['one id twice', getMetrics([query('a', 'IsIdle'), query('a', 'IsIdle')]), 'unique'],
    [
      'an end before its start',
      getMetrics([query('a', 'IsIdle')], { EndTime: new Date(START_MS) }),
      'StartTime must be less',
    ],
  ])('fails with %s', async (_, command, message) => {
    const { cloudWatch } = await opened();
    await expect(cloudWatch.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });
});

describe('where writes need the actor role', () => {
  const actorRoleArn = 'arn:aws:iam::123456789012:role/emr-autotune-actor';
  const clusterArn = `arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/${CLUSTER_ID}`;
  const allow = (Action: string, Resource: string): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

  async function actor(one: Stand, Policy?: string): Promise<EMRClient> {
    const { Credentials } = await one.sts.send(
      new AssumeRoleCommand({ RoleArn: actorRoleArn, RoleSessionName: 'test', Policy }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials!;
    return new EMRClient({
      endpoint: one.server.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: {
        accessKeyId: AccessKeyId!,
        secretAccessKey: SecretAccessKey!,
        sessionToken: SessionToken!,
        expiration: Expiration!,
      },
    });
  }

  test('the session may do what its policy names, on that cluster', async () => {
    const one = await opened(undefined, { actorRoleArn });
    const cancelling = await actor(one, allow('elasticmapreduce:CancelSteps', clusterArn));
    await expect(
      cancelling.send(new CancelStepsCommand({ ClusterId: CLUSTER_ID, StepIds: [STEP_1] })),
    ).resolves.toBeDefined();
    await expect(cancelling.send(add())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const elsewhere = await actor(one, allow('elasticmapreduce:AddJobFlowSteps', `${clusterArn}X`));
    await expect(elsewhere.send(add())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const adding = await actor(one, allow('elasticmapreduce:AddJobFlowSteps', clusterArn));
    await expect(adding.send(add())).resolves.toMatchObject({ StepIds: [STEP_2] });
  });

  test('fails for the reader, and for any other role', async () => {
    const { emr, sts } = await opened(undefined, { actorRoleArn });
    await expect(emr.send(add())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID }))).resolves.toBeDefined();
    const other = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/other', RoleSessionName: 'test' });
    await expect(sts.send(other)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('on the wire', () => {
  const post = (
    url: string,
    headers: Record<string, string>,
    body: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> => fetch(url, { method: 'POST', headers, body });
  const target = (name: string): Record<string, string> => ({
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': name,
  });

  test('times are seconds, and the answer is in the protocol of the request', async () => {
    const { server } = await opened();
    const response = await post(
      server.url,
      target('ElasticMapReduce.DescribeCluster'),
      JSON.stringify({ ClusterId: CLUSTER_ID }),
    );
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    const { Cluster } = (await response.json()) as { Cluster: { Status: { Timeline: { ReadyDateTime: number } } } };
    expect(Cluster.Status.Timeline.ReadyDateTime).toBe(START_MS / 1000 - 60);
  });

  test('a gzip body is read', async () => {
    const { server } = await opened();
    const body = gzipSync(JSON.stringify({ ClusterId: CLUSTER_ID }));
    const response = await post(
      server.url,
      { ...target('ElasticMapReduce.ListSteps'), 'content-encoding': 'gzip' },
      new Uint8Array(body),
    );
    expect(response.status).toBe(200);
    expect(((await response.json()) as { Steps: unknown[] }).Steps).toHaveLength(1);
  });

  test.each([
    ['an unknown service', target('DynamoDB_20120810.Scan'), '{}', 400, 'UnknownOperationException'],
    ['a name from the prototype', target('ElasticMapReduce.constructor'), '{}', 400, 'UnknownOperationException'],
    ['text that is not JSON', target('ElasticMapReduce.ListSteps'), '{', 400, 'SerializationException'],
    ['a list for a request', target('ElasticMapReduce.ListSteps'), '[]', 400, 'ValidationException'],
    ['no cluster', target('ElasticMapReduce.ListSteps'), '{}', 400, 'ValidationException'],
    ['no target', { 'content-type': 'text/plain' }, 'hello', 404, 'UnknownOperationException'],
  ])('fails cleanly with %s', async (_, headers, body, status, name) => {
    const { server } = await opened();
    const response = await post(server.url, headers, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: name });
  });

  test('it listens on loopback only', async () => {
    const { server } = await opened();
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });
});
