import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import {
  NodeCount,
  RemediationMode,
  StepRemediator,
  type TunedClusterProps,
  WatchTarget,
  Workload,
} from '../../../lib';
import { jsonOf, newCluster, newStack, only, type TemplateJson } from '../synth';

const RANGE = { min: 2, max: 1_000 };

/** The brief's cluster and job with so many nodes, and task nodes beside. */
function templateWith(core: NodeCount, task: NodeCount = NodeCount.fixed(5, RANGE)): TemplateJson {
  const stack = newStack();
  const cluster = newCluster(
    {
      core: { instanceType: new InstanceType('r5.4xlarge'), count: core },
      taskGroups: [{ name: 'Extra', instanceType: new InstanceType('r5.4xlarge'), count: task, spot: true }],
    },
    stack,
  );
  cluster.addSparkStep('Join', { application: 's3://bucket/join.py', workload: Workload.rows(641_000_000, 1_000) });
  new StepRemediator(stack, 'Remediator', { target: WatchTarget.cluster(cluster), mode: RemediationMode.REMEDIATE });
  return jsonOf(stack);
}

const CORE_COUNT = /"CoreInstanceGroup":\{"InstanceCount":(\{"Ref":"ClusterCoreNodes"\}|\d+)/;
const TASK_COUNT = /("Type":"AWS::EMR::InstanceGroupConfig","Properties":\{"InstanceCount":)(\d+)/;

/** The template as text, without the core nodes' count. */
function withoutCoreCount(template: TemplateJson): string {
  const text = JSON.stringify(template);
  expect(text).toMatch(CORE_COUNT);
  return text.replace(CORE_COUNT, '"CoreInstanceGroup":{"InstanceCount":0');
}

describe('resizing', () => {
  test('changes nothing but the count between 2, 82 and 1,000 core nodes', () => {
    const [two, many, most] = [2, 82, 1_000].map((count) => templateWith(NodeCount.fixed(count, RANGE)));

    expect(withoutCoreCount(many!)).toBe(withoutCoreCount(two!));
    expect(withoutCoreCount(most!)).toBe(withoutCoreCount(two!));
    expect(two).not.toEqual(many);
  });

  test('changes nothing but the count for task nodes', () => {
    const [few, more] = [5, 40].map((count) =>
      JSON.stringify(templateWith(NodeCount.fixed(82, RANGE), NodeCount.fixed(count, RANGE))),
    );

    expect(few).toMatch(TASK_COUNT);
    expect(few).not.toBe(more);
    expect(few?.replace(TASK_COUNT, '$10')).toBe(more?.replace(TASK_COUNT, '$10'));
  });

  test('differs between a fixed count and a parameter in the count and the parameter alone', () => {
    const fixed = templateWith(NodeCount.fixed(82, RANGE));
    const { ClusterCoreNodes, ...parameters } = templateWith(NodeCount.parameter({ ...RANGE, default: 82 })).Parameters;
    const parametrised = templateWith(NodeCount.parameter({ ...RANGE, default: 82 }));

    expect(ClusterCoreNodes).toMatchObject({ Type: 'Number', Default: 82, MinValue: 2, MaxValue: 1_000 });
    const rest = withoutCoreCount({ ...parametrised, Parameters: parameters });
    expect(JSON.parse(rest)).toEqual(JSON.parse(withoutCoreCount(fixed)));
    expect(only(parametrised, 'AWS::EMR::Cluster').Properties.Instances.CoreInstanceGroup.InstanceCount).toEqual({
      Ref: 'ClusterCoreNodes',
    });
  });

  test("changes a parameter's default and nothing else", () => {
    const [small, large] = [2, 900].map((count) => templateWith(NodeCount.parameter({ ...RANGE, default: count })));

    expect(large?.Resources).toEqual(small?.Resources);
    expect(large?.Parameters).not.toEqual(small?.Parameters);
  });

  test('plans a step for the largest declared size: 4 executors a node, one place less for the application master', () => {
    const { Args } = only(templateWith(NodeCount.fixed(82, RANGE)), 'AWS::EMR::Step').Properties.HadoopJarStep;

    expect(Args).toContain(`spark.dynamicAllocation.maxExecutors=${4 * (RANGE.max + RANGE.max) - 1}`);
  });

  test('gives another plan to another declared range, which is what a range is for', () => {
    const narrow = templateWith(NodeCount.fixed(82, { min: 2, max: 100 }));

    expect(only(narrow, 'AWS::EMR::Step')).not.toEqual(
      only(templateWith(NodeCount.fixed(82, RANGE)), 'AWS::EMR::Step'),
    );
    expect(only(narrow, 'AWS::EMR::Cluster')).toEqual(
      only(templateWith(NodeCount.fixed(82, RANGE)), 'AWS::EMR::Cluster'),
    );
  });

  test('keeps the cluster when a task group of a known type is added', () => {
    const stack = newStack();
    const cluster = newCluster(
      { core: { instanceType: new InstanceType('r5.4xlarge'), count: NodeCount.fixed(82, RANGE) } },
      stack,
    );
    new StepRemediator(stack, 'Remediator', { target: WatchTarget.cluster(cluster), mode: RemediationMode.REMEDIATE });

    expect(only(jsonOf(stack), 'AWS::EMR::Cluster')).toEqual(
      only(templateWith(NodeCount.fixed(82, RANGE)), 'AWS::EMR::Cluster'),
    );
  });

  test('keeps the cluster when a task group of a planned type is added, and removed', () => {
    const plannedFor = [new InstanceType('m5.4xlarge')];
    const group = { name: 'Extra', instanceType: new InstanceType('m5.4xlarge'), count: NodeCount.fixed(5, RANGE) };
    const clusterWith = (props: Partial<TunedClusterProps>) =>
      only(jsonOf(newCluster(props).stack), 'AWS::EMR::Cluster').Properties;

    expect(clusterWith({ plannedFor, taskGroups: [group] })).toEqual(clusterWith({ plannedFor }));
    expect(clusterWith({ taskGroups: [group] })).not.toEqual(clusterWith({}));
  });
});
