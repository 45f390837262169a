import { CfnResource } from 'aws-cdk-lib';
import { InstanceType, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import * as emr from 'aws-cdk-lib/aws-emr';
import { EventBus } from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, test } from 'vitest';
import {
  ClusterGrants,
  ClusterState,
  type ITunedCluster,
  NodeCount,
  RemediationMode,
  StepRemediator,
  StepState,
  TunedCluster,
  WatchTarget,
} from '../../../lib';
import { STEP_STATES } from '../../../lib/remedy';
import { actionsOf, jsonOf, newCluster, newStack, only, resources, roleStatements } from '../synth';

const ID = 'j-2AXXXXXXGAPLF';

describe('a cluster that was made elsewhere', () => {
  test('grants permissions on its ARN, and has the metrics of its id', () => {
    const stack = newStack();
    const cluster: ITunedCluster = TunedCluster.fromClusterAttributes(stack, 'Cluster', { clusterId: ID });
    const role = new Role(stack, 'Airflow', { assumedBy: new ServicePrincipal('airflow.amazonaws.com') });
    cluster.grants.submitSteps(role);
    const [statement] = roleStatements(jsonOf(stack));

    expect(actionsOf(statement!)).toContain('elasticmapreduce:AddJobFlowSteps');
    expect(JSON.stringify(statement?.Resource)).toContain(`:cluster/${ID}`);
    expect(cluster.metricAppsPending()).toMatchObject({ metricName: 'AppsPending', dimensions: { JobFlowId: ID } });
  });

  test('has rules made through its security groups', () => {
    const stack = newStack();
    const vpc = new Vpc(stack, 'Vpc');
    const nodes = SecurityGroup.fromSecurityGroupId(stack, 'Nodes', 'sg-1');
    const cluster = TunedCluster.fromClusterAttributes(stack, 'Cluster', { clusterId: ID, securityGroups: [nodes] });
    const database = new SecurityGroup(stack, 'Database', { vpc });
    database.connections.allowFrom(cluster, Port.tcp(5_432));

    expect(resources(jsonOf(stack), 'AWS::EC2::SecurityGroupIngress')).toContainEqual(
      expect.objectContaining({
        Properties: expect.objectContaining({ SourceSecurityGroupId: 'sg-1', FromPort: 5_432 }),
      }),
    );
  });

  test('can be watched, and its owner tags it', () => {
    const stack = newStack();
    const target = WatchTarget.cluster(TunedCluster.fromClusterId(stack, 'Cluster', ID));
    new StepRemediator(stack, 'Remediator', { target, mode: RemediationMode.REMEDIATE });

    expect(resources(jsonOf(stack), 'AWS::EMR::Cluster')).toEqual([]);
  });
});

test('every resource of EMR that a cluster makes can be reached by its type', () => {
  const type = new InstanceType('r5.4xlarge');
  const count = NodeCount.fixed(2);
  const cluster = newCluster({
    taskGroups: [
      { name: 'One', instanceType: type, count },
      { name: 'Two', instanceType: type, count },
    ],
  });
  const fleet = { instanceTypes: [{ instanceType: type }], onDemand: count };
  const ofFleets = newCluster({ core: undefined, coreFleet: fleet, taskFleet: fleet });
  const made = ({ stack }: TunedCluster) =>
    stack.node.findAll().filter((one) => CfnResource.isCfnResource(one) && /^AWS::EMR::/.test(one.cfnResourceType));

  expect(Object.keys(cluster.cfnTaskGroups)).toEqual(['One', 'Two']);
  expect(new Set(made(cluster))).toEqual(
    new Set([cluster.cfnCluster, cluster.cfnSecurityConfiguration, ...Object.values(cluster.cfnTaskGroups)]),
  );
  expect(new Set(made(ofFleets))).toEqual(
    new Set([ofFleets.cfnCluster, ofFleets.cfnSecurityConfiguration, ofFleets.cfnTaskFleet]),
  );
  expect(newCluster({ securityConfigurationName: 'corporate' }).cfnSecurityConfiguration).toBeUndefined();
});

