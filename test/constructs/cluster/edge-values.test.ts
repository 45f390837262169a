import { Duration, SecretValue, Size } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { EbsDeviceVolumeType, InstanceType, MachineImage } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import { BootstrapScript, NodeCount, type ScalingRule, type TunedClusterProps } from '../../../lib';
import { jsonOf, newCluster, newStack, only, warnings } from '../synth';

const type = new InstanceType('r5.4xlarge');
const core = { instanceType: type, count: NodeCount.fixed(4) };
const spot = { name: 'Spot', instanceType: type, count: NodeCount.fixed(4), spot: true };
const password = SecretValue.secretsManager('kdc');
const rule: ScalingRule = {
  name: 'Grow',
  metricName: 'YARNMemoryAvailablePercentage',
  comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
  threshold: 15,
  period: Duration.minutes(5),
  adjustment: 2,
};
const scaledBy = (change: Partial<ScalingRule>): Partial<TunedClusterProps> => ({
  core: { ...core, automaticScaling: { minimum: 1, maximum: 9, rules: [{ ...rule, ...change }] } },
});
const disks = (volume: object): Partial<TunedClusterProps> => ({
  core: { ...core, ebsVolumes: [{ size: Size.gibibytes(200), ...volume }] },
});

describe('an empty string fails by the name of its prop, where EMR would take it for something that is not given', () => {
  test.each<[string, Partial<TunedClusterProps>]>([
    ['securityConfigurationName', { securityConfigurationName: '' }],
    ['osReleaseLabel', { osReleaseLabel: '' }],
    ['lakeFormationSessionTag', { runtimeRoles: true, lakeFormationSessionTag: '' }],
    ['kerberos.realm', { kerberos: { realm: '', kdcAdminPassword: password } }],
    [
      'kerberos.externalKdc.kdcServer',
      { kerberos: { realm: 'A', kdcAdminPassword: password, externalKdc: { adminServer: 'kdc', kdcServer: '' } } },
    ],
    ['core.automaticScaling.rules.name', scaledBy({ name: '' })],
    ['core.automaticScaling.rules.Grow.metricName', scaledBy({ metricName: '' })],
  ])('%s', (prop, props) => {
    expect(() => newCluster(props)).toThrow(`\`${prop}\` must not be empty; give it a value`);
  });
});

describe('a number that EMR or EBS refuses fails with the prop, what is allowed and what was given', () => {
  test.each<[string, Partial<TunedClusterProps>]>([
    ['`memoryTarget` must be above 0 and at most 1, got NaN', { memoryTarget: Number.NaN }],
    ['`cpuOversubscription` must be a number from 1 to 4, got -1', { cpuOversubscription: -1 }],
    [
      'the cores of reserved containers must be a positive whole number, got NaN',
      { reserve: { memory: Size.gibibytes(1), vcores: Number.NaN } },
    ],
    [
      '`taskGroups.Spot.spotMaxPriceUsd` must be a number above 0, got 0',
      { taskGroups: [{ ...spot, spotMaxPriceUsd: 0 }] },
    ],
    [
      '`core.automaticScaling.rules.Grow.threshold` must be a finite number, got NaN',
      scaledBy({ threshold: Number.NaN }),
    ],
    [
      '`core.automaticScaling.rules.Grow.coolDown (seconds)` must be a whole number',
      scaledBy({ coolDown: Duration.millis(1_500) }),
    ],
    ['`core.automaticScaling.rules.Grow.adjustment` must be a whole number', scaledBy({ adjustment: 0.5 })],
    ['`core.ebsVolumes[0].iops` of gp3 must be 3000 or more, got 100', disks({ iops: 100 })],
    ['`core.ebsVolumes[0].throughputMiBps` of gp3 must be 125 or more, got 10', disks({ throughputMiBps: 10 })],
    [
      '`core.ebsVolumes[0].size (GiB)` of st1 must be 125 or more, got 10',
      disks({ size: Size.gibibytes(10), volumeType: EbsDeviceVolumeType.ST1 }),
    ],
    ['`rootVolume.iops` of gp3 must be 3000 or more, got 100', { rootVolume: { iops: 100 } }],
  ])('%s', (message, props) => {
    expect(() => newCluster(props)).toThrow(message);
  });
});

