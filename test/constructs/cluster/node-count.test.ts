import { CfnParameter, Lazy, NestedStack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import { NodeCount, TunedCluster } from '../../../lib';
import { clusterProps, jsonOf, newStack, only } from '../synth';

describe('a node count', () => {
  test('that is fixed plans jobs for itself alone', () => {
    expect(NodeCount.fixed(82)).toMatchObject({ min: 82, max: 82, hasRange: false });
  });

  test('that is fixed within a range plans jobs for the range', () => {
    expect(NodeCount.fixed(82, { min: 10, max: 200 })).toMatchObject({ min: 10, max: 200, hasRange: true });
  });

  test('may be given to two clusters, each with a parameter of its own', () => {
    const stack = newStack();
    const core = {
      instanceType: new InstanceType('r5.4xlarge'),
      count: NodeCount.parameter({ min: 1, max: 9, default: 3 }),
    };
    new TunedCluster(stack, 'Night-Jobs', clusterProps({ core }));
    new TunedCluster(stack, 'Day', clusterProps({ core }));

    expect(Object.keys(jsonOf(stack).Parameters)).toEqual(
      expect.arrayContaining(['DayCoreNodes', 'NightJobsCoreNodes']),
    );
  });

  test('of a cluster in a nested stack is a parameter of the stack that is deployed', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Data');
    const count = NodeCount.parameter({ min: 1, max: 9, default: 3 });
    new TunedCluster(
      nested,
      'Cluster',
      clusterProps({ core: { instanceType: new InstanceType('r5.4xlarge'), count } }),
    );
    const { Parameters, Resources } = jsonOf(stack);
    const { InstanceCount } = only(jsonOf(nested), 'AWS::EMR::Cluster').Properties.Instances.CoreInstanceGroup;

    expect(Parameters.DataClusterCoreNodes).toMatchObject({ Type: 'Number', MinValue: 1, MaxValue: 9, Default: 3 });
    expect(only({ Resources, Parameters }, 'AWS::CloudFormation::Stack').Properties.Parameters).toMatchObject({
      [InstanceCount.Ref]: { Ref: 'DataClusterCoreNodes' },
    });
  });

  test.each([0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('fails for %s nodes', (count) => {
    expect(() => NodeCount.fixed(count)).toThrow(/`count` of a node count must be a positive whole number, got/);
  });

  test('fails for a token, naming the way out', () => {
    const parameter = new CfnParameter(newStack(), 'Nodes', { type: 'Number' });

    expect(() => NodeCount.fixed(parameter.valueAsNumber)).toThrow(/known at synthesis; use NodeCount.parameter/);
    expect(() => NodeCount.parameter({ min: 1, max: Lazy.number({ produce: () => 9 }), default: 3 })).toThrow(/`max`/);
  });

  test('fails where min exceeds max', () => {
    expect(() => NodeCount.parameter({ min: 10, max: 2, default: 5 })).toThrow(
      '`min` must not exceed `max`, got 10 to 2',
    );
  });

  test('fails where the default lies outside', () => {
    expect(() => NodeCount.parameter({ min: 10, max: 20, default: 5 })).toThrow(
      '`default` must be within its range of 10 to 20, got 5',
    );
    expect(() => NodeCount.fixed(21, { min: 10, max: 20 })).toThrow(
      '`count` must be within its range of 10 to 20, got 21',
    );
  });

  test('fails for a range that reaches 0, where nothing could run', () => {
    expect(() => NodeCount.parameter({ min: 0, max: 20, default: 5 })).toThrow(/`min` .* got 0/);
  });
});
