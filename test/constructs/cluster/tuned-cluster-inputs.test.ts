import { CfnParameter, Duration, Fn, Lazy, Size, type Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { EmrRelease, NodeCount, type SparkDeployMode } from '../../../lib';
import { FLAGS, jsonOf, newCluster, newStack, only, warnings } from '../synth';

const r5 = new ec2.InstanceType('r5.4xlarge');
const core = (instanceType: ec2.InstanceType) => ({ core: { instanceType, count: NodeCount.fixed(3) } });

describe('a tuned cluster', () => {
  test('fails for an instance type that is a token, naming the prop and the way out', () => {
    const parameter = new CfnParameter(newStack(), 'Type');

    expect(() => newCluster(core(new ec2.InstanceType(parameter.valueAsString)))).toThrow(
      /^`core.instanceType` must be known at synthesis.*NodeCount.parameter/,
    );
    expect(() => newCluster({ primaryInstanceType: new ec2.InstanceType(parameter.valueAsString) })).toThrow(
      /^`primaryInstanceType` must be known at synthesis/,
    );
    expect(() =>
      newCluster({
        taskGroups: [
          { name: 'T', instanceType: new ec2.InstanceType(parameter.valueAsString), count: NodeCount.fixed(1) },
        ],
      }),
    ).toThrow(/^`taskGroups.T` must be known at synthesis/);
  });

  test('fails for an instance type that EMR does not have, naming close ones', () => {
    expect(() => newCluster(core(new ec2.InstanceType('r5.4xlagre')))).toThrow(
      /unknown instance type "r5.4xlagre"; did you mean r5.4xlarge/,
    );
  });

  test('fails for what plain JavaScript lets through: a bare count, a mode that does not exist, a label', () => {
    expect(() => newCluster({ release: 'emr-7.9.0' as unknown as EmrRelease })).toThrow(
      /^`release` must be an EmrRelease, such as EmrRelease.EMR_7_9_0 .*, got "emr-7.9.0"$/,
    );
    const instanceType = new ec2.InstanceType('r5.4xlarge');
    expect(() => newCluster({ core: { instanceType, count: 5 as unknown as NodeCount } })).toThrow(
      /^`core.count` must be a NodeCount, such as NodeCount.fixed\(82\), got "5"$/,
    );
    expect(() => newCluster({ deployMode: 'foo' as SparkDeployMode })).toThrow(
      /^`deployMode` must be one of client, cluster, got "foo"$/,
    );
  });

  test.each([
    ['clusterSize', 'small', /^`clusterSize` must be such as ClusterSize.SMALL, got "small"$/],
    ['sizingVersion', '2026.1', /^`sizingVersion` must be such as SizingVersion.V2026_1, got "2026.1"$/],
    [
      'sparkConf',
      { 'spark.speculation': true },
      /^`sparkConf` must have strings for values, got boolean true for spark.spec/,
    ],
    [
      'configurations',
      [{ classification: 'core-site', properties: { a: 4 } }],
      /^`configurations.core-site` .* number 4 for a/,
    ],
    ['configurations', [{ classification: '' }], /must not have an empty classification/],
    ['sparkConf', { 'executor.memory': '4g' }, /^`sparkConf` keys must begin with "spark.", got executor.memory/],
    [
      'reserve',
      { memory: Size.gibibytes(64), vcores: 1 },
      /memory \(MiB\) of reserved containers must be at most 30720/,
    ],
  ])('fails for a %s of %j when it is defined', (prop, value, message) => {
    expect(() => newCluster({ [prop]: value })).toThrow(message);
  });

  test('warns at once where no Spark job could ever run', () => {
    const { stack } = newCluster({
      core: { instanceType: new ec2.InstanceType('m5.xlarge'), count: NodeCount.fixed(1) },
      sparkConf: { 'spark.executor.memory': '9g' },
    });

    expect(warnings(stack)).toContainEqual(
      expect.stringMatching(/^no Spark job can run: 1 × m5.xlarge has no room.*@cdk-emr-autotune:no-room/s),
    );
  });

  test('warns of settings and classifications that are probably misspelt', () => {
    const { stack } = newCluster({
      sparkConf: { 'spark.executor.memoryOverHead': '4g', 'spark.mine.own': '1' },
      configurations: [{ classification: 'spark-default', properties: { a: 'b' } }],
    });

    expect(warnings(stack)).toEqual([
      expect.stringMatching(/spark-default, .* did you mean spark-defaults\?.*misspelt-classification/s),
      expect.stringMatching(
        /spark.executor.memoryOverHead, .* did you mean spark.executor.memoryOverhead\?.*misspelt-setting/s,
      ),
    ]);
  });

  test.each([
    ['aws:team', 'joins', 'tag aws:team must not begin with "aws:", which is reserved; choose another key'],
    [
      'for-use-with-amazon-emr-managed-policies',
      'false',
      'tag for-use-with-amazon-emr-managed-policies must be true, got false',
    ],
    ['team', 'x'.repeat(257), 'the value of tag team must have at most 256 characters, got 257'],
  ])('fails at synthesis for the tag %s=%s', (key, value, message) => {
    const cluster = newCluster();
    Tags.of(cluster).add(key, value, { priority: 500 });

    expect(() => jsonOf(cluster.stack)).toThrow(message);
  });

  test('fails for a disk key of another region', () => {
    const stack = newStack(FLAGS, { account: '123456789012', region: 'eu-west-1' });
    const key = (region: string) => Key.fromKeyArn(stack, region, `arn:aws:kms:${region}:123456789012:key/1`);

    expect(() => newCluster({ diskKey: key('us-east-1') }, stack)).toThrow(
      /^`diskKey` must be a key in eu-west-1, the region of the cluster, got Test\/us-east-1 in us-east-1/,
    );
  });

  test('fails for a driver that does not fit the primary node', () => {
    expect(() => newCluster({ driverMemory: Size.gibibytes(64) })).toThrow(/m5.xlarge/);
  });

  test('fails for an executor that fits no node', () => {
    expect(() => newCluster({ sparkConf: { 'spark.executor.memory': '200g' } })).toThrow(/r5.4xlarge/);
  });

  test('fails for tokens where a number, a size, a duration or a setting is needed', () => {
    const number = new CfnParameter(newStack(), 'N', { type: 'Number' }).valueAsNumber;

    expect(() => newCluster({ memoryTarget: number })).toThrow(/^`memoryTarget` must be known at synthesis/);
    expect(() => newCluster({ cpuOversubscription: number })).toThrow(/^`cpuOversubscription` must be known/);
    expect(() => newCluster({ stepConcurrencyLevel: number })).toThrow(/^`stepConcurrencyLevel` must be known/);
    expect(() => newCluster({ driverMemory: Size.gibibytes(number) })).toThrow(/^`driverMemory` must be known/);
    expect(() => newCluster({ idleTimeout: Duration.minutes(number) })).toThrow(/^`idleTimeout` must be known/);
    expect(() => newCluster({ sparkConf: { 'spark.executor.cores': Fn.ref('Cores') } })).toThrow(
      /^`sparkConf` must be known at synthesis, got a token for spark.executor.cores/,
    );
    expect(() =>
      newCluster({
        configurations: [
          {
            classification: 'yarn-site',
            properties: { 'yarn.nodemanager.resource.memory-mb': Lazy.string({ produce: () => '4096' }) },
          },
        ],
      }),
    ).toThrow(
      /^`configurations.yarn-site` must be known at synthesis, got a token for yarn.nodemanager.resource.memory-mb/,
    );
    expect(() =>
      newCluster({
        configurations: [{ classification: 'spark-defaults', properties: { 'spark.executor.memory': Fn.ref('Heap') } }],
      }),
    ).toThrow(/^`configurations.spark-defaults` must be known at synthesis, got a token for spark.executor.memory/);
    expect(() => newCluster({ sparkConf: { [Fn.ref('Key')]: 'true' } })).toThrow(/^`sparkConf` must have keys known/);
    expect(() => newCluster({ configurations: [{ classification: Fn.ref('Name') }] })).toThrow(
      /^`configurations` must be known at synthesis/,
    );
    expect(() =>
      newCluster({
        applications: new CfnParameter(newStack(), 'Applications', { type: 'CommaDelimitedList' }).valueAsList,
      }),
    ).toThrow(/^`applications` must be known at synthesis/);
  });

  test.each(['driverMemory', 'offHeapMemory', 'pysparkMemory', 'taskMemory', 'taskHeap'])(
    'fails for a %s that is no whole number of MiB',
    (prop) => {
      expect(() => newCluster({ [prop]: Size.kibibytes(1536) })).toThrow(
        `\`${prop}\` must be a positive whole number of MiB, got 1.5`,
      );
      expect(() => newCluster({ [prop]: Size.mebibytes(0) })).toThrow(new RegExp(`^\`${prop}\`.*got 0$`));
    },
  );

  test.each(['HBase', 'hbase'])('fails for %s, which takes YARN memory by an unpublished formula', (name) => {
    expect(() => newCluster({ applications: ['Hive', name] })).toThrow(`\`applications\` must not include ${name}`);
  });

  test.each([
    [EmrRelease.EMR_7_9_0, 'Sparkk', /^`applications` must be those of emr-7.9.0, .* "Sparkk"; did you mean Spark\?$/],
    [EmrRelease.EMR_7_9_0, 'Ganglia', /does not have "Ganglia"; it has AmazonCloudWatchAgent, Delta, Flink, HBase,/],
    [EmrRelease.EMR_6_3_0, 'Trino', /emr-6.3.0, which does not have "Trino"/],
    [EmrRelease.of('emr-5.36.2'), 'Iceberg', /emr-5.36.2, which does not have "Iceberg"/],
    [
      EmrRelease.SPARK_8_0_0,
      'Presto',
      /"Presto"; it has AmazonCloudWatchAgent, Delta, Hudi, Iceberg, JupyterEnterpriseGateway, Livy, Spark$/,
    ],
  ])('fails on %s for %s, which it does not have', (release, name, message) => {
    expect(() => newCluster({ release, applications: [name] })).toThrow(message);
  });

  test('takes applications in any case, and on a release newer than its table only warns', () => {
    expect(() => newCluster({ applications: ['livy', 'JUPYTERHUB'] })).not.toThrow();
    const { stack } = newCluster({ release: EmrRelease.of('emr-7.99.0'), applications: ['Polaris'] });
    expect(warnings(stack)).toContainEqual(expect.stringContaining('@cdk-emr-autotune:unknown-application'));
  });

  test.each([
    ['r8g.4xlarge', EmrRelease.of('emr-5.35.0')],
    ['r7g.4xlarge', EmrRelease.EMR_6_4_0],
  ])('warns of %s on %s, which is older', (type, release) => {
    const { stack } = newCluster({ release, ...core(new ec2.InstanceType(type)) });

    expect(warnings(stack)).toContainEqual(
      expect.stringMatching(new RegExp(`^${type}.*${release}.*@cdk-emr-autotune:type-not-on-release`, 's')),
    );
  });

  test('does not take a patch of a listed release for a newer one', () => {
    const { stack } = newCluster({ release: EmrRelease.of('emr-5.36.2') });

    expect(warnings(stack).join()).not.toContain('unknown-release');
  });

  test('fails for a name that EMR refuses', () => {
    expect(() => newCluster({ clusterName: '' })).toThrow(/^`clusterName` must have 1 to 256 characters, got 0/);
    expect(() => newCluster({ clusterName: 'x'.repeat(257) })).toThrow(/got 257/);
  });

  test.each([
    ['memoryTarget', 0],
    ['memoryTarget', 1.1],
    ['cpuOversubscription', 0.5],
    ['stepConcurrencyLevel', 0],
    ['stepConcurrencyLevel', 257],
    ['stepConcurrencyLevel', 1.5],
  ])('fails for a %s of %d', (prop, value) => {
    expect(() => newCluster({ [prop]: value })).toThrow(new RegExp(`got ${value}`));
  });

  test('fails for an idle timeout that EMR refuses', () => {
    expect(() => newCluster({ idleTimeout: Duration.seconds(59) })).toThrow(/from 60 to 604800, got 59/);
    expect(() => newCluster({ idleTimeout: Duration.days(8) })).toThrow(/got 691200/);
    expect(() => newCluster({ idleTimeout: Duration.millis(90_500) })).toThrow(/^`idleTimeout.*got 90.5/);
  });

  test('fails for an idle timeout without auto-termination', () => {
    expect(() => newCluster({ idleTimeout: Duration.hours(1), autoTermination: false })).toThrow(/leave one out/);
  });

  test('fails where an old release is asked for what it lacks', () => {
    const release = EmrRelease.EMR_6_0_0;

    expect(() => newCluster({ release, idleTimeout: Duration.hours(1) })).toThrow(/emr-6.1.0 or later, got emr-6.0.0/);
    expect(() => newCluster({ release, cloudWatchAgent: true })).toThrow(/emr-7.1.0 or later, got emr-6.0.0/);
  });

  test.each(['', 'two words', '1st'])('fails for a task group named "%s"', (name) => {
    expect(() => newCluster({ taskGroups: [{ name, instanceType: r5, count: NodeCount.fixed(1) }] })).toThrow(
      /letters and digits/,
    );
  });

  test('fails for two task groups of one name', () => {
    const group = { name: 'Spot', instanceType: r5, count: NodeCount.fixed(1) };

    expect(() => newCluster({ taskGroups: [group, group] })).toThrow('`taskGroups` names "Spot" twice');
  });

  test('takes tokens where nothing is computed from the value', () => {
    const stack = newStack();
    const bucket = new Bucket(stack, 'Data');
    const site = { 'hive.metastore.warehouse.dir': bucket.s3UrlForObject('hive') };
    const cluster = newCluster(
      {
        sparkConf: { 'spark.eventLog.dir': bucket.s3UrlForObject('events') },
        configurations: [
          { classification: 'hive-site', properties: site },
          { classification: 'yarn-site', properties: { 'yarn.log.server.url': Fn.importValue('LogServer') } },
        ],
      },
      stack,
    );
    const text = JSON.stringify(only(jsonOf(stack), 'AWS::EMR::Cluster').Properties.Configurations);

    expect(cluster.executors.cores).toBe(4);
    expect(text).toMatch(/"spark.eventLog.dir":\{"Fn::Join":\["",\["s3:\/\/",\{"Ref":"Data/);
    expect(text).toContain('"hive.metastore.warehouse.dir":{"Fn::Join"');
    expect(text).toContain('"yarn.log.server.url":{"Fn::ImportValue":"LogServer"}');
  });

  test('fails for a public subnet unless it is allowed', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const vpcSubnets = { subnetType: ec2.SubnetType.PUBLIC };

    expect(() => newCluster({ vpc, vpcSubnets }, stack)).toThrow(
      /^the first subnet that `vpcSubnets` selects must be private.*or set `allowPublicSubnet`/,
    );
    const other = newStack();
    const cluster = newCluster(
      { vpc: new ec2.Vpc(other, 'Vpc'), vpcSubnets, allowPublicSubnet: true, release: EmrRelease.SPARK_8_0_0 },
      other,
    );
    const { Instances } = only(jsonOf(other), 'AWS::EMR::Cluster').Properties;

    expect(Instances.Ec2SubnetId.Ref).toContain('Public');
    // The service reaches nodes in public subnets by a rule of its own; with this group EMR takes the subnet for a private one.
    expect(Instances).not.toHaveProperty('ServiceAccessSecurityGroup');
    expect(cluster.serviceAccessSecurityGroup).toBeUndefined();
  });

  test('warns of an isolated subnet, naming the endpoints that are missing', () => {
    const isolated = (stack: Stack): ec2.Vpc =>
      new ec2.Vpc(stack, 'Vpc', {
        subnetConfiguration: [{ name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      });
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    const none = newStack();
    newCluster({ vpc: isolated(none), vpcSubnets }, none);
    expect(warnings(none)).toEqual([
      expect.stringMatching(
        /Test\/Vpc has none here for S3 .*, EMR, KMS .*, CloudWatch .*@cdk-emr-autotune:isolated-subnet/s,
      ),
    ]);

    const some = newStack();
    const vpc = isolated(some);
    newCluster({ vpc, vpcSubnets }, some);
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    vpc.addInterfaceEndpoint('Kms', { service: ec2.InterfaceVpcEndpointAwsService.KMS });
    vpc.addInterfaceEndpoint('Emr', { service: ec2.InterfaceVpcEndpointAwsService.EMR });
    expect(warnings(some)).toEqual([expect.stringMatching(/has none here for CloudWatch \(metrics\);/)]);
    const all = newStack();
    const complete = isolated(all);
    newCluster({ vpc: complete, vpcSubnets }, all);
    complete.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    for (const [id, service] of Object.entries({
      Kms: ec2.InterfaceVpcEndpointAwsService.KMS,
      Emr: ec2.InterfaceVpcEndpointAwsService.EMR,
      CloudWatch: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
    })) {
      complete.addInterfaceEndpoint(id, { service });
    }
    expect(warnings(all)).toEqual([]);
  });

  test('waits for a network that is being looked up, whose subnets the first synthesis cannot see', () => {
    const stack = newStack(FLAGS, { account: '123456789012', region: 'eu-west-1' });
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1' });

    expect(() => newCluster({ vpc, vpcSubnets: { subnetGroupName: 'Data' } }, stack)).not.toThrow();
  });

  test('warns of an imported subnet, which it cannot tag for EMR', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['eu-west-1a'],
      privateSubnetIds: ['subnet-1'],
      privateSubnetRouteTableIds: ['rtb-1'],
    });
    newCluster({ vpc }, stack);

    expect(warnings(stack)).toContainEqual(
      expect.stringMatching(/for-use-with-amazon-emr-managed-policies=true.*@cdk-emr-autotune:untagged-subnet/s),
    );
  });
});
