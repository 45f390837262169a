import { describe, expect, test } from 'vitest';
import { queryMetric } from '../../lib/simulator/cloudwatch/query';
import type { MetricId, Statistic } from '../../lib/simulator/cloudwatch/types';
import { advance } from '../../lib/simulator/world/advance';
import { createWorld } from '../../lib/simulator/world/create';
import type { World } from '../../lib/simulator/world/types';
import { CLUSTER_ID, MINUTE, START_MS, scenarioWith } from './support';

const at = (minutes: number): number => START_MS + minutes * MINUTE;
const worldAt = (minutes: number, changes: Record<string, unknown> = {}): World =>
  advance(createWorld(scenarioWith(changes)), at(minutes));

const emrMetric = (name: string): MetricId => ({
  namespace: 'AWS/ElasticMapReduce',
  name,
  dimensions: { JobFlowId: CLUSTER_ID },
});
const agentMetric = (world: World, name: string): MetricId => ({
  namespace: 'CWAgent',
  name,
  dimensions: {
    'cluster.id': CLUSTER_ID,
    'instance.id': world.cluster.instances.find((i) => i.role === 'MASTER')!.ec2InstanceId,
    'node.type': 'master',
    'service.name': 'hadoop-yarn-resourcemanager',
  },
});

function points(
  world: World,
  metric: MetricId,
  fromMinutes: number,
  toMinutes: number,
  periodSeconds = 300,
  statistic: Statistic = 'Average',
) {
  const query = { metric, periodMs: periodSeconds * 1000, statistic, startMs: at(fromMinutes), endMs: at(toMinutes) };
  return queryMetric(world, query).map((p) => [(p.timestampMs - START_MS) / MINUTE, p.value] as const);
}
const latest = (world: World, metric: MetricId, minute: number, period = 300): number | undefined =>
  points(world, metric, minute, minute + 5, period)[0]?.[1];

describe('the metrics of the fat run', () => {
  const world = worldAt(60);

  test('read 97.7 % of memory: 82 executors of 120,000 MB and an application master of 896', () => {
    expect(latest(world, emrMetric('MemoryAllocatedMB'), 30)).toBe(82 * 120_000 + 896);
    expect(latest(world, emrMetric('MemoryTotalMB'), 30)).toBe(82 * 122_880);
    expect(latest(world, emrMetric('MemoryAvailableMB'), 30)).toBe(10_076_160 - 9_840_896);
    expect(latest(world, emrMetric('YARNMemoryAvailablePercentage'), 30)).toBeCloseTo(100 - 97.665, 3);
    expect(latest(world, emrMetric('ContainerAllocated'), 30)).toBe(83);
    expect(latest(world, emrMetric('AppsRunning'), 30)).toBe(1);
    expect(latest(world, emrMetric('CoreNodesRunning'), 30)).toBe(82);
    expect(latest(world, emrMetric('IsIdle'), 30)).toBe(0);
  });

  test('show every task that waits as pending executors', () => {
    // Minute 30: 1,800 s − 115 s before the first task = 7 waves of 222.1 s done; 60,000 − 7 × 574 tasks in executors of 7.
    const pending = Math.ceil((60_000 - 7 * 574) / 7) - 82;
    expect(latest(world, emrMetric('ContainerPending'), 30)).toBe(pending);
    expect(latest(world, emrMetric('ContainerPendingRatio'), 30)).toBeCloseTo(pending / 83, 9);
  });

  test('measure 7 of 16 vCPUs busy on every core node, and nothing on the primary', () => {
    for (const instance of world.cluster.instances) {
      const cpu = latest(
        world,
        { namespace: 'AWS/EC2', name: 'CPUUtilization', dimensions: { InstanceId: instance.ec2InstanceId } },
        30,
      );
      expect(cpu).toBeCloseTo(instance.role === 'CORE' ? 43.75 : 0, 9);
    }
  });

  test('measure the same through the CloudWatch agent, every minute', () => {
    expect(latest(world, agentMetric(world, 'ClusterMetrics.UtilizedVirtualCores'), 30, 60)).toBe(574);
    expect(latest(world, agentMetric(world, 'ClusterMetrics.CapabilityVirtualCores'), 30, 60)).toBe(1312);
    expect(latest(world, agentMetric(world, 'QueueMetrics.root.AllocatedVCores'), 30, 60)).toBe(575);
    expect(latest(world, agentMetric(world, 'QueueMetrics.root.PendingContainers'), 30, 60)).toBeGreaterThan(0);
    expect(points(world, agentMetric(world, 'QueueMetrics.root.AllocatedMB'), 30, 35, 60)).toHaveLength(5);
  });
});

