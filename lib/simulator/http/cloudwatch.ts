import type { CloudWatchBackEnd } from '../back-end';
import { STATISTICS } from '../cloudwatch/types';
import { ServiceError } from '../errors';
import { type AskedMetric, parseCursor, readPage, toToken } from './metric-pages';
import { unitOf } from './metric-units';
import { getMetricStatistics, listMetrics, metricId } from './metrics';
import {
  type Json,
  type Operation,
  optionalText,
  requireList,
  requireNumber,
  requireObject,
  requireString,
  seconds,
} from './wire';

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const ID = /^[a-z][a-zA-Z0-9_]*$/;
/** Statistics that CloudWatch has and the simulator has not: percentiles, trimmed and winsorised means, and so on. */
const OTHER_STATISTIC = /^(?:p\d|tm|wm|tc|ts|pr|iqm)/i;

/** CloudWatch's operations by name. */
export function cloudWatchOperations(cloudWatch: CloudWatchBackEnd): Readonly<Record<string, Operation>> {
  const { metrics } = cloudWatch;
  return {
    GetMetricData: (request) => getMetricData(cloudWatch, request),
    GetMetricStatistics: (request) => getMetricStatistics(cloudWatch, request),
    ...(metrics !== undefined && { ListMetrics: async (request) => listMetrics(await metrics(), request) }),
  };
}

async function getMetricData(cloudWatch: CloudWatchBackEnd, request: Json): Promise<object> {
  const queries = parseQueries(request);
  const startMs = requireNumber(request, 'StartTime') * 1000;
  const endMs = requireNumber(request, 'EndTime') * 1000;
  if (startMs === endMs) throw invalid('The parameter StartTime must not equal parameter EndTime.');
  if (startMs > endMs) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const isDescending = (optionalText(request, 'ScanBy') ?? 'TimestampDescending') === 'TimestampDescending';
  const size = request.MaxDatapoints === undefined ? MAX_DATAPOINTS : requireNumber(request, 'MaxDatapoints');
  if (!Number.isInteger(size) || size < 1 || size > MAX_DATAPOINTS)
    throw invalid(`The parameter MaxDatapoints must be 1 to ${MAX_DATAPOINTS}.`);
  const asked = queries.flatMap((query, i) => (query.ReturnData === false ? [] : [parseQuery(query, i + 1)]));
  const question = JSON.stringify([request.MetricDataQueries, startMs, endMs, isDescending]);
  const cursor = parseCursor(optionalText(request, 'NextToken'), question, asked.length);
  const { results, next } = await readPage(cloudWatch, asked, { startMs, endMs, isDescending, size, cursor });
  return {
    MetricDataResults: results.map(({ id, label, points, isComplete }) => ({
      Id: id,
      Label: label,
      Timestamps: points.map((point) => seconds(point.timestampMs)),
      Values: points.map((point) => point.value),
      StatusCode: isComplete ? 'Complete' : 'PartialData',
    })),
    NextToken: next && toToken(next, question),
    Messages: [],
  };
}

function parseQueries(request: Json): readonly Json[] {
  const queries = requireList(request, 'MetricDataQueries').map((one) => requireObject(one, 'MetricDataQueries'));
  if (queries.length === 0) throw invalid('The parameter MetricDataQueries is required.');
  if (queries.length > MAX_QUERIES)
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  const ids = queries.map((query) => requireString(query, 'Id'));
  for (const [i, id] of ids.entries()) {
    if (!ID.test(id))
      throw invalid(
        `The value ${id} for parameter ${member(i + 1)}.Id is not matching the expected pattern ${ID.source}.`,
      );
  }
  if (new Set(ids).size < ids.length) throw invalid('The values for parameter id in MetricDataQueries are not unique.');
  return queries;
}

/** @param number the query's place, from 1, as CloudWatch counts */
function parseQuery(query: Json, number: number): AskedMetric {
  const id = requireString(query, 'Id');
  const isExpression = (query.Expression ?? undefined) !== undefined;
  if (query.MetricStat === undefined && !isExpression)
    throw invalid(`The parameter ${member(number)}.MetricStat is required.`);
  if (query.MetricStat !== undefined && isExpression)
    throw invalid(`The parameters ${member(number)}.Expression and MetricStat exclude each other.`);
  if (isExpression) throw invalid(`query ${id}: the simulator answers MetricStat queries, not expressions`);
  const stat = requireObject(query.MetricStat, 'MetricStat');
  const metric = requireObject(stat.Metric, 'Metric');
  const period = requireNumber(stat, 'Period');
  if (period % 60 !== 0) throw invalid(`The parameter ${member(number)}.MetricStat.Period must be a multiple of 60.`);
  const { namespace, name, dimensions } = metricId(metric);
  const unit = optionalText(stat, 'Unit');
  return {
    id,
    label: optionalText(query, 'Label') ?? name,
    metric: { namespace, name, dimensions },
    periodMs: period * 1000,
    statistic: parseStatistic(stat.Stat, id, number),
    hasOtherUnit: unit !== undefined && unit !== unitOf(namespace, name),
  };
}

function parseStatistic(value: unknown, id: string, number: number): AskedMetric['statistic'] {
  const found = STATISTICS.find((one) => one === value);
  if (found !== undefined) return found;
  if (OTHER_STATISTIC.test(String(value)))
    throw invalid(`query ${id}: the simulator knows the statistics ${STATISTICS.join(', ')}`);
  throw invalid(`The value ${value} for parameter ${member(number)}.MetricStat.Stat is not a valid statistic.`);
}

const member = (number: number): string => `MetricDataQueries.member.${number}`;

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
