import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EMRClient } from '@aws-sdk/client-emr';
import { afterEach, describe, expect, test } from 'vitest';
import { READ_CLIENT } from '../../lambda/remediator/adapters/clients';
import { cloudWatchReader, evenlyDrawn } from '../../lambda/remediator/adapters/cloudwatch';
import { emrReader } from '../../lambda/remediator/adapters/emr';
import { AWS_ENVIRONMENT, withEnvironment } from './environment';
import { type Answer, type Request, type StubAws, stubAws } from './stub-aws';

let aws: StubAws | undefined;
withEnvironment(() => AWS_ENVIRONMENT);
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

async function emr(answer: (request: Request, nth: number) => Answer) {
  aws = await stubAws(answer);
  process.env.AWS_ENDPOINT_URL_EMR = aws.url;
  return { reader: emrReader(new EMRClient({ ...READ_CLIENT, region: 'eu-central-1' })), requests: aws.requests };
}

describe('reading EMR', () => {
  test('a cluster, its tags, calculator and spark-defaults', async () => {
    const Cluster = {
      Status: { State: 'WAITING' },
      ReleaseLabel: 'emr-7.9.0',
      Tags: [{ Key: 'emr-autotune', Value: 'remediate:x' }],
      AutoTerminate: true,
      StepConcurrencyLevel: 3,
      KerberosAttributes: {},
      InstanceCollectionType: 'INSTANCE_FLEET',
      Configurations: [
        {
          Classification: 'capacity-scheduler',
          Properties: {
            'yarn.scheduler.capacity.resource-calculator':
              'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
          },
        },
        { Classification: 'spark-defaults', Properties: { 'spark.executor.cores': '5' } },
      ],
    };
    const { reader } = await emr(() => ({ json: { Cluster } }));
    expect(await reader.cluster('j-ONE')).toEqual({
      state: 'WAITING',
      releaseLabel: 'emr-7.9.0',
      tags: { 'emr-autotune': 'remediate:x' },
      autoTerminate: true,
      stepConcurrency: 3,
      kerberos: false,
      usesInstanceFleets: true,
      calculator: 'dominant',
      sparkDefaults: { 'spark.executor.cores': '5' },
    });
  });

  test('a calculator that is not named is not known, and neither is one that nobody knows', async () => {
    const calculators: unknown[] = [];
    for (const Properties of [{}, { 'yarn.scheduler.capacity.resource-calculator': 'com.x.Mine' }]) {
      const { reader } = await emr(() => ({
        json: {
          Cluster: {
            Status: { State: 'RUNNING' },
            Configurations: [{ Classification: 'capacity-scheduler', Properties }],
          },
        },
      }));
      calculators.push((await reader.cluster('j-ONE')).calculator);
      await aws?.close();
    }
    expect(calculators).toEqual([undefined, undefined]);
  });

  test('lists steps without any filter, page by page, newest first as EMR gives them', async () => {
    const step = (Id: string) => ({
      Id,
      Name: 'n',
      Config: { Jar: 'j', Args: ['a'] },
      Status: { State: 'PENDING', Timeline: { CreationDateTime: 1000 } },
    });
    const { reader, requests } = await emr(({ body }) => ({
      json: body.Marker ? { Steps: [step('s-1')] } : { Steps: [step('s-2')], Marker: 'm' },
    }));
    const first = await reader.steps('j-ONE');
    const second = await reader.steps('j-ONE', first.marker);
    expect([...first.steps, ...second.steps].map(({ id, createdAt }) => [id, createdAt])).toEqual([
      ['s-2', 1_000_000],
      ['s-1', 1_000_000],
    ]);
    expect(second.marker).toBeUndefined();
    for (const { body } of requests) expect(Object.keys(body).sort()).not.toContain('StepStates');
  });

  test('describes a step with everything that a faithful copy needs', async () => {
    const Step = {
      Id: 's-1',
      Name: 'n',
      Config: { Jar: 'command-runner.jar', MainClass: 'M', Args: ['spark-submit', 'a.py'], Properties: { k: 'v' } },
      ActionOnFailure: 'CONTINUE',
      Status: { State: 'RUNNING', Timeline: { CreationDateTime: 1, StartDateTime: 2.5 } },
      ExecutionRoleArn: 'arn:role',
      LogUri: 's3://logs/',
      EncryptionKeyArn: 'arn:key',
    };
    const { reader } = await emr(() => ({ json: { Step } }));
    const found = await reader.step('j-ONE', 's-1');
    expect(found).toMatchObject({
      id: 's-1',
      state: 'RUNNING',
      createdAt: 1000,
      startedAt: 2500,
      actionOnFailure: 'CONTINUE',
    });
    expect(found.described).toEqual({
      Name: 'n',
      Config: Step.Config,
      ActionOnFailure: 'CONTINUE',
      ExecutionRoleArn: 'arn:role',
      LogUri: 's3://logs/',
      EncryptionKeyArn: 'arn:key',
    });
  });

  test('collects running workers over all pages', async () => {
    const { reader, requests } = await emr(({ body }) => ({
      json: body.Marker
        ? { Instances: [{ Ec2InstanceId: 'i-2', InstanceType: 'r5.xlarge' }] }
        : {
            Instances: [
              { Ec2InstanceId: 'i-1', InstanceType: 'r5.xlarge', Status: { Timeline: { ReadyDateTime: 7 } } },
            ],
            Marker: 'm',
          },
    }));
    expect(await reader.workers('j-ONE', false)).toEqual([
      { ec2InstanceId: 'i-1', instanceType: 'r5.xlarge', readyAt: 7000 },
      { ec2InstanceId: 'i-2', instanceType: 'r5.xlarge', readyAt: undefined },
    ]);
    expect(requests[0]?.body).toMatchObject({ InstanceGroupTypes: ['CORE', 'TASK'], InstanceStates: ['RUNNING'] });
  });

  test('collects instance groups over all pages', async () => {
    const group = (InstanceGroupType: string) => ({ InstanceGroupType, RequestedInstanceCount: 1 });
    const { reader } = await emr(({ body }) => ({
      json: body.Marker ? { InstanceGroups: [group('TASK')] } : { InstanceGroups: [group('CORE')], Marker: 'm' },
    }));
    expect((await reader.groups('j-ONE')).map(({ role }) => role)).toEqual(['CORE', 'TASK']);
  });

  test('fails for a step without a creation time', async () => {
    const { reader } = await emr(() => ({ json: { Steps: [{ Id: 's-1', Status: { State: 'PENDING' } }] } }));
    await expect(reader.steps('j-ONE')).rejects.toThrow('creation time');
  });
});