test.each(['<', '>', '$', '|', '`'])('a cluster name with %s fails, as EMR refuses it', (character) => {
  expect(() => newCluster({ clusterName: `nightly${character}` })).toThrow(
    `got ${character} in "nightly${character}"; leave it out`,
  );
});

test('a type that EMR does not list fails with the prop that has it', () => {
  expect(() => newCluster({ primaryInstanceType: new InstanceType('t3.medium') })).toThrow(
    '`primaryInstanceType`: unknown instance type "t3.medium"',
  );
});

test('an image that each deployment reads anew is warned of, as another one replaces the cluster', () => {
  const stack = newStack();
  const [followed, fixed] = [
    MachineImage.fromSsmParameter('/images/emr'),
    MachineImage.genericLinux({ 'eu-west-1': 'ami-0abcdef1234567890' }),
  ];
  const own = newStack(undefined, { account: '111122223333', region: 'eu-west-1' });
  newCluster({ customAmi: followed, core: { ...core, customAmi: followed } }, stack);
  newCluster({ customAmi: fixed }, own);

  expect(warnings(stack)).toEqual([
    expect.stringMatching(/^`core.customAmi` comes from Parameter Store.*@cdk-emr-autotune:image-follows-parameter/s),
    expect.stringMatching(/^`customAmi` comes from Parameter Store/),
  ]);
  expect(warnings(own)).toEqual([]);
});

test('a bootstrap action may be named as EMR lets it be, like its script', () => {
  const stack = newStack();
  const script = BootstrapScript.fromUri('s3://bucket/install.sh');
  newCluster(
    {
      bootstrapActions: [
        { name: 'install_tools.sh (v2)', script },
        { name: 'a/b', script },
      ],
    },
    stack,
  );

  const { BootstrapActions } = only(jsonOf(stack), 'AWS::EMR::Cluster').Properties;
  expect(BootstrapActions.map(({ Name }: { Name: string }) => Name)).toEqual(['install_tools.sh (v2)', 'a/b']);
});

describe('what plain JavaScript lets through in a step', () => {
  test.each<[string, object]>([
    [
      'the arguments of a step must be strings, got undefined after ["s3://bucket/join.py","--day"]',
      { applicationArguments: ['--day', undefined] },
    ],
    ['the arguments of a step must be strings, got 5', { applicationArguments: [5] }],
    [
      '`pyFiles` must be an address without spaces and commas, such as s3://bucket/join.py or /home/hadoop/join.py, got ""',
      { pyFiles: [''] },
    ],
    [
      '`jars` must be an address without spaces and commas, such as s3://bucket/join.py or /home/hadoop/join.py, got "s3://b/a.jar,s3://b/b.jar"',
      { jars: ['s3://b/a.jar,s3://b/b.jar'] },
    ],
  ])('fails: %s', (message, options) => {
    const cluster = newCluster();

    expect(() => cluster.addSparkStep('Join', { application: 's3://bucket/join.py', ...options })).toThrow(message);
  });
});

describe('the address of an application', () => {
  test.each([
    'join.py',
    's3:/bucket/join.py',
    's3://bucket',
    'S3://bucket/join.py',
    's3://bucket/join.py ',
    's3://b/my job.py',
  ])('fails where the nodes would not find it: "%s"', (application) => {
    expect(() => newCluster().sparkSubmitArgs({ application })).toThrow(
      `\`application\` must be an address without spaces, such as s3://bucket/join.py or /home/hadoop/join.py, got "${application}"`,
    );
  });

  test.each([
    's3a://bucket/join.py',
    'hdfs:///jobs/join.py',
    'local:///opt/join.py',
    'file:/opt/join.py',
    '/home/hadoop/join.py',
  ])('may be one of any file system: %s', (application) => {
    expect(newCluster().sparkSubmitArgs({ application })).toContain(application);
  });
});