// Rows 1 to 3 of the scheduler's recorded answers, with an application master of 1,024 MB (640 + 384).
describe('the figures of a real scheduler', () => {
  const recorded = (calculator: string, cores: number, heapMiB: number, overheadMiB: number, max: number): World =>
    worldAt(30, {
      calculator,
      nodes: [{ instanceType: 'r5.8xlarge', count: 41 }],
      clusterSparkConf: { 'spark.yarn.am.memory': '640m', 'spark.dynamicAllocation.maxExecutors': `${max}` },
      steps: [
        {
          name: 'recorded',
          args: [
            'spark-submit',
            '--executor-memory',
            `${heapMiB}m`,
            '--executor-cores',
            `${cores}`,
            '--conf',
            `spark.executor.memoryOverhead=${overheadMiB}m`,
            '--conf',
            'spark.sql.shuffle.partitions=50000',
            'x.py',
          ],
          work: { slotHours: 5_000 },
        },
      ],
    });

  test.each([
    ['fat, dominant', recorded('dominant', 7, 104_000, 20_000, 200), 83, 118, 10_169_024, 575],
    ['slim, default', recorded('default', 4, 14_900, 2_800, 900), 575, 326, 10_176_896, 575],
    ['slim, dominant', recorded('dominant', 4, 14_900, 2_800, 900), 328, 573, 5_798_080, 1309],
  ])('%s', (_, world, containers, pending, allocated, vcores) => {
    expect(latest(world, emrMetric('ContainerAllocated'), 20)).toBe(containers);
    expect(latest(world, emrMetric('ContainerPending'), 20)).toBe(pending);
    expect(latest(world, emrMetric('MemoryAllocatedMB'), 20)).toBe(allocated);
    expect(latest(world, agentMetric(world, 'QueueMetrics.root.AllocatedVCores'), 20, 60)).toBe(vcores);
  });

  test('tell the two look-alikes apart by their CPU', () => {
    const cpu = (world: World): number =>
      latest(world, agentMetric(world, 'ClusterMetrics.UtilizedVirtualCores'), 20, 60)!;
    expect(cpu(recorded('dominant', 7, 104_000, 20_000, 200))).toBe(574);
    expect(cpu(recorded('default', 4, 14_900, 2_800, 900))).toBe(1312);
  });
});

describe('a point', () => {
  test('is seen a lag after its timestamp, and not before its period is over', () => {
    const last = (minutes: number, lag: number): number | undefined =>
      points(worldAt(minutes, { faults: { metricLagMinutes: lag } }), emrMetric('IsIdle'), 0, 100).at(-1)?.[0];
    expect(last(31, 5)).toBe(25);
    expect(last(30, 5)).toBe(25);
    expect(last(30, 0)).toBe(25);
    expect(last(30, 12)).toBe(15);
  });

  test('that was lost is missing, not zero', () => {
    const world = worldAt(60, { faults: { metricGaps: [{ fromMinutes: 20, toMinutes: 35 }] } });
    expect(points(world, emrMetric('MemoryTotalMB'), 10, 45).map(([minute]) => minute)).toEqual([10, 15, 35, 40]);
  });

  test('belongs to the period that it begins, and statistics cover the period', () => {
    const world = worldAt(120);
    expect(points(world, emrMetric('MemoryTotalMB'), 0, 60, 3600, 'SampleCount')).toEqual([[0, 12]]);
    expect(points(world, emrMetric('ContainerAllocated'), 0, 60, 3600, 'Minimum')).toEqual([[0, 0]]);
    expect(points(world, emrMetric('ContainerAllocated'), 0, 60, 3600, 'Maximum')).toEqual([[0, 83]]);
    expect(points(world, emrMetric('ContainerAllocated'), 0, 60, 3600, 'Sum')).toEqual([[0, 11 * 83]]);
  });

  test('before the start of the query or at its end is not in the answer', () => {
    expect(points(worldAt(60), emrMetric('IsIdle'), 11, 25).map(([minute]) => minute)).toEqual([15, 20]);
  });

  test('comes only under its exact name and dimensions', () => {
    const world = worldAt(60);
    expect(points(world, emrMetric('NoSuchMetric'), 0, 60)).toEqual([]);
    expect(points(world, emrMetric('constructor'), 0, 60)).toEqual([]);
    expect(points(world, { ...emrMetric('IsIdle'), dimensions: { JobFlowId: 'j-OTHER' } }, 0, 60)).toEqual([]);
    expect(points(world, { ...emrMetric('IsIdle'), dimensions: { ClusterId: CLUSTER_ID } }, 0, 60)).toEqual([]);
    const agent = agentMetric(world, 'ClusterMetrics.UtilizedVirtualCores');
    const { 'service.name': _, ...three } = agent.dimensions;
    expect(points(world, { ...agent, dimensions: three }, 0, 60)).toEqual([]);
  });

  test('of the agent needs the classification that asks for it', () => {
    const without = worldAt(60, { agentMetrics: false });
    expect(points(without, agentMetric(without, 'ClusterMetrics.UtilizedVirtualCores'), 0, 60)).toEqual([]);
    const old = worldAt(60, { release: 'emr-6.15.0', agentMetrics: false });
    expect(points(old, emrMetric('MemoryTotalMB'), 0, 60)).toHaveLength(12);
    expect(points(old, agentMetric(old, 'ClusterMetrics.UtilizedVirtualCores'), 0, 60)).toEqual([]);
  });
});

