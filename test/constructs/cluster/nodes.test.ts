import { Duration, Size } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { EbsDeviceVolumeType, InstanceType, MachineImage } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import {
  BootstrapScript,
  EmrRelease,
  type InstanceFleet,
  ManagedScalingUnit,
  NodeCount,
  OnDemandAllocationStrategy,
  type TunedClusterProps,
} from '../../../lib';
import { actionsOf, jsonOf, newCluster, newStack, only, roleStatements, type Statement, warnings } from '../synth';

const R5 = new InstanceType('r5.4xlarge');
const core = { instanceType: R5, count: NodeCount.fixed(4, { min: 2, max: 40 }) };
const fleet: InstanceFleet = {
  instanceTypes: [
    { instanceType: R5, weight: 1 },
    { instanceType: new InstanceType('r5.8xlarge'), weight: 2 },
  ],
  onDemand: NodeCount.fixed(4, { min: 2, max: 10 }),
  spot: NodeCount.fixed(4, { min: 2, max: 30 }),
};

/** `spark.dynamicAllocation.maxExecutors` of a job on such a cluster. */
function maxExecutors(props: Partial<TunedClusterProps>): number {
  const args = newCluster(props).sparkSubmitArgs({ application: 's3://b/a.py' });
  const found = args.find((arg) => arg.startsWith('spark.dynamicAllocation.maxExecutors='));
  return Number(found?.split('=')[1]);
}

/** 4 executors on an r5.4xlarge, less the place of the application master. */
const executorsOf = (nodes: number): number => 4 * nodes - 1;

describe('jobs are planned for the whole range', () => {
  test.each<[string, Partial<TunedClusterProps>, number]>([
    ['managed scaling', { core, managedScaling: { minimum: 2, maximum: 500 } }, 500],
    [
      'managed scaling by vCPUs, 16 a node',
      { core, managedScaling: { minimum: 32, maximum: 1_600, unit: ManagedScalingUnit.VCPU } },
      100,
    ],
    ['a fleet, on demand and spot together', { core: undefined, coreFleet: fleet }, 40],
    [
      'a fleet under managed scaling',
      { core: undefined, coreFleet: fleet, managedScaling: { minimum: 2, maximum: 60 } },
      60,
    ],
    ['a group that is scaled by rules', { core: { ...core, automaticScaling: rules(1, 70) } }, 70],
  ])('of %s', (_what, props, nodes) => {
    expect(maxExecutors(props)).toBe(executorsOf(nodes));
  });

  test('so that a step of a cluster under managed scaling does not depend on a count without a range', () => {
    const cluster = newCluster({
      core: { ...core, count: NodeCount.fixed(4) },
      managedScaling: { minimum: 2, maximum: 500 },
    });
    cluster.addSparkStep('Join', { application: 's3://b/a.py' });

    expect(warnings(cluster.stack)).toEqual([]);
  });

  test('of a fleet, whose executors fit each of its types', () => {
    const { perNode } = newCluster({ core: undefined, coreFleet: fleet }).executors;

    expect(perNode).toEqual({ 'r5.4xlarge': 4, 'r5.8xlarge': expect.any(Number) });
    expect(perNode['r5.8xlarge']).toBeGreaterThanOrEqual(8);
  });
});

function rules(minimum: number, maximum: number) {
  const rule = {
    name: 'Grow',
    metricName: 'YARNMemoryAvailablePercentage',
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 15,
    period: Duration.minutes(5),
    adjustment: 1,
  };
  return { minimum, maximum, rules: [rule] };
}

