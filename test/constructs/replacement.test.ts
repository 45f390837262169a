import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Tags } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import {
  type AutomaticScaling,
  EmrRelease,
  type InstanceFleet,
  NodeCount,
  SizingVersion,
  type TaskGroup,
  type TunedCluster,
  type TunedClusterProps,
} from '../../lib';
import { jsonOf, newCluster, newStack, type TemplateJson } from './synth';
import { changesBetween } from './template-changes';

type Props = Partial<TunedClusterProps>;

const R5 = new InstanceType('r5.4xlarge');
const RANGE = { min: 2, max: 400 };
const count = (nodes: number): NodeCount => NodeCount.fixed(nodes, RANGE);
const core = (nodes: number): Props => ({
  plannedNodes: { min: 2, max: 2_000 },
  core: { instanceType: R5, count: count(nodes) },
});
const scaled = (limits: object): Props => ({
  ...core(4),
  managedScaling: { minimum: 2, maximum: 100, ...limits },
  plannedNodes: RANGE,
});
const extra = (group: Partial<TaskGroup>): TaskGroup => ({
  name: 'Extra',
  instanceType: R5,
  count: count(5),
  ...group,
});
const fleet = (onDemand: number, spot: number): InstanceFleet => ({
  instanceTypes: [{ instanceType: R5 }, { instanceType: new InstanceType('r5.8xlarge'), weight: 2 }],
  onDemand: count(onDemand),
  spot: count(spot),
});
const fleets = (onDemand: number, spot: number): Props => ({
  core: undefined,
  plannedNodes: { min: 2, max: 2_000 },
  coreFleet: fleet(onDemand, spot),
});

const rules = (maximum: number, adjustment: number): AutomaticScaling => ({
  minimum: 2,
  maximum,
  rules: [
    {
      name: 'Grow',
      metricName: 'YARNMemoryAvailablePercentage',
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 15,
      period: Duration.minutes(5),
      adjustment,
    },
  ],
});

/** The template of a cluster with a step. */
function templateOf(props: Props, change?: (cluster: TunedCluster) => void): TemplateJson {
  const cluster = newCluster(props, newStack());
  cluster.addSparkStep('Join', { application: 's3://bucket/join.py' });
  change?.(cluster);
  return jsonOf(cluster.stack);
}

const CLUSTER = 'AWS::EMR::Cluster';
const GROUP = 'AWS::EMR::InstanceGroupConfig';

