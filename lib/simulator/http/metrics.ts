import type { CloudWatchBackEnd } from '../back-end';
import { type MetricId, STATISTICS } from '../cloudwatch/types';
import { ServiceError } from '../errors';
import { unitOf } from './metric-units';
import {
  type Json,
  optionalText,
  requireList,
  requireNumber,
  requireObject,
  requireString,
  requireStrings,
  seconds,
  tokenPage,
} from './wire';

const PAGE = 500;
/** What CloudWatch gives at once. */
const MAX_DATAPOINTS = 1440;

/** A metric as a request names it. */
export function metricId(request: Json): MetricId {
  return {
    namespace: requireString(request, 'Namespace'),
    name: requireString(request, 'MetricName'),
    dimensions: Object.fromEntries(dimensionsIn(request)),
  };
}

function dimensionsIn(request: Json): (readonly [string, string])[] {
  return requireList(request, 'Dimensions').map((one) => {
    const dimension = requireObject(one, 'Dimensions');
    return [requireString(dimension, 'Name'), requireString(dimension, 'Value')];
  });
}

/** ListMetrics: those that match the filters. */
export function listMetrics(all: readonly MetricId[], request: Json): object {
  const [namespace, name] = [optionalText(request, 'Namespace'), optionalText(request, 'MetricName')];
  const filters = requireList(request, 'Dimensions').map((one) => requireObject(one, 'Dimensions'));
  const found = all.filter(
    (metric) =>
      (namespace === undefined || metric.namespace === namespace) &&
      (name === undefined || metric.name === name) &&
      filters.every((filter) => {
        const value = metric.dimensions[requireString(filter, 'Name')];
        return value !== undefined && (filter.Value == null || filter.Value === value);
      }),
  );
  const { page, next } = tokenPage(found, 'ListMetrics', request, PAGE);
  return {
    Metrics: page.map((metric) => ({
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
    NextToken: next,
  };
}

/** GetMetricStatistics: several statistics of one metric, without percentiles. */
export async function getMetricStatistics(cloudWatch: CloudWatchBackEnd, request: Json): Promise<object> {
  const metric = metricId(request);
  const startMs = requireNumber(request, 'StartTime') * 1000;
  const endMs = requireNumber(request, 'EndTime') * 1000;
  const periodMs = requireNumber(request, 'Period') * 1000;
  if (startMs >= endMs)
    throw invalid('InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.');
  if (periodMs <= 0 || periodMs % 60_000 !== 0)
    throw invalid('InvalidParameterValue', 'Period must be a multiple of 60.');
  if ((endMs - startMs) / periodMs > MAX_DATAPOINTS)
    throw invalid('InvalidParameterCombination', `You have requested more than ${MAX_DATAPOINTS} datapoints.`);
  const asked = requireStrings(request, 'Statistics');
  const statistics = STATISTICS.filter((one) => asked.includes(one));
  if (statistics.length === 0 || statistics.length < asked.length)
    throw invalid('InvalidParameterValue', `The simulator knows the statistics ${STATISTICS.join(', ')}.`);
  const datapoints = new Map<number, Record<string, unknown>>();
  for (const statistic of statistics) {
    for (const { timestampMs, value } of await cloudWatch.points({ metric, periodMs, statistic, startMs, endMs })) {
      const point = datapoints.get(timestampMs) ?? {
        Timestamp: seconds(timestampMs),
        Unit: unitOf(metric.namespace, metric.name),
      };
      point[statistic] = value;
      datapoints.set(timestampMs, point);
    }
  }
  return { Label: metric.name, Datapoints: [...datapoints.values()] };
}

const invalid = (name: string, message: string): ServiceError => new ServiceError(name, message);
