import { CfnParameter, Duration, Fn, Lazy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import { EmrRelease, NodeCount, type SparkDeployMode } from '../../../lib';
import { FLAGS, newCluster, newStack, warnings } from '../synth';

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

  test('fails for what plain JavaScript lets through: a bare count, a mode that does not exist', () => {
    const instanceType = new ec2.InstanceType('r5.4xlarge');
    expect(() => newCluster({ core: { instanceType, count: 5 as unknown as NodeCount } })).toThrow(
      /^`core.count` must be a NodeCount, such as NodeCount.fixed\(82\), got "5"$/,
    );
    expect(() => newCluster({ deployMode: 'foo' as SparkDeployMode })).toThrow(
      /^`deployMode` must be one of client, cluster, got "foo"$/,
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
        configurations: [{ classification: 'yarn-site', properties: { a: Lazy.string({ produce: () => 'b' }) } }],
      }),
    ).toThrow(/^`configurations.yarn-site` must be known at synthesis/);
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

  test('fails for a public subnet', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');

    expect(() => newCluster({ vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }, stack)).toThrow(
      /^the first subnet that `vpcSubnets` selects must be private/,
    );
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
