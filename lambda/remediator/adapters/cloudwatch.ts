import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { MetricPoint, MetricSeries } from '../../../lib/remedy';
import { listed } from '../../../lib/sources';
import { limitedPages } from './pages';

const PERIOD_S = 300;
const PERIOD_MS = PERIOD_S * 1000;

/** Nodes whose CPU is asked for; every query is billed. */
const MAX_CPU_NODES = 100;
/** Share of the asked nodes that must answer before their mean counts. */
const ENOUGH_NODES = 0.8;
const MAX_PAGES = 10;

interface MetricRequest {
  readonly clusterId: string;
  /** EC2 ids of core and task nodes whose CPU is wanted; none: not asked. */
  readonly workers: readonly string[];
  /** EC2 id of the primary, where the CloudWatch agent may publish YARN's figures. */
  readonly primary?: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export type MetricReader = (request: MetricRequest) => Promise<MetricSeries>;

/** Demand is what lasts through a period, a neighbour whoever ran in it; the others are means. */
const FIGURES = {
  memoryTotalMB: ['MemoryTotalMB', 'Average'],
  memoryAllocatedMB: ['MemoryAllocatedMB', 'Average'],
  containersAllocated: ['ContainerAllocated', 'Average'],
  containersPending: ['ContainerPending', 'Minimum'],
  appsRunning: ['AppsRunning', 'Maximum'],
} as const;

type FigureName = keyof typeof FIGURES;
type Statistic = 'Average' | 'Minimum' | 'Maximum';

/** All figures of one cluster in one request. */
export function cloudWatchReader(client: CloudWatchClient): MetricReader {
  return async (request) => {
    const values = await read(client, queriesFor(request), request);
    return toSeries(values);
  };
}

/** At most 100 nodes, evenly drawn, so that a slow corner of the cluster is not taken for the whole. */
export function evenlyDrawn<T>(all: readonly T[], max = MAX_CPU_NODES): T[] {
  if (all.length <= max) return [...all];
  return Array.from({ length: max }, (_, i) => all[Math.floor((i * all.length) / max)]).filter(
    (one): one is T => one !== undefined,
  );
}

function queriesFor({ clusterId, workers, primary }: MetricRequest): MetricDataQuery[] {
  const query = (
    id: string,
    [namespace, name, statistic = 'Average']: readonly [string, string, Statistic?],
    dimensions: Readonly<Record<string, string>>,
  ) => ({
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: PERIOD_S,
      Stat: statistic,
    },
  });
  const agent = {
    'cluster.id': clusterId,
    'instance.id': primary ?? '',
    'node.type': 'master',
    'service.name': 'hadoop-yarn-resourcemanager',
  };
  return [
    ...Object.entries(FIGURES).map(([id, figure]) =>
      query(id, ['AWS/ElasticMapReduce', ...figure], { JobFlowId: clusterId }),
    ),
    ...evenlyDrawn(workers).map((id, i) => query(`cpu${i}`, ['AWS/EC2', 'CPUUtilization'], { InstanceId: id })),
    ...(primary === undefined
      ? []
      : [
          query('utilized', ['CWAgent', 'ClusterMetrics.UtilizedVirtualCores'], agent),
          query('capability', ['CWAgent', 'ClusterMetrics.CapabilityVirtualCores'], agent),
        ]),
  ];
}

/** Values by query id and time. */
type Values = ReadonlyMap<string, ReadonlyMap<number, number>>;

async function read(
  client: CloudWatchClient,
  queries: MetricDataQuery[],
  { fromMs, toMs }: MetricRequest,
): Promise<Values> {
  const values = new Map<string, Map<number, number>>(queries.map(({ Id = '' }) => [Id, new Map()]));
  const start = Math.floor(fromMs / PERIOD_MS) * PERIOD_MS;
  const input = {
    MetricDataQueries: queries,
    StartTime: new Date(start),
    EndTime: new Date(toMs),
    ScanBy: 'TimestampAscending',
  } as const;
  const pages = limitedPages('GetMetricData', MAX_PAGES, paginateGetMetricData({ client }, input));
  for await (const { MetricDataResults } of pages) {
    for (const { Id = '', Timestamps = [], Values = [] } of listed('GetMetricData', MetricDataResults)) {
      for (const [i, time] of Timestamps.entries()) {
        const value = Values[i];
        if (value !== undefined) values.get(Id)?.set(time.getTime(), value);
      }
    }
  }
  return values;
}

function toSeries(values: Values): MetricSeries {
  const times = new Set(Object.keys(FIGURES).flatMap((id) => [...(values.get(id)?.keys() ?? [])]));
  const cpu = cpuByNode(values);
  const byAgent = cpuByAgent(values);
  const points = [...times]
    .sort((a, b) => a - b)
    .map((at): MetricPoint => {
      const figures = Object.fromEntries(
        (Object.keys(FIGURES) as FigureName[]).map((name) => [name, values.get(name)?.get(at)]),
      ) as Pick<MetricPoint, FigureName>;
      return { at, ...figures, cpuUtilisation: busier(cpu.get(at), byAgent.get(at)) };
    });
  return { periodMs: PERIOD_MS, points };
}

/** How far the agent's figure may be off that of AWS, as a share of all CPUs; a choice: both are means of the same five minutes on the same nodes. */
const AGREES_WITHIN = 0.1;

/** Anyone in the account may publish what the agent publishes: it counts only where AWS's own measurement is near, and then the greater of the two. */
function busier(byNode: number | undefined, byAgent: number | undefined): number | undefined {
  if (byNode === undefined || byAgent === undefined || Math.abs(byNode - byAgent) > AGREES_WITHIN) return byNode;
  return Math.max(byNode, byAgent);
}

/** YARN's own measurement: what node managers report, scaled to their vcores. */
function cpuByAgent(values: Values): Map<number, number> {
  const shares = new Map<number, number>();
  for (const [at, utilized] of values.get('utilized') ?? []) {
    const capability = values.get('capability')?.get(at);
    if (capability !== undefined && capability > 0) shares.set(at, utilized / capability);
  }
  return shares;
}

function cpuByNode(values: Values): Map<number, number> {
  const nodes = [...values].filter(([id]) => id.startsWith('cpu'));
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [, series] of nodes) {
    for (const [at, percent] of series) {
      const { sum, count } = sums.get(at) ?? { sum: 0, count: 0 };
      sums.set(at, { sum: sum + percent / 100, count: count + 1 });
    }
  }
  return new Map(
    [...sums].flatMap(([at, { sum, count }]) => (count >= ENOUGH_NODES * nodes.length ? [[at, sum / count]] : [])),
  );
}
