import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { fiveMinuteMeans, type MetricPoint, type MetricSeries, type Published, toSeries } from '../../../lib/remedy';
import { listed } from '../../../lib/sources';
import { limitedPages } from './pages';

const MINUTE_S = 60;
const MINUTE_MS = MINUTE_S * 1000;
/** EMR's own metrics have no shorter period. */
const EMR_PERIOD_S = 5 * MINUTE_S;
const EMR_PERIOD_MS = EMR_PERIOD_S * 1000;

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
const EMR_FIGURES = {
  memoryTotalMB: ['MemoryTotalMB', 'Average'],
  memoryAllocatedMB: ['MemoryAllocatedMB', 'Average'],
  containersAllocated: ['ContainerAllocated', 'Average'],
  containersPending: ['ContainerPending', 'Minimum'],
  appsRunning: ['AppsRunning', 'Maximum'],
} as const satisfies Readonly<Record<string, Figure>>;

/** The same by the agent on the primary node, and the CPU: what node managers report, scaled to their vcores. */
const AGENT_FIGURES = {
  memoryTotalMB: ['ClusterMetrics.CapabilityMB', 'Average'],
  memoryAllocatedMB: ['QueueMetrics.root.AllocatedMB', 'Average'],
  containersAllocated: ['QueueMetrics.root.AllocatedContainers', 'Average'],
  containersPending: ['QueueMetrics.root.PendingContainers', 'Minimum'],
  appsRunning: ['QueueMetrics.root.AppsRunning', 'Maximum'],
  utilized: ['ClusterMetrics.UtilizedVirtualCores', 'Average'],
  capability: ['ClusterMetrics.CapabilityVirtualCores', 'Average'],
} as const satisfies Readonly<Record<string, Figure>>;

type Figure = readonly [name: string, statistic: 'Average' | 'Minimum' | 'Maximum'];
type FigureName = keyof typeof EMR_FIGURES;
const FIGURE_NAMES = Object.keys(EMR_FIGURES) as FigureName[];

/** All figures of one cluster in one request. */
export function cloudWatchReader(client: CloudWatchClient): MetricReader {
  return async (request) => toSeries(publishedIn(await read(client, queriesFor(request), request)));
}

/** At most 100 nodes, evenly drawn, so that a slow corner of the cluster is not taken for the whole. */
export function evenlyDrawn<T>(all: readonly T[], max = MAX_CPU_NODES): T[] {
  if (all.length <= max) return [...all];
  return Array.from({ length: max }, (_, i) => all[Math.floor((i * all.length) / max)]).filter(
    (one): one is T => one !== undefined,
  );
}

/** Each metric at its own period. A minute is asked of EC2, too: instances without detailed monitoring answer every five. */
function queriesFor({ clusterId, workers, primary }: MetricRequest): MetricDataQuery[] {
  const agent = {
    'cluster.id': clusterId,
    'instance.id': primary ?? '',
    'node.type': 'master',
    'service.name': 'hadoop-yarn-resourcemanager',
  };
  return [
    ...Object.entries(EMR_FIGURES).map(([id, figure]) =>
      queryFor(`emr_${id}`, 'AWS/ElasticMapReduce', figure, EMR_PERIOD_S, { JobFlowId: clusterId }),
    ),
    ...evenlyDrawn(workers).map((id, i) =>
      queryFor(`cpu_${i}`, 'AWS/EC2', ['CPUUtilization', 'Average'], MINUTE_S, { InstanceId: id }),
    ),
    ...(primary === undefined
      ? []
      : Object.entries(AGENT_FIGURES).map(([id, figure]) =>
          queryFor(`agent_${id}`, 'CWAgent', figure, MINUTE_S, agent),
        )),
  ];
}

function queryFor(
  id: string,
  namespace: string,
  [name, statistic]: Figure,
  periodS: number,
  dimensions: Readonly<Record<string, string>>,
): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodS,
      Stat: statistic,
    },
  };
}

/** Values by query id and time. */
type Values = ReadonlyMap<string, NodeValues>;
type NodeValues = ReadonlyMap<number, number>;

async function read(
  client: CloudWatchClient,
  queries: MetricDataQuery[],
  { fromMs, toMs }: MetricRequest,
): Promise<Values> {
  const values = new Map<string, Map<number, number>>(queries.map(({ Id = '' }) => [Id, new Map()]));
  const start = Math.floor(fromMs / EMR_PERIOD_MS) * EMR_PERIOD_MS;
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

function publishedIn(values: Values): Published {
  return { emr: pointsIn(values, 'emr_'), cpu: cpuByNode(values), agent: agentPoints(values) };
}

/** The figures whose ids begin so, as points. */
function pointsIn(values: Values, prefix: string): MetricPoint[] {
  const times = new Set(FIGURE_NAMES.flatMap((name) => [...(values.get(`${prefix}${name}`)?.keys() ?? [])]));
  return [...times]
    .sort((a, b) => a - b)
    .map((at) => ({
      at,
      ...(Object.fromEntries(FIGURE_NAMES.map((name) => [name, values.get(`${prefix}${name}`)?.get(at)])) as Pick<
        MetricPoint,
        FigureName
      >),
    }));
}

function agentPoints(values: Values): MetricPoint[] {
  const points = new Map(pointsIn(values, 'agent_').map((point) => [point.at, point]));
  for (const [at, utilized] of values.get('agent_utilized') ?? []) {
    const capability = values.get('agent_capability')?.get(at);
    if (capability !== undefined && capability > 0)
      points.set(at, { at, ...points.get(at), cpuUtilisation: utilized / capability });
  }
  return [...points.values()];
}

/** The mean over the nodes, by minute where enough of them are measured every minute. */
function cpuByNode(values: Values): Published['cpu'] {
  const nodes = [...values].flatMap(([id, series]) => (id.startsWith('cpu_') ? [series] : []));
  const detailed = nodes.filter(isMinutely).length;
  if (nodes.length > 0 && detailed >= ENOUGH_NODES * nodes.length)
    return { periodMs: MINUTE_MS, values: meanOver(nodes) };
  return { periodMs: EMR_PERIOD_MS, values: meanOver(nodes.map(fiveMinuteMeans)) };
}

/** Whether two points are a minute apart. */
const isMinutely = (series: NodeValues): boolean => [...series.keys()].some((at) => series.has(at + MINUTE_MS));

function meanOver(nodes: readonly NodeValues[]): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const series of nodes) {
    for (const [at, percent] of series) {
      const { sum, count } = sums.get(at) ?? { sum: 0, count: 0 };
      sums.set(at, { sum: sum + percent / 100, count: count + 1 });
    }
  }
  return new Map(
    [...sums].flatMap(([at, { sum, count }]) => (count >= ENOUGH_NODES * nodes.length ? [[at, sum / count]] : [])),
  );
}
