import { CfnParameter, Lazy, NestedStack, Token } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { describe, expect, test } from 'vitest';
import { NodeCount, TunedCluster } from '../../../lib';
import { clusterProps, jsonOf, newCluster, newStack, only, resources, warnings } from '../synth';

describe('a node count', () => {
  test('that is fixed plans jobs for itself alone', () => {
    expect(NodeCount.fixed(82)).toMatchObject({ min: 82, max: 82, hasRange: false });
  });

  test('that is fixed within a range plans jobs for the range', () => {
    expect(NodeCount.fixed(82, { min: 10, max: 200 })).toMatchObject({ min: 10, max: 200, hasRange: true });
  });

  test('that is fixed may name one end of the range, and is the other itself', () => {
    expect(NodeCount.fixed(4, { max: 20 })).toMatchObject({ min: 4, max: 20, hasRange: true });
    expect(NodeCount.fixed(4, { min: 2 })).toMatchObject({ min: 2, max: 4, hasRange: true });
    expect(NodeCount.fixed(4, {})).toMatchObject({ min: 4, max: 4, hasRange: false });
    expect(() => NodeCount.fixed(4, { max: 3 })).toThrow('got 4 to 3');
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

  test.each([-1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('fails for %s nodes', (count) => {
    expect(() => NodeCount.fixed(count)).toThrow(/`count` of a node count must be a whole number of 0 or more, got/);
  });

  test('fails for a token, naming the way out', () => {
    const parameter = new CfnParameter(newStack(), 'Nodes', { type: 'Number' });

    expect(() => NodeCount.fixed(parameter.valueAsNumber)).toThrow(
      /known at synthesis; use NodeCount.parameter .* or NodeCount.of/,
    );
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

  test('may be 0 for a task group, chosen at deployment or planned for later, and jobs are planned for both ends', () => {
    const stack = newStack();
    const group = { instanceType: new InstanceType('r5.4xlarge') };
    const cluster = newCluster(
      {
        taskGroups: [
          { ...group, name: 'Some', count: NodeCount.parameter({ min: 0, max: 50, default: 0 }) },
          { ...group, name: 'Later', count: NodeCount.fixed(0, { min: 0, max: 10 }) },
          { ...group, name: 'Never', count: NodeCount.fixed(0) },
        ],
      },
      stack,
    );
    const args = cluster.sparkSubmitArgs({ application: 's3://bucket/join.py' });
    const template = jsonOf(stack);

    expect(
      resources(template, 'AWS::EMR::InstanceGroupConfig').map(({ Properties }) => Properties.InstanceCount),
    ).toEqual([{ Ref: 'ClusterTaskSomeNodes' }, 0, 0]);
    expect(template.Parameters.ClusterTaskSomeNodes).toMatchObject({ MinValue: 0, MaxValue: 50, Default: 0 });
    // Four executors on each of 200 core and 60 task nodes, less the application master's place; 40 % of what 10 core nodes run.
    expect(args).toContain('spark.dynamicAllocation.maxExecutors=1039');
    expect(args).toContain('spark.dynamicAllocation.initialExecutors=16');
  });

  test.each([NodeCount.fixed(0), NodeCount.parameter({ min: 0, max: 20, default: 5 })])(
    'fails for core nodes that may be none',
    (count) => {
      expect(() => newCluster({ core: { instanceType: new InstanceType('r5.4xlarge'), count } })).toThrow(
        '`core.count` must be 1 or more, got 0; only task groups can be empty',
      );
    },
  );

  test('may come from a parameter of your own or from Parameter Store', () => {
    const stack = newStack();
    const own = new CfnParameter(stack, 'Nodes', { type: 'Number', minValue: 2, maxValue: 50, default: 4 });
    const stored = Token.asNumber(StringParameter.valueForStringParameter(stack, '/emr/nodes'));
    const range = { min: 2, max: 50 };
    const instanceType = new InstanceType('r5.4xlarge');
    newCluster(
      {
        core: { instanceType, count: NodeCount.of(own.valueAsNumber, range) },
        taskGroups: [{ name: 'Stored', instanceType, count: NodeCount.of(stored, { min: 0, max: 9 }) }],
      },
      stack,
    );
    const template = jsonOf(stack);

    expect(only(template, 'AWS::EMR::Cluster').Properties.Instances.CoreInstanceGroup.InstanceCount).toEqual({
      Ref: 'Nodes',
    });
    expect(only(template, 'AWS::EMR::InstanceGroupConfig').Properties.InstanceCount).toEqual({
      Ref: expect.stringContaining('emrnodes'),
    });
    expect(warnings(stack)).toEqual([]);
  });

  test('of your own that allows more than jobs are planned for is warned of', () => {
    const stack = newStack();
    const own = new CfnParameter(stack, 'Nodes', { type: 'Number', minValue: 2 });
    const count = NodeCount.of(own.valueAsNumber, { min: 2, max: 50 });
    newCluster({ core: { instanceType: new InstanceType('r5.4xlarge'), count } }, stack);

    expect(warnings(stack)).toEqual([
      expect.stringMatching(/^parameter Nodes allows numbers outside of 2 to 50.*@cdk-emr-autotune:count-not-limited/s),
    ]);
  });

  test('that is known already is checked against its range', () => {
    expect(NodeCount.of(4, { min: 2, max: 50 })).toMatchObject({ min: 2, max: 50, hasRange: true });
    expect(() => NodeCount.of(60, { min: 2, max: 50 })).toThrow(/`count` must be within its range of 2 to 50, got 60/);
  });

  test('has a parameter of the name that you choose', () => {
    const stack = newStack();
    const count = NodeCount.parameter({ min: 2, max: 50, default: 4, parameterName: 'Size' });
    newCluster({ core: { instanceType: new InstanceType('r5.4xlarge'), count } }, stack);

    expect(jsonOf(stack).Parameters).toHaveProperty('Size');
    expect(() => NodeCount.parameter({ min: 2, max: 50, default: 4, parameterName: 'my-size' })).toThrow(
      '`parameterName` must be letters and digits, got "my-size"',
    );
  });

  test('fails where two clusters would have a parameter of one name, naming both and the way out', () => {
    const stack = newStack();
    const core = (parameterName?: string) => ({
      instanceType: new InstanceType('r5.4xlarge'),
      count: NodeCount.parameter({ min: 1, max: 9, default: 3, ...(parameterName && { parameterName }) }),
    });
    new TunedCluster(stack, 'night-jobs', clusterProps({ core: core() }));

    expect(() => new TunedCluster(stack, 'nightjobs', clusterProps({ core: core() }))).toThrow(
      /^Test\/nightjobs needs a parameter nightjobsCoreNodes, but Test\/night-jobs\/CoreNodes has that name.*parameterName/,
    );
    new TunedCluster(stack, 'night_jobs', clusterProps({ core: core('Other') }));
  });
});
