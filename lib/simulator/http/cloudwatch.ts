import type { CloudWatchBackEnd } from '../back-end';
import { STATISTICS } from '../cloudwatch/types';
import { ServiceError } from '../errors';
import { getMetricStatistics, listMetrics, metricId } from './metrics';
import {
  type Json,
  type Operation,
  optionalText,
  pageFor,
  requireList,
  requireNumber,
  requireObject,
  requireString,
  seconds,
} from './wire';

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const ID = /^[a-z][A-Za-z0-9_]*$/;

/** CloudWatch's operations by name. */
export function cloudWatchOperations(cloudWatch: CloudWatchBackEnd): Readonly<Record<string, Operation>> {
  const { metrics } = cloudWatch;
  return {
    GetMetricData: (request) => getMetricData(cloudWatch, request),
    GetMetricStatistics: (request) => getMetricStatistics(cloudWatch, request),
    ...(metrics !== undefined && { ListMetrics: async (request) => listMetrics(await metrics(), request) }),
  };
}

interface Result {
  readonly id: string;
  readonly label: string;
  readonly points: readonly { readonly timestampMs: number; readonly value: number }[];
}

async function getMetricData(cloudWatch: CloudWatchBackEnd, request: Json): Promise<object> {
  const queries = requireList(request, 'MetricDataQueries').map((one) => requireObject(one, 'MetricDataQueries'));
  if (queries.length === 0 || queries.length > MAX_QUERIES) {
    throw invalid(`The collection MetricDataQueries must have 1 to ${MAX_QUERIES} members, got ${queries.length}.`);
  }
  const ids = queries.map((query) => requireString(query, 'Id'));
  const twice = ids.find((id, i) => ids.indexOf(id) !== i || !ID.test(id));
  if (twice !== undefined)
    throw invalid('Each Id must be unique, begin with a lower-case letter and hold letters, digits and underscores.');
  const startMs = requireNumber(request, 'StartTime') * 1000;
  const endMs = requireNumber(request, 'EndTime') * 1000;
  if (startMs >= endMs) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const descending = (optionalText(request, 'ScanBy') ?? 'TimestampDescending') === 'TimestampDescending';

  const results: Result[] = [];
  for (const query of queries) {
    if (query.ReturnData === false) continue;
    results.push(await resultFor(cloudWatch, query, startMs, endMs, descending));
  }
  return paged(results, request);
}

async function resultFor(
  cloudWatch: CloudWatchBackEnd,
  query: Json,
  startMs: number,
  endMs: number,
  descending: boolean,
): Promise<Result> {
  const id = requireString(query, 'Id');
  if (query.MetricStat === undefined)
    throw invalid(`query ${id}: the simulator answers MetricStat queries, not expressions`);
  const stat = requireObject(query.MetricStat, 'MetricStat');
  const metric = requireObject(stat.Metric, 'Metric');
  const statistic = STATISTICS.find((one) => one === stat.Stat);
  if (statistic === undefined)
    throw invalid(`query ${id}: the simulator knows the statistics ${STATISTICS.join(', ')}`);
  const period = requireNumber(stat, 'Period');
  if (period <= 0 || period % 60 !== 0) throw invalid('Period must be a multiple of 60.');
  const asked = metricId(metric);
  const points = await cloudWatch.points({ metric: asked, periodMs: period * 1000, statistic, startMs, endMs });
  return { id, label: optionalText(query, 'Label') ?? asked.name, points: descending ? points.toReversed() : points };
}

/** Fills a page with at most MaxDatapoints points; the next page goes on where it ended, inside a metric if need be. */
function paged(results: readonly Result[], request: Json): object {
  const size = request.MaxDatapoints === undefined ? MAX_DATAPOINTS : requireNumber(request, 'MaxDatapoints');
  if (!Number.isInteger(size) || size < 1 || size > MAX_DATAPOINTS)
    throw invalid(`MaxDatapoints must be 1 to ${MAX_DATAPOINTS}.`);
  const flat = results.flatMap(({ id, points }) => points.map((point) => ({ id, point })));
  const mark = optionalText(request, 'NextToken');
  const { page, next } = pageFor(flat, mark, size, 'NextToken');
  const last = page.at(-1)?.id;
  const shown = results.filter(
    ({ id, points }) => page.some((one) => one.id === id) || (points.length === 0 && mark === undefined),
  );
  return {
    MetricDataResults: shown.map(({ id, label }) => {
      const points = page.filter((one) => one.id === id).map((one) => one.point);
      return {
        Id: id,
        Label: label,
        Timestamps: points.map((point) => seconds(point.timestampMs)),
        Values: points.map((point) => point.value),
        StatusCode: next !== undefined && id === last ? 'PartialData' : 'Complete',
      };
    }),
    NextToken: next,
    Messages: [],
  };
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
