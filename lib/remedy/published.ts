import type { MetricPoint, MetricSeries } from './observation';
import { FIVE_MINUTES_MS, MINUTE_MS } from './time';

/** What CloudWatch has of a cluster: AWS's own figures, and those that its primary node publishes. Oldest first, each at the start of its period. */
export interface Published {
  /** AWS/ElasticMapReduce, every five minutes. */
  readonly emr: readonly MetricPoint[];
  /** AWS/EC2: the mean CPU of the nodes, 0 to 1. */
  readonly cpu: {
    /** A minute where the instances have detailed monitoring, else five. */
    readonly periodMs: number;
    readonly values: ReadonlyMap<number, number>;
  };
  /** The CloudWatch agent's, every minute. */
  readonly agent: readonly MetricPoint[];
}

/** How far a figure of the agent may be off that of AWS; a choice. Of CPU a share of all CPUs, else of AWS's figure. */
const AGREES_WITHIN = 0.1;

/** Five-minute periods that AWS's figures have to cover before minutes count: those of the ten minutes that decide. */
const MIN_CONFIRMED = 2;

/**
 * The figures of a cluster as one series, by minute where that can be trusted.
 *
 * Anyone in the account may publish what the agent publishes, so a minute of it counts only where AWS's own figures cover it and are near; where
 * the two differ, what speaks against a finding counts.
 */
export function toSeries({ emr, cpu, agent }: Published): MetricSeries {
  const agentAt = new Map(agent.map((point) => [point.at, point]));
  const minutes = confirmedMinutes(emr, agentAt);
  if (minutes === undefined) {
    return withCpu(FIVE_MINUTES_MS, emr, FIVE_MINUTES_MS, cpuByPeriod(cpu.values, agentAt));
  }
  const byMinute = cpu.periodMs === MINUTE_MS ? cpuByMinute(cpu.values, agentAt) : raisedMinutes(cpu.values, agentAt);
  return byMinute === undefined
    ? withCpu(MINUTE_MS, minutes, FIVE_MINUTES_MS, cpuByPeriod(cpu.values, agentAt))
    : withCpu(MINUTE_MS, minutes, MINUTE_MS, byMinute);
}

type ByTime<T> = ReadonlyMap<number, T>;

function withCpu(
  periodMs: number,
  yarn: readonly MetricPoint[],
  cpuPeriodMs: number,
  cpu: ByTime<number>,
): MetricSeries {
  const yarnAt = new Map(yarn.map((point) => [point.at, point]));
  const times = [...new Set([...yarnAt.keys(), ...cpu.keys()])].sort((a, b) => a - b);
  const points = times.map((at) => ({ at, ...yarnAt.get(at), cpuUtilisation: cpu.get(at) }));
  return { periodMs, cpuPeriodMs, points };
}

const minutesOf = (period: number): number[] => Array.from({ length: 5 }, (_, i) => period + i * MINUTE_MS);

/** The agent's figures of a period, one a minute; undefined where one is missing. */
function agentIn<T>(
  period: number,
  agentAt: ByTime<MetricPoint>,
  figure: (point: MetricPoint) => T | undefined,
): T[] | undefined {
  const found = minutesOf(period).flatMap((at) => {
    const point = agentAt.get(at);
    return (point && figure(point)) ?? [];
  });
  return found.length === 5 ? found : undefined;
}

/** The agent's minutes as far as EMR's own figures cover them; undefined where they do not agree in the newest periods. */
function confirmedMinutes(
  emr: readonly MetricPoint[],
  agentAt: ByTime<MetricPoint>,
): readonly MetricPoint[] | undefined {
  const periods = emr.map((own) => agentIn(own.at, agentAt, (point) => confirmed(point, own)));
  const newest = periods.slice(-MIN_CONFIRMED);
  if (newest.length < MIN_CONFIRMED || newest.includes(undefined)) return undefined;
  return periods.flatMap((minutes) => minutes ?? []);
}

/** A minute of the agent beside EMR's figures of its five minutes: no demand in these is none, an application in these runs. */
function confirmed(point: MetricPoint, own: MetricPoint): MetricPoint | undefined {
  const { at, memoryTotalMB, memoryAllocatedMB, containersAllocated, containersPending, appsRunning } = point;
  if (!isNear(memoryTotalMB, own.memoryTotalMB)) return undefined;
  if (!isNear(memoryAllocatedMB, own.memoryAllocatedMB)) return undefined;
  if (!isNear(containersAllocated, own.containersAllocated)) return undefined;
  if (containersPending === undefined || own.containersPending === undefined) return undefined;
  if (appsRunning === undefined || own.appsRunning === undefined) return undefined;
  return {
    at,
    memoryTotalMB,
    memoryAllocatedMB,
    containersAllocated,
    containersPending: Math.min(containersPending, own.containersPending),
    appsRunning: Math.max(appsRunning, own.appsRunning),
  };
}

const isNear = (figure: number | undefined, own: number | undefined): boolean =>
  figure !== undefined && own !== undefined && Math.abs(figure - own) <= AGREES_WITHIN * own;

const agrees = (figure: number | undefined, own: number): figure is number =>
  figure !== undefined && Math.abs(figure - own) <= AGREES_WITHIN;

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** The mean of each five minutes that have a value, by their start; values of basic monitoring are stamped at any minute. */
export function fiveMinuteMeans(values: ByTime<number>): Map<number, number> {
  const found = new Map<number, number[]>();
  for (const [at, value] of values) {
    const period = Math.floor(at / FIVE_MINUTES_MS) * FIVE_MINUTES_MS;
    found.set(period, [...(found.get(period) ?? []), value]);
  }
  return new Map([...found].map(([period, all]) => [period, mean(all)]));
}

/** Where instances are measured every minute: theirs, and the agent's where that is near and greater. */
function cpuByMinute(own: ByTime<number>, agentAt: ByTime<MetricPoint>): Map<number, number> {
  return new Map(
    [...own].map(([at, value]) => {
      const figure = agentAt.get(at)?.cpuUtilisation;
      return [at, agrees(figure, value) ? Math.max(figure, value) : value];
    }),
  );
}

/** By period of five minutes: EC2's, and the agent's where that is near and greater. */
function cpuByPeriod(own: ByTime<number>, agentAt: ByTime<MetricPoint>): Map<number, number> {
  return new Map(
    [...fiveMinuteMeans(own)].map(([period, value]) => {
      const figures = minutesOf(period).flatMap((at) => agentAt.get(at)?.cpuUtilisation ?? []);
      const figure = figures.length === 0 ? undefined : mean(figures);
      return [period, agrees(figure, value) ? Math.max(figure, value) : value];
    }),
  );
}

/** The agent's minutes of the CPU, raised where their mean is below EC2's; undefined where the two do not agree in the newest periods. */
function raisedMinutes(own: ByTime<number>, agentAt: ByTime<MetricPoint>): Map<number, number> | undefined {
  const periods = [...own]
    .sort(([a], [b]) => a - b)
    .map(([period, value]) => {
      const figures = agentIn(period, agentAt, ({ cpuUtilisation }) => cpuUtilisation);
      if (figures === undefined || !agrees(mean(figures), value)) return undefined;
      const rise = Math.max(0, value - mean(figures));
      return minutesOf(period).map((at, i) => [at, (figures[i] ?? 0) + rise] as const);
    });
  const newest = periods.slice(-MIN_CONFIRMED);
  if (newest.length < MIN_CONFIRMED || newest.includes(undefined)) return undefined;
  return new Map(periods.flatMap((minutes) => minutes ?? []));
}
