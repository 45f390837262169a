import { own } from '../own';
import type { MinuteSpan } from '../scenario/types';
import { figuresAt } from '../world/figures';
import { KEPT_MS } from '../world/nodes';
import type { World } from '../world/types';
import { type FiguresOf, findSeries } from './published';
import type { Datapoint, MetricId, MetricQuery, Series, Statistic } from './types';

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
    const shown = value * revision(world, query.metric, timestamp, series.periodMs);
    const bucket = Math.floor(timestamp / query.periodMs) * query.periodMs;
    const values = buckets.get(bucket) ?? [];
    values.push(shown);
    buckets.set(bucket, values);
  }
  return [...buckets].map(([timestampMs, values]) => ({ timestampMs, value: statisticFor(query.statistic, values) }));
}

/** Timestamps in [start, end) whose point has been published and has arrived. */
function timestamps(world: World, { periodMs }: Series, { metric, startMs, endMs }: MetricQuery): number[] {
  const from = Math.max(Math.floor(startMs / MINUTE_MS) * MINUTE_MS, world.cluster.readyMs, world.nowMs - KEPT_MS);
  const to = Math.min(endMs - 1, world.nowMs - arrivesAfterMs(world, metric, periodMs), endOfCluster(world));
  const found: number[] = [];
  for (let at = Math.ceil(from / periodMs) * periodMs; at <= to; at += periodMs) {
    if (!world.faults.metricGaps.some((gap) => isWithin(world, gap, at))) found.push(at);
  }
  return found;
}

/** A point covers the period that starts at its timestamp, so it cannot arrive before the period is over. */
function arrivesAfterMs({ faults }: World, { namespace }: MetricId, periodMs: number): number {
  const delay = own(faults.metricDelayMinutes as Readonly<Record<string, number>>, namespace);
  return delay === undefined ? Math.max(faults.metricLagMinutes * MINUTE_MS, periodMs) : periodMs + delay * MINUTE_MS;
}

function isWithin({ startMs }: World, { fromMinutes, toMinutes }: MinuteSpan, atMs: number): boolean {
  const minute = (atMs - startMs) / MINUTE_MS;
  return minute >= fromMinutes && minute < toMinutes;
}

/** What a point's value is multiplied by until it is revised. */
function revision(world: World, metric: MetricId, atMs: number, periodMs: number): number {
  const found = world.faults.metricRevisions.find((one) => isWithin(world, one, atMs));
  if (found === undefined) return 1;
  const revisedMs = atMs + arrivesAfterMs(world, metric, periodMs) + found.revisedAfterMinutes * MINUTE_MS;
  return world.nowMs < revisedMs ? found.times : 1;
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
