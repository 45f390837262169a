import type { ClusterFacts, InstanceGroupFacts, Instances, MetricPoint, MetricSeries } from '../../lib/remedy';

/** When the root step started, epoch ms; aligned to CloudWatch's five minutes. */
export const START = Date.UTC(2026, 0, 5, 6, 0, 0);
const MINUTE_MS = 60_000;

/** The first moment at which five points lie behind the root step's warm-up: here every search begins. */
export const FOUND_AT = START + 40 * MINUTE_MS;

export const CLUSTER_ID = 'j-STUCK';
export const ROOT_ID = 's-ROOT';
export const REMEDIATOR_ID = 'one';
/** The key of every lineage here; a search needs no secret. */
export const HMAC_KEY = '11'.repeat(32);

/** 82 r5.4xlarge of 122,880 MiB and 16 vCPUs, one executor of 120,000 MiB and 7 cores on each. */
export const FAT_ARGS: readonly string[] = [
  'spark-submit',
  '--deploy-mode',
  'client',
  '--executor-memory',
  '101053m',
  '--executor-cores',
  '7',
  '--conf',
  'spark.executor.memoryOverhead=18947m',
  '--conf',
  'spark.sql.shuffle.partitions=60000',
  '--conf',
  'spark.emrautotune.allow=true',
  's3://bucket/join.py',
];

const NODES = 82;

/** 82 × 120,000 + 896 of 82 × 122,880 MB, 83 containers, 574 of 1,312 cores busy. */
export const FAT_POINT: Omit<MetricPoint, 'at'> = {
  memoryTotalMB: 10_076_160,
  memoryAllocatedMB: 9_840_896,
  containersAllocated: 83,
  containersPending: 40,
  appsRunning: 1,
  cpuUtilisation: 0.4375,
};

export const GROUPS: readonly InstanceGroupFacts[] = [
  { role: 'MASTER', instanceType: 'm5.xlarge', requested: 1, running: 1, state: 'RUNNING' },
  { role: 'CORE', instanceType: 'r5.4xlarge', requested: NODES, running: NODES, state: 'RUNNING' },
];

export const INSTANCES: Instances = {
  workers: Array.from({ length: NODES }, () => ({ instanceType: 'r5.4xlarge', readyAt: START - 60 * MINUTE_MS })),
  primaries: 1,
};

export function clusterFacts(tag: string, stepConcurrency: number): ClusterFacts {
  return {
    state: 'RUNNING',
    releaseLabel: 'emr-7.9.0',
    tags: { 'emr-autotune': tag },
    autoTerminate: false,
    stepConcurrency,
    kerberos: false,
    usesInstanceFleets: false,
    calculator: 'dominant',
    sparkDefaults: {},
  };
}

const PERIOD_MS = 5 * MINUTE_MS;

/** Points every five minutes; the newest covers the five minutes before `now`. */
export function pointsUntil(now: number, count: number, point: Omit<MetricPoint, 'at'>): MetricPoint[] {
  const newest = Math.floor(now / PERIOD_MS) * PERIOD_MS - PERIOD_MS;
  return Array.from({ length: count }, (_, i) => ({ at: newest - (count - 1 - i) * PERIOD_MS, ...point }));
}

export function stuckMetrics(now: number): MetricSeries {
  return { periodMs: PERIOD_MS, points: pointsUntil(now, 12, FAT_POINT) };
}