test('permissions can be granted on any cluster', () => {
  const stack = newStack();
  const cluster = emr.CfnCluster.fromClusterId(stack, 'Cluster', ID);
  const role = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  ClusterGrants.fromCluster(cluster).read(role);

  expect(roleStatements(jsonOf(stack)).flatMap(actionsOf)).toEqual([
    'elasticmapreduce:DescribeCluster',
    'elasticmapreduce:DescribeStep',
    'elasticmapreduce:ListInstanceFleets',
    'elasticmapreduce:ListInstanceGroups',
    'elasticmapreduce:ListInstances',
    'elasticmapreduce:ListSteps',
  ]);
});

test('the states of steps are those that the remediator knows', () => {
  expect(Object.values(StepState).sort()).toEqual([...STEP_STATES].sort());
});

describe('events of a cluster', () => {
  test('reach a target when a step of it fails', () => {
    const stack = newStack();
    const cluster = newCluster({}, stack);
    const bus = EventBus.fromEventBusArn(stack, 'Bus', 'arn:aws:events:eu-west-1:123456789012:event-bus/jobs');
    cluster.onStepStateChange('Failed', {
      states: [StepState.FAILED, StepState.CANCELLED],
      target: new targets.EventBus(bus),
      eventPattern: { detail: { name: ['Join'] } },
    });
    const { Properties } = only(jsonOf(stack), 'AWS::Events::Rule');

    expect(Properties.EventPattern).toEqual({
      source: ['aws.emr'],
      'detail-type': ['EMR Step Status Change'],
      detail: {
        clusterId: [{ Ref: expect.stringMatching(/^Cluster/) }],
        state: ['FAILED', 'CANCELLED'],
        name: ['Join'],
      },
    });
    expect(Properties.Targets).toHaveLength(1);
  });

  test('of its state are those that EMR sends', () => {
    const stack = newStack();
    const rule = newCluster({}, stack).onClusterStateChange('Ended', { states: [ClusterState.TERMINATED_WITH_ERRORS] });
    rule.addTarget(
      new targets.EventBus(EventBus.fromEventBusArn(stack, 'Bus', 'arn:aws:events:eu-west-1:1:event-bus/x')),
    );
    const { EventPattern } = only(jsonOf(stack), 'AWS::Events::Rule').Properties;

    expect(EventPattern['detail-type']).toEqual(['EMR Cluster State Change']);
    expect(EventPattern.detail.state).toEqual(['TERMINATED_WITH_ERRORS']);
  });

  test('of all states are meant where none is named', () => {
    const stack = newStack();
    newCluster({}, stack).onStepStateChange('Any');

    expect(only(jsonOf(stack), 'AWS::Events::Rule').Properties.EventPattern.detail).not.toHaveProperty('state');
  });
});

describe('the arguments of a job that is submitted elsewhere', () => {
  test('stand in Parameter Store as a JSON list, bucket tokens included', () => {
    const stack = newStack();
    const cluster = newCluster({}, stack);
    const application = cluster.logBucket.s3UrlForObject('join.py');
    const parameter = cluster.addSparkSubmitParameter('JoinArgs', { application, parameterName: '/jobs/join' });
    const { Properties } = only(jsonOf(stack), 'AWS::SSM::Parameter');
    const text: string = Properties.Value['Fn::Join'][1]
      .map((part: unknown) => (typeof part === 'string' ? part : 'X'))
      .join('');

    expect(parameter.parameterName).toBeDefined();
    expect(Properties.Name).toBe('/jobs/join');
    expect(JSON.parse(text).slice(0, 3)).toEqual(['spark-submit', '--deploy-mode', 'client']);
    expect(JSON.parse(text).at(-1)).toBe('s3://X/join.py');
  });

  test('fail where they do not fit a parameter', () => {
    const applicationArguments = Array.from({ length: 4_000 }, () => 'x');

    expect(() =>
      newCluster().addSparkSubmitParameter('Args', { application: 's3://bucket/join.py', applicationArguments }),
    ).toThrow(/^the arguments must have at most 8192 bytes as JSON to fit a parameter, got 1\d{4}; pass long input/);
  });
});