describe('a point that is late or changes', () => {
  const seen = (faults: Record<string, unknown>, atMinute: number, metric: MetricId, period = 300): number =>
    points(worldAt(atMinute, { faults }), metric, 0, 60, period).length;

  test('arrives after its period and the delay of its namespace', () => {
    const delays = { metricDelayMinutes: { 'AWS/ElasticMapReduce': 15 } };
    // The point of minute 10 ends with minute 15 and arrives with minute 30.
    expect(seen(delays, 29.9, emrMetric('IsIdle'))).toBe(2);
    expect(seen(delays, 30, emrMetric('IsIdle'))).toBe(3);
    const world = worldAt(30);
    const agent = agentMetric(world, 'QueueMetrics.root.AllocatedMB');
    expect(seen({ metricDelayMinutes: { CWAgent: 0 } }, 30, agent, 60)).toBe(30);
    expect(seen({ metricDelayMinutes: { CWAgent: 2 } }, 30, agent, 60)).toBe(28);
    expect(seen(delays, 30, agent, 60)).toBe(26);
  });

  test('is first seen as a multiple of its value', () => {
    const faults = {
      metricRevisions: [{ fromMinutes: 20, toMinutes: 30, times: 0.5, revisedAfterMinutes: 10 }],
    };
    const total = (atMinute: number) => points(worldAt(atMinute, { faults }), emrMetric('MemoryTotalMB'), 15, 30);
    const all = 82 * 122_880;
    expect(total(30)).toEqual([
      [15, all],
      [20, all / 2],
      [25, all / 2],
    ]);
    expect(total(35).map(([, value]) => value)).toEqual([all, all, all / 2]);
    expect(total(40).map(([, value]) => value)).toEqual([all, all, all]);
  });
});

describe('vcores', () => {
  const figures = (vcoreFigures: string, calculator: string): (number | undefined)[] => {
    const world = worldAt(60, { faults: { vcoreFigures }, calculator });
    return [
      'QueueMetrics.root.AllocatedVCores',
      'QueueMetrics.root.AvailableVCores',
      'ClusterMetrics.CapabilityVirtualCores',
    ].map((name) => latest(world, agentMetric(world, name), 30, 60));
  };

  test.each([
    ['calculator', 'dominant', [575, 737, 1312]],
    ['calculator', 'default', [83, 1229, 1312]],
    ['containers', 'dominant', [83, 1229, 1312]],
    ['asked', 'default', [575, 737, 1312]],
    ['doubled', 'dominant', [575, 2049, 2624]],
    ['absent', 'dominant', [undefined, undefined, undefined]],
  ])('counted as %s under the %s calculator', (vcoreFigures, calculator, expected) => {
    expect(figures(vcoreFigures, calculator)).toEqual(expected);
  });
});