describe('what EMR would refuse fails at synthesis', () => {
  const scaling = { minimum: 2, maximum: 10 };
  const ebs = (volumes: object) => ({ core: { ...core, ebsVolumes: [{ size: Size.gibibytes(100), ...volumes }] } });
  test.each<[string, Partial<TunedClusterProps>, RegExp]>([
    ['no core nodes', { core: undefined }, /`core` or `coreFleet` must be given, got neither/],
    ['groups beside fleets', { core, coreFleet: fleet }, /must be given, got both/],
    ['a task fleet beside a group', { core, taskFleet: fleet }, /`taskFleet` is given beside `core`, a group/],
    [
      'a task group beside a fleet',
      { core: undefined, coreFleet: fleet, taskGroups: [{ ...core, name: 'Extra' }] },
      /`taskGroups` is given beside `coreFleet`/,
    ],
    ['swapped limits', { managedScaling: { minimum: 11, maximum: 10 } }, /got 11 to 10; put the smaller number first/],
    ['more core nodes than nodes', { managedScaling: { ...scaling, maximumCore: 11 } }, /from 1 to 10, got 11/],
    [
      'more on-demand nodes than nodes',
      { managedScaling: { ...scaling, maximumOnDemand: 11 } },
      /`managedScaling.maximumOnDemand` must be a whole number from 0 to 10, got 11/,
    ],
    [
      'an index that Advanced Scaling does not have',
      { managedScaling: { ...scaling, utilizationPerformanceIndex: 40 } },
      /must be one of 1, 25, 50, 75, 100, got 40/,
    ],
    [
      'Advanced Scaling before 7.0',
      { release: EmrRelease.EMR_6_15_0, managedScaling: { ...scaling, utilizationPerformanceIndex: 50 } },
      /needs emr-7.0.0 or later, got emr-6.15.0/,
    ],
    [
      'managed scaling on 6.0',
      { release: EmrRelease.EMR_6_0_0, managedScaling: scaling },
      /`managedScaling` needs emr-5.30.0, emr-6.1.0 or later, got emr-6.0.0/,
    ],
    [
      'fleet units for groups',
      { managedScaling: { ...scaling, unit: ManagedScalingUnit.INSTANCE_FLEET_UNITS } },
      /must be Instances or VCPU for a cluster of instance groups, got InstanceFleetUnits/,
    ],
    [
      'two who decide how many nodes there are',
      { core: { ...core, automaticScaling: rules(1, 5) }, managedScaling: scaling },
      /`automaticScaling` of core is given beside `managedScaling`; leave one out/,
    ],
    ['rules without a rule', { core: { ...core, automaticScaling: { ...rules(1, 5), rules: [] } } }, /1 rule or more/],
    [
      'io2',
      ebs({ volumeType: EbsDeviceVolumeType.IO2 }),
      /must be one of gp2, gp3, io1, sc1, st1, standard, got "io2"/,
    ],
    [
      'io1 without operations',
      ebs({ volumeType: EbsDeviceVolumeType.IO1 }),
      /iops` is missing for a volume of type io1/,
    ],
    ['throughput of gp2', ebs({ volumeType: EbsDeviceVolumeType.GP2, throughputMiBps: 250 }), /is for gp3, got gp2/],
    ['too many volumes', ebs({ count: 26 }), /from 1 to 25, got 26/],
    [
      'a root volume with throughput on 6.14',
      {
        release: EmrRelease.EMR_6_14_0,
        rootVolume: { throughputMiBps: 250 },
      },
      /`rootVolume.throughputMiBps` needs emr-6.15.0 or later/,
    ],
    [
      'an operating system beside an image',
      { osReleaseLabel: '2023.3.20240312.0', customAmi: MachineImage.genericLinux({ 'us-east-1': 'ami-1' }) },
      /`osReleaseLabel` is given beside `customAmi`/,
    ],
    ['two primary nodes', { primaryNodes: { count: 2 } }, /`primaryNodes.count` must be 1 or 3, got 2/],
    [
      'a fleet of nothing',
      { core: undefined, coreFleet: { ...fleet, instanceTypes: [] } },
      /`coreFleet.instanceTypes` must have 1 to 30 types, got 0/,
    ],
    [
      'a fleet without capacity',
      { core: undefined, coreFleet: { ...fleet, onDemand: undefined, spot: undefined } },
      /`coreFleet` has no capacity; give `onDemand`, `spot` or both/,
    ],
    [
      'a core fleet that may be empty',
      { core: undefined, coreFleet: { ...fleet, onDemand: undefined, spot: NodeCount.fixed(0, { min: 0, max: 9 }) } },
      /`coreFleet` must have 1 unit or more, got 0/,
    ],
    [
      'a type that is named twice',
      { core: undefined, coreFleet: { ...fleet, instanceTypes: [{ instanceType: R5 }, { instanceType: R5 }] } },
      /has r5.4xlarge twice/,
    ],
    [
      'four minutes of waiting for spot nodes',
      { core: undefined, coreFleet: { ...fleet, spotTimeout: Duration.minutes(4) } },
      /`coreFleet.spotTimeout \(minutes\)` must be a whole number from 5 to 1440, got 4/,
    ],
    [
      'a reservation with priorities',
      {
        core: undefined,
        coreFleet: {
          ...fleet,
          capacityReservation: {},
          onDemandAllocationStrategy: OnDemandAllocationStrategy.PRIORITIZED,
        },
      },
      /needs `onDemandAllocationStrategy` lowest-price, got prioritized/,
    ],
  ])('%s', (_what, props, message) => {
    expect(() => newCluster({ core, ...props })).toThrow(message);
  });

  test('a bootstrap script that is not in S3', () => {
    expect(() => BootstrapScript.fromUri('install.sh')).toThrow(/must be at s3:\/\/bucket\/key .*got "install.sh"/);
  });
});

test.each([
  [EmrRelease.EMR_7_9_0, 'price-capacity-optimized'],
  [EmrRelease.of('emr-6.8.0'), 'capacity-optimized'],
  [EmrRelease.EMR_5_36_0, 'capacity-optimized'],
])('spot nodes of a fleet on %s are chosen as EMR chooses by default: %s', (release, strategy) => {
  const props = { release, core: undefined, coreFleet: { ...fleet, spotResizeTimeout: Duration.minutes(30) } };
  const { CoreInstanceFleet } = only(jsonOf(newCluster(props).stack), 'AWS::EMR::Cluster').Properties.Instances;

  expect(CoreInstanceFleet.LaunchSpecifications.SpotSpecification.AllocationStrategy).toBe(strategy);
  expect(CoreInstanceFleet.ResizeSpecifications.SpotResizeSpecification.AllocationStrategy).toBe(strategy);
});

test('Advanced Scaling beside node labels is warned of, as EMR ignores it', () => {
  const { stack } = newCluster({
    managedScaling: { minimum: 2, maximum: 10, utilizationPerformanceIndex: 50 },
    configurations: [{ classification: 'yarn-site', properties: { 'yarn.node-labels.enabled': 'true' } }],
  });

  expect(warnings(stack)).toContainEqual(expect.stringContaining('@cdk-emr-autotune:advanced-scaling-ignored'));
});

describe('bootstrap scripts', () => {
  test('can be read by the nodes before they run, wherever they are', () => {
    const stack = newStack();
    newCluster(
      {
        bootstrapActions: [
          { name: 'one', script: BootstrapScript.fromUri('s3://scripts/one.sh') },
          { name: 'two', script: BootstrapScript.fromBucket(Bucket.fromBucketName(stack, 'Own', 'own'), 'two.sh') },
          { name: 'three', script: BootstrapScript.fromAsset(__filename) },
        ],
      },
      stack,
    );
    const template = jsonOf(stack);
    const [policy] = Object.entries(template.Resources).filter(([id]) => /BootstrapScripts/.test(id));
    const statements: Statement[] = policy?.[1].Properties.PolicyDocument.Statement;

    expect(statements.flatMap(actionsOf)).toEqual(['s3:GetObject']);
    expect([statements[0]?.Resource].flat().map((resource) => JSON.stringify(resource))).toEqual([
      expect.stringMatching(/cdk-hnb659fds-assets.*\/[0-9a-f]{64}\.ts"/),
      expect.stringContaining(':s3:::own/two.sh'),
      expect.stringContaining(':s3:::scripts/one.sh'),
    ]);
    expect(only(template, 'AWS::EMR::Cluster').DependsOn).toContain(policy?.[0]);
  });
});

test('a role of automatic scaling is passed on by the service role, and by nothing to anybody else', () => {
  const stack = newStack();
  newCluster(
    {
      core: { ...core, automaticScaling: rules(1, 5) },
      autoScalingRole: Role.fromRoleArn(stack, 'Scaler', 'arn:aws:iam::111122223333:role/scaler'),
    },
    stack,
  );
  const passes = roleStatements(jsonOf(stack)).filter(
    ({ Resource }) => Resource === 'arn:aws:iam::111122223333:role/scaler',
  );

  expect(passes).toEqual([
    expect.objectContaining({
      Action: 'iam:PassRole',
      Condition: { StringLike: { 'iam:PassedToService': 'application-autoscaling.amazonaws.com*' } },
    }),
  ]);
});

test('three primary nodes are spread over hardware and protected from termination', () => {
  const { Instances, PlacementGroupConfigs } = only(
    jsonOf(newCluster({ autoTermination: false, primaryNodes: { count: 3 } }).stack),
    'AWS::EMR::Cluster',
  ).Properties;

  expect(Instances).toMatchObject({ MasterInstanceGroup: { InstanceCount: 3 }, TerminationProtected: true });
  expect(PlacementGroupConfigs).toEqual([{ InstanceRole: 'MASTER', PlacementStrategy: 'SPREAD' }]);
});
