import { afterEach, describe, expect, test } from 'vitest';
import { SdkEmrReader } from '../../../lambda/remediator/adapters/emr';
import { TooManyPagesError } from '../../../lambda/remediator/adapters/pages';
import type { ClusterFacts } from '../../../lib/remedy';
import { type Answer, clientsAt, error, type Request, type StubAws, stubAws } from '../stub-aws';

let aws: StubAws | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

async function emr(answer: (request: Request, nth: number) => Answer) {
  aws = await stubAws(answer);
  return { reader: new SdkEmrReader(clientsAt(aws.url).emr()), requests: aws.requests };
}

/** A listing of so many pages: the n-th is `page(n)`, its marker names the next. */
const pagesOf =
  (count: number, page: (n: number) => object) =>
  ({ body }: Request): Answer => {
    const n = Number(body.Marker ?? 1);
    return { json: { ...page(n), ...(n < count ? { Marker: String(n + 1) } : {}) } };
  };

const listed = async (pages: AsyncIterable<readonly string[]>): Promise<{ ids: string[]; marker?: string }> => {
  const ids: string[] = [];
  try {
    for await (const page of pages) ids.push(...page);
  } catch (error) {
    if (error instanceof TooManyPagesError) return { ids, marker: error.marker };
    throw error;
  }
  return { ids };
};

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

  describe('a security configuration', () => {
    const cluster = { securityConfiguration: 'disks', createdAt: 2_000_000 } as ClusterFacts;
    const text = JSON.stringify({ EncryptionConfiguration: { EnableInTransitEncryption: true } });
    const answering = (CreationDateTime: number | undefined, SecurityConfiguration = text) =>
      emr(() => ({ json: { Name: 'disks', SecurityConfiguration, CreationDateTime } }));

    test('is read once for a cluster, and not at all where it has none', async () => {
      const { reader, requests } = await answering(2000);
      expect(await reader.security('j-ONE', { ...cluster, securityConfiguration: undefined })).toBeUndefined();
      expect(requests).toHaveLength(0);
      for (const _ of [1, 2]) {
        const facts = await reader.security('j-ONE', cluster);
        expect(facts).toEqual({ kind: 'understood', parts: ['in-transit-encryption'] });
      }
      expect(requests.map(({ body }) => body)).toEqual([{ Name: 'disks' }]);
      await reader.security('j-TWO', cluster);
      expect(requests).toHaveLength(2);
    });

    test.each([
      ['was made after the cluster', 2001, cluster],
      ['does not say when it was made', undefined, cluster],
      ['may be older or not, as the cluster does not say', 1000, { ...cluster, createdAt: undefined }],
    ])('that %s may be another of the same name', async (_, createdAt, facts) => {
      const { reader } = await answering(createdAt);
      const reason = 'is not known to be older than the cluster';
      expect(await reader.security('j-ONE', facts)).toEqual({ kind: 'not-understood', reason });
    });

    test('that is refused is asked for again', async () => {
      const { reader, requests } = await emr((_, nth) =>
        nth === 1 ? error('AccessDeniedException') : { json: { SecurityConfiguration: '{}', CreationDateTime: 1 } },
      );
      await expect(reader.security('j-ONE', cluster)).rejects.toMatchObject({ name: 'AccessDeniedException' });
      expect(await reader.security('j-ONE', cluster)).toEqual({ kind: 'understood', parts: [] });
      expect(requests).toHaveLength(2);
    });
  });

  test('fleets in the terms of groups: capacity in units, a type only where there is one, and the settings of all types', async () => {
    const Configurations = [{ Classification: 'spark-defaults', Properties: { 'spark.executor.cores': '5' } }];
    const { reader } = await emr(() => ({
      json: {
        InstanceFleets: [
          {
            InstanceFleetType: 'MASTER',
            TargetOnDemandCapacity: 1,
            TargetSpotCapacity: 0,
            ProvisionedOnDemandCapacity: 1,
            ProvisionedSpotCapacity: 0,
            Status: { State: 'RUNNING' },
            InstanceTypeSpecifications: [{ InstanceType: 'm5.xlarge', WeightedCapacity: 1, Configurations }],
          },
          {
            InstanceFleetType: 'CORE',
            TargetOnDemandCapacity: 64,
            TargetSpotCapacity: 128,
            ProvisionedOnDemandCapacity: 64,
            ProvisionedSpotCapacity: 96,
            Status: { State: 'RESIZING' },
            InstanceTypeSpecifications: [
              { InstanceType: 'r5.4xlarge', WeightedCapacity: 16 },
              { InstanceType: 'r5.8xlarge', WeightedCapacity: 32 },
            ],
          },
        ],
      },
    }));

    expect(await reader.groups('j-ONE', true)).toEqual([
      {
        role: 'MASTER',
        instanceType: 'm5.xlarge',
        requested: 1,
        running: 1,
        state: 'RUNNING',
        sparkDefaults: { 'spark.executor.cores': '5' },
      },
      { role: 'CORE', instanceType: '', requested: 192, running: 160, state: 'RESIZING' },
    ]);
  });

  test('fails for a fleet whose types differ in settings of their own', async () => {
    const of = (cores: string) => [{ Classification: 'spark-defaults', Properties: { 'spark.executor.cores': cores } }];
    const InstanceTypeSpecifications = ['4', '5'].map((cores) => ({ Configurations: of(cores) }));
    const { reader } = await emr(() => ({ json: { InstanceFleets: [{ InstanceTypeSpecifications }] } }));

    await expect(reader.groups('j-ONE', true)).rejects.toThrow('differ');
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
    expect((await reader.groups('j-ONE', false)).map(({ role }) => role)).toEqual(['CORE', 'TASK']);
  });

  test('lists running clusters from a marker on, at most six pages, and names the marker of what is left', async () => {
    const { reader, requests } = await emr(pagesOf(8, (n) => ({ Clusters: [{ Id: `j-${n}` }] })));
    const first = await listed(reader.runningClusters());
    expect(first).toEqual({ ids: ['j-1', 'j-2', 'j-3', 'j-4', 'j-5', 'j-6'], marker: '7' });
    expect(requests).toHaveLength(6);
    expect(await listed(reader.runningClusters(first.marker))).toEqual({ ids: ['j-7', 'j-8'] });
    for (const { body } of requests) expect(body.ClusterStates).toEqual(['RUNNING', 'WAITING']);
  });

  test('a list of clusters that ends with the sixth page is whole', async () => {
    const { reader } = await emr(pagesOf(6, (n) => ({ Clusters: [{ Id: `j-${n}` }] })));
    expect((await listed(reader.runningClusters())).marker).toBeUndefined();
  });

  test.each([
    ['ListInstances', (reader: SdkEmrReader) => reader.workers('j-ONE', false)],
    ['ListInstanceGroups', (reader: SdkEmrReader) => reader.groups('j-ONE', false)],
    ['ListInstanceFleets', (reader: SdkEmrReader) => reader.groups('j-ONE', true)],
  ])('fails for %s with more than forty pages, and asks for no further one', async (listing, read) => {
    const { reader, requests } = await emr(
      pagesOf(41, () => ({ Instances: [], InstanceGroups: [], InstanceFleets: [] })),
    );
    await expect(read(reader)).rejects.toThrow(`${listing} has more than 40 pages`);
    expect(requests).toHaveLength(40);
  });

  test('fails for a step without a creation time', async () => {
    const { reader } = await emr(() => ({ json: { Steps: [{ Id: 's-1', Status: { State: 'PENDING' } }] } }));
    await expect(reader.steps('j-ONE')).rejects.toThrow('creation time');
  });
});
