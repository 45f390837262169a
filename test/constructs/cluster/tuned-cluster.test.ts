import { Annotations, Duration, Size } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { InstanceType, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import * as emr from 'aws-cdk-lib/aws-emr';
import { describe, expect, test } from 'vitest';
import { EmrRelease, NodeCount, SparkDeployMode } from '../../../lib';
import { jsonOf, newCluster, newStack, only, resources, templateOf, warnings } from '../synth';

/** The classification of that name as the template holds it. */
// biome-ignore lint/suspicious/noExplicitAny: properties of a template have any shape
function classification(cluster: any, name: string): any {
  const found = cluster.Properties.Configurations.filter(
    (block: { Classification: string }) => block.Classification === name,
  );
  expect(found).toHaveLength(1);
  return found[0].ConfigurationProperties;
}

describe('a tuned cluster', () => {
  test('stays up without steps, is seen by the account and does not end by itself, which CloudFormation would not learn', () => {
    const cluster = newCluster();

    templateOf(cluster.stack).hasResourceProperties('AWS::EMR::Cluster', {
      ReleaseLabel: 'emr-7.9.0',
      Applications: [{ Name: 'Hadoop' }, { Name: 'Spark' }, { Name: 'AmazonCloudWatchAgent' }],
      AutoTerminationPolicy: Match.absent(),
      StepConcurrencyLevel: 1,
      VisibleToAllUsers: true,
      Instances: Match.objectLike({
        KeepJobFlowAliveWhenNoSteps: true,
        TerminationProtected: false,
        MasterInstanceGroup: Match.objectLike({ InstanceCount: 1, InstanceType: 'm5.xlarge' }),
        CoreInstanceGroup: Match.objectLike({ InstanceCount: 82, InstanceType: 'r5.4xlarge' }),
      }),
    });
  });

  test('has the L1 cluster as its default child', () => {
    const cluster = newCluster();

    expect(cluster.node.defaultChild).toBeInstanceOf(emr.CfnCluster);
    expect(cluster.node.defaultChild?.node.id).toBe('Resource');
  });

  test('fills an r5.4xlarge with four executors of four cores, memory and vcores both', () => {
    const cluster = newCluster();
    const conf = classification(only(jsonOf(cluster.stack), 'AWS::EMR::Cluster'), 'spark-defaults');
    const container =
      Number.parseInt(conf['spark.executor.memory'], 10) + Number.parseInt(conf['spark.executor.memoryOverhead'], 10);

    expect(conf['spark.executor.cores']).toBe('4');
    expect(4 * container).toBeLessThanOrEqual(122_880);
    expect(5 * container).toBeGreaterThan(122_880);
    expect(cluster.executors).toMatchObject({ cores: 4, containerMiB: container, perNode: { 'r5.4xlarge': 4 } });
    expect(cluster.sparkConf).toEqual(conf);
  });

  test('counts vcores as well as memory, so that the figures mean what they say', () => {
    const cluster = only(jsonOf(newCluster().stack), 'AWS::EMR::Cluster');

    expect(classification(cluster, 'capacity-scheduler')['yarn.scheduler.capacity.resource-calculator']).toBe(
      'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
    );
  });

  test("spells classifications as CloudFormation does, not as EMR's API", () => {
    const text = JSON.stringify(only(jsonOf(newCluster().stack), 'AWS::EMR::Cluster').Properties.Configurations);

    expect(text).toContain('"ConfigurationProperties":{');
    expect(text).not.toContain('"Properties":{');
  });

  test('holds nothing in its classifications that depends on counts', () => {
    const conf = classification(only(jsonOf(newCluster().stack), 'AWS::EMR::Cluster'), 'spark-defaults');

    for (const key of [
      'spark.sql.shuffle.partitions',
      'spark.default.parallelism',
      'spark.dynamicAllocation.minExecutors',
      'spark.dynamicAllocation.initialExecutors',
      'spark.dynamicAllocation.maxExecutors',
      'spark.executor.instances',
    ]) {
      expect(conf).not.toHaveProperty(key);
    }
  });

  test('lets the user win over what is computed, and computes the rest around it', () => {
    const cluster = newCluster({ sparkConf: { 'spark.executor.cores': '5', 'spark.eventLog.compress': 'true' } });

    expect(cluster.sparkConf).toMatchObject({ 'spark.executor.cores': '5', 'spark.eventLog.compress': 'true' });
    expect(cluster.executors).toMatchObject({ cores: 5, perNode: { 'r5.4xlarge': 3 } });
  });

  test('warns of event logs on S3, its own and those of a job, and says what that switches off', () => {
    const toS3 = { 'spark.eventLog.dir': 's3://example-logs/spark' };
    const warned = expect.stringMatching(/persistent Spark UI.*@cdk-emr-autotune:event-log-outside-hdfs/);
    const cluster = newCluster({ sparkConf: toS3 });
    expect(warnings(cluster.stack)).toContainEqual(warned);

    const other = newCluster();
    expect(warnings(other.stack)).not.toContainEqual(warned);
    other.addSparkStep('Join', { application: 's3://example-bucket/join.py', sparkConf: toS3 });
    expect(warnings(other.stack)).toContainEqual(warned);
    Annotations.of(other).acknowledgeWarning('@cdk-emr-autotune:event-log-outside-hdfs');
    expect(warnings(other.stack)).not.toContainEqual(warned);
  });

  test('makes task groups resources of their own, so that adding one does not replace the cluster', () => {
    const cluster = newCluster({
      taskGroups: [
        { name: 'Spot', instanceType: new InstanceType('r5.4xlarge'), count: NodeCount.fixed(7), spot: true },
      ],
    });
    const template = jsonOf(cluster.stack);

    expect(only(template, 'AWS::EMR::InstanceGroupConfig').Properties).toMatchObject({
      InstanceRole: 'TASK',
      InstanceCount: 7,
      Market: 'SPOT',
      JobFlowId: { Ref: expect.stringMatching(/^Cluster/) },
    });
    expect(only(template, 'AWS::EMR::Cluster').Properties.Instances).not.toHaveProperty('TaskInstanceGroups');
  });

  test('sizes executors for every type it has', () => {
    const cluster = newCluster({
      taskGroups: [{ name: 'M5', instanceType: new InstanceType('m5.4xlarge'), count: NodeCount.fixed(7) }],
    });

    expect(Object.keys(cluster.executors.perNode).sort()).toEqual(['m5.4xlarge', 'r5.4xlarge']);
  });

  test('takes other choices', () => {
    const cluster = newCluster({
      primaryInstanceType: new InstanceType('m5.8xlarge'),
      deployMode: SparkDeployMode.CLIENT,
      driverMemory: Size.gibibytes(64),
      stepConcurrencyLevel: 4,
      terminationProtection: true,
      idleTimeout: Duration.hours(3),
      applications: ['Hive', 'spark'],
      clusterName: 'nightly',
      logPrefix: 'logs/nightly/',
    });

    templateOf(cluster.stack).hasResourceProperties('AWS::EMR::Cluster', {
      Name: 'nightly',
      Applications: [{ Name: 'Hadoop' }, { Name: 'Spark' }, { Name: 'AmazonCloudWatchAgent' }, { Name: 'Hive' }],
      AutoTerminationPolicy: { IdleTimeout: 10_800 },
      StepConcurrencyLevel: 4,
      Instances: Match.objectLike({ TerminationProtected: true }),
      LogUri: { 'Fn::Join': ['', Match.arrayWith(['/logs/nightly/'])] },
    });
    expect(cluster.sparkConf['spark.driver.memory']).toBe('65536m');
  });

  test('ends after an idle hour if it is told to end by itself', () => {
    const cluster = only(jsonOf(newCluster({ autoTermination: true }).stack), 'AWS::EMR::Cluster');

    expect(cluster.Properties.AutoTerminationPolicy).toEqual({ IdleTimeout: 3_600 });
  });

  test('leaves out what an old release lacks: agent, metadata version 2', () => {
    const cluster = newCluster({ release: EmrRelease.EMR_6_0_0 });
    const template = jsonOf(cluster.stack);
    const { Properties } = only(template, 'AWS::EMR::Cluster');

    expect(Properties.Applications).toEqual([{ Name: 'Hadoop' }, { Name: 'Spark' }]);
    expect(Properties).not.toHaveProperty('AutoTerminationPolicy');
    expect(JSON.stringify(Properties.Configurations)).not.toContain('emr-metrics');
    expect(only(template, 'AWS::EMR::SecurityConfiguration').Properties.SecurityConfiguration).not.toHaveProperty(
      'InstanceMetadataServiceConfiguration',
    );
    expect(warnings(cluster.stack)).toContainEqual(expect.stringContaining('@cdk-emr-autotune:imds-v1'));
  });

  test('leaves out the agent and its classification where it is not wanted', () => {
    const template = jsonOf(newCluster({ cloudWatchAgent: false }).stack);
    const { Properties } = only(template, 'AWS::EMR::Cluster');

    expect(JSON.stringify(Properties)).not.toMatch(/emr-metrics|AmazonCloudWatchAgent/);
    expect(JSON.stringify(resources(template, 'AWS::IAM::Role'))).not.toContain('PutMetricData');
  });

  test('takes a release that the library does not know, with a warning', () => {
    const cluster = newCluster({ release: EmrRelease.of('emr-7.99.0') });

    expect(warnings(cluster.stack)).toContainEqual(expect.stringContaining('@cdk-emr-autotune:unknown-release'));
  });

  test('has metrics of EMR with the one dimension they carry', () => {
    const cluster = newCluster();
    const metric = cluster.metricMemoryAllocated();

    expect(metric).toMatchObject({
      namespace: 'AWS/ElasticMapReduce',
      metricName: 'MemoryAllocatedMB',
      dimensions: { JobFlowId: cluster.clusterId },
    });
    expect(metric.period.toMinutes()).toBe(5);
  });

  test('opens ports, and has ports opened to it, for all of its nodes', () => {
    const stack = newStack();
    const cluster = newCluster({}, stack);
    const database = new SecurityGroup(stack, 'Database', { vpc: cluster.vpc });
    cluster.connections.allowFrom(database, Port.tcp(18_080));
    cluster.connections.allowTo(database, Port.tcp(5_432));
    const groups = (port: number, end: 'GroupId' | 'SourceSecurityGroupId') =>
      resources(jsonOf(stack), 'AWS::EC2::SecurityGroupIngress')
        .filter(({ Properties }) => Properties.FromPort === port)
        .map(({ Properties }) => Properties[end]['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, ''))
        .sort();

    expect(groups(18_080, 'GroupId')).toEqual(['ClusterSecurityGroupsCore', 'ClusterSecurityGroupsPrimary']);
    expect(groups(5_432, 'SourceSecurityGroupId')).toEqual([
      'ClusterSecurityGroupsCore',
      'ClusterSecurityGroupsPrimary',
    ]);
  });

  test('is the same template twice', () => {
    expect(JSON.stringify(jsonOf(newCluster({}, newStack()).stack))).toBe(
      JSON.stringify(jsonOf(newCluster({}, newStack()).stack)),
    );
  });

  test('works without feature flags', () => {
    const template = jsonOf(newCluster({}, newStack({})).stack);

    expect(only(template, 'AWS::EMR::Cluster').Properties.Configurations).toEqual(
      only(jsonOf(newCluster().stack), 'AWS::EMR::Cluster').Properties.Configurations,
    );
  });
});
