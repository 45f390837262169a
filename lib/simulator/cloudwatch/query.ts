import { figuresAt } from '../world/figures';
import type { World } from '../world/types';
import { type FiguresOf, findSeries } from './published';
import type { Datapoint, MetricQuery, Series, Statistic } from './types';

const MINUTE_MS = 60_000;

/** The points that a query sees at `world.nowMs`, oldest first. A point that was lost or has not arrived is missing, never zero. */
export function queryMetric(
  world: World,
  query: MetricQuery,
  figuresFor: FiguresOf = (atMs) => figuresAt(world, atMs),
): Datapoint[] {
  const series = findSeries(world, query.metric, figuresFor);
  if (series === undefined) return [];
  const buckets = new Map<number, number[]>();
  for (const timestamp of timestamps(world, series, query)) {
    const value = series.valueAt(timestamp);
    if (value === undefined) continue;
    const bucket = Math.floor(timestamp / query.periodMs) * query.periodMs;
    const values = buckets.get(bucket) ?? [];
    values.push(value);
    buckets.set(bucket, values);
  }
  return [...buckets].map(([timestampMs, values]) => ({ timestampMs, value: statisticFor(query.statistic, values) }));
}

/** Timestamps in [start, end) whose point has been published and has arrived. */
function timestamps(world: World, { periodMs }: Series, { startMs, endMs }: MetricQuery): number[] {
  const { metricGaps, metricLagMinutes } = world.faults;
  // A point covers the period that starts at its timestamp, so it cannot arrive before the period is over.
  const arrivesAfterMs = Math.max(metricLagMinutes * MINUTE_MS, periodMs);
  const from = Math.max(Math.floor(startMs / MINUTE_MS) * MINUTE_MS, world.cluster.readyMs);
  const to = Math.min(endMs - 1, world.nowMs - arrivesAfterMs, endOfCluster(world));
  const found: number[] = [];
  for (let at = Math.ceil(from / periodMs) * periodMs; at <= to; at += periodMs) {
    const minute = (at - world.startMs) / MINUTE_MS;
    if (!metricGaps.some((gap) => minute >= gap.fromMinutes && minute < gap.toMinutes)) found.push(at);
  }
  return found;
}

function endOfCluster({ ending }: World): number {
  return ending === undefined ? Number.POSITIVE_INFINITY : ending.sinceMs;
}

function statisticFor(statistic: Statistic, values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  switch (statistic) {
    case 'Average':
      return sum / values.length;
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
  }
}