describe('reading CloudWatch', () => {
  const FIVE = 300;
  const at = (i: number) => 1_767_600_000 + i * FIVE;

  async function read(
    series: Readonly<Record<string, readonly (number | undefined)[]>>,
    workers: readonly string[],
    primary?: string,
  ) {
    const asked: Record<string, unknown>[] = [];
    aws = await stubAws(({ body }) => {
      asked.push(body);
      const queries = body.MetricDataQueries as {
        Id: string;
        MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] } };
      }[];
      const MetricDataResults = queries.map(({ Id, MetricStat: { Metric } }) => {
        const values = series[Metric.MetricName] ?? series[String(Metric.Dimensions[0]?.Value)] ?? [];
        const present = values.flatMap((value, i) => (value === undefined ? [] : [[at(i), value] as const]));
        return { Id, Timestamps: present.map(([time]) => time), Values: present.map(([, value]) => value) };
      });
      return { json: { MetricDataResults } };
    });
    process.env.AWS_ENDPOINT_URL_CLOUDWATCH = aws.url;
    const client = new CloudWatchClient({ ...READ_CLIENT, region: 'eu-central-1' });
    const result = await cloudWatchReader(client)({
      clusterId: 'j-ONE',
      workers,
      primary,
      fromMs: at(0) * 1000 + 1,
      toMs: at(3) * 1000,
    });
    return { result, asked };
  }

  test('a missing figure stays missing and is never zero', async () => {
    const { result } = await read({ MemoryTotalMB: [100, 100, 100], MemoryAllocatedMB: [97, undefined, 98] }, []);
    expect(result.points.map(({ memoryAllocatedMB }) => memoryAllocatedMB)).toEqual([97, undefined, 98]);
    expect(result.points.every(({ containersAllocated }) => containersAllocated === undefined)).toBe(true);
  });

  test('the mean CPU of the nodes counts only where four in five of them answered', async () => {
    const series = {
      MemoryTotalMB: [1, 1],
      'i-1': [40, 40],
      'i-2': [50, 50],
      'i-3': [60, 60],
      'i-4': [70, 70],
      'i-5': [30, undefined],
    };
    const { result } = await read(series, ['i-1', 'i-2', 'i-3', 'i-4', 'i-5']);
    expect(result.points.map(({ cpuUtilisation }) => cpuUtilisation)).toEqual([0.5, 0.55]);
    const few = await read({ MemoryTotalMB: [1], 'i-1': [40] }, ['i-1', 'i-2']);
    expect(few.result.points[0]?.cpuUtilisation).toBeUndefined();
    expect(few.result.cpuSource).toBeUndefined();
  });

  test("YARN's own measurement is preferred where the agent publishes it", async () => {
    const series = {
      MemoryTotalMB: [1],
      'ClusterMetrics.UtilizedVirtualCores': [328],
      'ClusterMetrics.CapabilityVirtualCores': [1312],
      'i-1': [90],
    };
    const { result, asked } = await read(series, ['i-1'], 'i-0');
    expect(result).toMatchObject({ cpuSource: 'UtilizedVirtualCores', points: [{ cpuUtilisation: 0.25 }] });
    expect(JSON.stringify(asked[0])).toContain('"service.name"');
  });

  test('everything is one request, from the start of a period', async () => {
    const { asked } = await read(
      { MemoryTotalMB: [1] },
      Array.from({ length: 400 }, (_, i) => `i-${i}`),
      'i-0',
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]?.MetricDataQueries).toHaveLength(5 + 100 + 2);
    expect(asked[0]?.StartTime).toBe(at(0));
  });

  test('a hundred of many nodes are drawn evenly', () => {
    const drawn = evenlyDrawn(Array.from({ length: 1000 }, (_, i) => i));
    expect(drawn).toHaveLength(100);
    expect(drawn.every((node, i) => node === i * 10)).toBe(true);
    expect(evenlyDrawn([1, 2, 3])).toEqual([1, 2, 3]);
  });
});
