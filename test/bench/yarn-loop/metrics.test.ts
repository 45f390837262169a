import { expect, test } from 'vitest';
import { metricsOver, type Sample } from '../../../bench/yarn-loop/metrics';
import { CLUSTER_ID } from '../../../lib/simulator/world/create';

const MINUTE = 60_000;

const sample = (minute: number, allocatedMB: number, containers = 0.5): Sample => ({
  atMs: minute * MINUTE,
  allocatedMB,
  totalMB: 98_304,
  vcoresAcrossPartition: 64,
  totalVirtualCores: 64,
  allocatedVirtualCores: 29,
  utilizedVirtualCores: 0,
  containers: 5,
  pending: 1,
  appsRunning: 1,
  appsSubmitted: 1,
  appsCompleted: 0,
  appsFailed: 0,
  appsKilled: 0,
  nodes: 4,
  nodeCpu: [{ containers, machineCores: 1 }],
});

const memory = { namespace: 'AWS/ElasticMapReduce', name: 'MemoryAllocatedMB', dimensions: { JobFlowId: CLUSTER_ID } };
const cpu = { namespace: 'AWS/EC2', name: 'CPUUtilization', dimensions: { InstanceId: 'i-1' } };

async function points(samples: Sample[], metric: typeof memory | typeof cpu, nowMinutes: number) {
  const dimensions: Readonly<Record<string, string>> = { ...metric.dimensions };
  const query = {
    metric: { ...metric, dimensions },
    periodMs: 5 * MINUTE,
    statistic: 'Average',
    startMs: 0,
    endMs: 60 * MINUTE,
  } as const;
  const found = await metricsOver(samples, ['i-1'], () => nowMinutes * MINUTE).points(query);
  return found.map(({ timestampMs, value }) => [timestampMs / MINUTE, value]);
}

test('a point is the first sample of its five minutes, and is there when they are over', async () => {
  const samples = [sample(0, 100), sample(4, 200), sample(5, 300), sample(9, 400)];
  expect(await points(samples, memory, 9)).toEqual([[0, 100]]);
  expect(await points(samples, memory, 10)).toEqual([
    [0, 100],
    [5, 300],
  ]);
});

test('minutes in which the ResourceManager did not answer have no point, rather than zero', async () => {
  expect(await points([sample(1, 100), sample(11, 300)], memory, 20)).toEqual([
    [0, 100],
    [10, 300],
  ]);
});

test('CPU is the mean over the five minutes, in percent of the node', async () => {
  expect(await points([sample(0, 1, 0.2), sample(3, 1, 0.4)], cpu, 5)).toEqual([[0, expect.closeTo(30, 9)]]);
});