describe('in place, by the update behaviour of each property that differs, go', () => {
  test.each<[string, Props, Props, string[]]>([
    ['2 core nodes to 400', core(2), core(400), [`${CLUSTER} Instances.CoreInstanceGroup.InstanceCount`]],
    [
      'limits of managed scaling',
      scaled({}),
      scaled({ minimum: 5, maximum: 400, maximumCore: 50 }),
      ['MaximumCapacityUnits', 'MaximumCoreCapacityUnits', 'MinimumCapacityUnits'].map(
        (limit) => `${CLUSTER} ManagedScalingPolicy.ComputeLimits.${limit}`,
      ),
    ],
    [
      'the spot share of managed scaling, and Advanced Scaling',
      scaled({ maximumOnDemand: 100 }),
      scaled({ maximumOnDemand: 10, utilizationPerformanceIndex: 50 }),
      [
        `${CLUSTER} ManagedScalingPolicy.ComputeLimits.MaximumOnDemandCapacityUnits`,
        `${CLUSTER} ManagedScalingPolicy.ScalingStrategy`,
        `${CLUSTER} ManagedScalingPolicy.UtilizationPerformanceIndex`,
      ],
    ],
    [
      'the capacity and the spot share of a fleet',
      fleets(10, 10),
      fleets(4, 40),
      [
        `${CLUSTER} Instances.CoreInstanceFleet.TargetOnDemandCapacity`,
        `${CLUSTER} Instances.CoreInstanceFleet.TargetSpotCapacity`,
      ],
    ],
    [
      'task nodes',
      { ...core(4), taskGroups: [extra({})] },
      { ...core(4), taskGroups: [extra({ count: count(2) })] },
      [`${GROUP} InstanceCount`],
    ],
    [
      'limits and rules of automatic scaling',
      { ...core(4), core: { instanceType: R5, count: count(4), automaticScaling: rules(20, 2) } },
      { ...core(4), core: { instanceType: R5, count: count(4), automaticScaling: rules(40, 5) } },
      ['Constraints.MaxCapacity', 'Rules.Action.SimpleScalingPolicyConfiguration.ScalingAdjustment'].map(
        (inner) => `${CLUSTER} Instances.CoreInstanceGroup.AutoScalingPolicy.${inner}`,
      ),
    ],
    [
      'timeouts of the resize of a fleet',
      { ...fleets(4, 4), coreFleet: { ...fleet(4, 4), spotResizeTimeout: Duration.minutes(10) } },
      { ...fleets(4, 4), coreFleet: { ...fleet(4, 4), spotResizeTimeout: Duration.minutes(20) } },
      [`${CLUSTER} Instances.CoreInstanceFleet.ResizeSpecifications.SpotResizeSpecification.TimeoutDurationMinutes`],
    ],
    [
      'the replacement of unhealthy nodes',
      core(4),
      { ...core(4), unhealthyNodeReplacement: true },
      [`${CLUSTER} Instances.UnhealthyNodeReplacement`],
    ],
    [
      'protection, concurrency, idle time',
      { ...core(4), idleTimeout: Duration.hours(1) },
      { ...core(4), idleTimeout: Duration.hours(2), terminationProtection: true, stepConcurrencyLevel: 5 },
      [
        `${CLUSTER} AutoTerminationPolicy.IdleTimeout`,
        `${CLUSTER} Instances.TerminationProtected`,
        `${CLUSTER} StepConcurrencyLevel`,
      ],
    ],
  ])('%s', (_what, before, after, inPlace) => {
    expect(changesBetween(templateOf(before), templateOf(after))).toEqual({
      replaced: [],
      inPlace,
      added: [],
      removed: [],
    });
  });

  test('tags', () => {
    const tagged = templateOf(core(4), (cluster) => Tags.of(cluster).add('team', 'risk'));
    const { replaced, inPlace } = changesBetween(templateOf(core(4)), tagged);

    expect(replaced).toEqual([]);
    expect(inPlace).toEqual(expect.arrayContaining([`${CLUSTER} Tags`]));
  });

  test.each<[string, Props, Props, string]>([
    ['a task group', core(4), { ...core(4), taskGroups: [extra({})] }, GROUP],
    ['a task fleet', fleets(4, 4), { ...fleets(4, 4), taskFleet: fleet(2, 10) }, 'AWS::EMR::InstanceFleetConfig'],
  ])('%s that is added, and removed again', (_what, without, having, type) => {
    const [before, after] = [templateOf(without), templateOf(having)];

    expect(changesBetween(before, after)).toMatchObject({ replaced: [], added: [type], removed: [] });
    expect(changesBetween(after, before)).toMatchObject({ replaced: [], added: [], removed: [type] });
  });

  test('a task group that becomes one of spot nodes: the group is replaced, the cluster and its steps stay', () => {
    const groups = (spot: boolean): Props => ({ ...core(4), taskGroups: [extra({ spot })] });

    expect(changesBetween(templateOf(groups(false)), templateOf(groups(true))).replaced).toEqual([`${GROUP} Market`]);
  });
});

describe('a change that must replace the cluster is seen as such', () => {
  test.each<[string, Props, string]>([
    ['another release', { release: EmrRelease.EMR_7_10_0 }, `${CLUSTER} ReleaseLabel`],
    [
      'another type of core node',
      { core: { instanceType: new InstanceType('m5.4xlarge'), count: count(4) } },
      `${CLUSTER} Instances.CoreInstanceGroup.InstanceType`,
    ],
    [
      "one's own setting",
      { sparkConf: { 'spark.executor.cores': '5' } },
      `${CLUSTER} Configurations.ConfigurationProperties`,
    ],
    ['another name', { clusterName: 'nightly' }, `${CLUSTER} Name`],
  ])('%s', (_what, props, property) => {
    expect(changesBetween(templateOf(core(4)), templateOf({ ...core(4), ...props })).replaced).toContain(property);
  });
});

test('an upgrade of the library keeps a cluster that was deployed with the same sizing version', () => {
  const path = join(__dirname, 'deployed-cluster.json');
  const deployed = JSON.parse(readFileSync(path, 'utf8')) as TemplateJson;
  const now = templateOf({ ...core(4), sizingVersion: SizingVersion.V2026_1, taskGroups: [extra({})] });
  const { replaced, removed } = changesBetween(deployed, now);

  expect({ replaced, removed }).toEqual({ replaced: [], removed: [] });
});
