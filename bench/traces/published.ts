import { instanceFacts } from '../../lib/catalog';
import { type MetricPoint, type MetricSeries, toSeries } from '../../lib/remedy';
import { EPOCH, MINUTE_MS, type Seen } from './seen';
import { APPLICATION_MASTER_MIB, containerMiB, type Minute, type Trace } from './trace';

/** EMR's period, and EC2's without detailed monitoring. */
const PERIOD = 5;
const HISTORY_MINUTES = 75;

/** What CloudWatch shows at a minute after the step's start, as the remediator puts it together. */
export type Published = (minute: number) => MetricSeries;

/** A figure does not change once it is published: each is worked out once. */
export function publishedOf(trace: Trace, seen: Seen): Published {
  const { startPhase, means, isDetailed, hasAgent } = seen;
  const cpuPeriod = isDetailed ? 1 : PERIOD;
  const minuteAt = keptBy((stamp) => trace.at(stamp - startPhase));
  const minutesFrom = (stamp: number, count: number): Minute[] =>
    Array.from({ length: count }, (_, i) => minuteAt(stamp + i));
  const emrAt = keptBy((stamp) => ({ at: timeAt(stamp), ...yarnOf(trace, minutesFrom(stamp, means ? PERIOD : 1)) }));
  const cpuAt = keptBy((stamp) => mean(minutesFrom(stamp, cpuPeriod), ({ cpu }) => cpu));
  const agentAt = keptBy((stamp) => ({
    at: timeAt(stamp),
    ...yarnOf(trace, minutesFrom(stamp, 1)),
    cpuUtilisation: minuteAt(stamp).cpu,
  }));
  return (minute) => {
    const now = startPhase + minute;
    /** Stamps whose points are there, oldest first. */
    const stamps = (period: number, lag: number): number[] => {
      const newest = Math.floor((now - lag) / period) * period - period;
      const oldest = Math.ceil((now - HISTORY_MINUTES) / PERIOD) * PERIOD;
      const count = Math.max(0, (newest - oldest) / period + 1);
      const all = Array.from({ length: count }, (_, i) => oldest + i * period);
      return trace.lost === undefined ? all : all.filter((stamp) => trace.lost?.(stamp - startPhase) !== true);
    };
    return toSeries({
      emr: stamps(PERIOD, seen.lag).map(emrAt),
      cpu: {
        periodMs: cpuPeriod * MINUTE_MS,
        values: new Map(stamps(cpuPeriod, seen.cpuLag).map((stamp) => [timeAt(stamp), cpuAt(stamp)])),
      },
      agent: hasAgent ? stamps(1, seen.agentLag).map(agentAt) : [],
    });
  };
}

const timeAt = (stamp: number): number => EPOCH + stamp * MINUTE_MS;

function keptBy<T>(figure: (stamp: number) => T): (stamp: number) => T {
  const kept = new Map<number, T>();
  return (stamp) => {
    const known = kept.get(stamp) ?? figure(stamp);
    kept.set(stamp, known);
    return known;
  };
}

function yarnOf({ type, beside, size }: Trace, minutes: readonly Minute[]): Omit<MetricPoint, 'at'> {
  const { yarnMemoryMiB } = instanceFacts(type);
  const besideMiB = beside === undefined ? 0 : beside.count * instanceFacts(beside.type).yarnMemoryMiB;
  const isThere = ({ apps }: Minute): number => (apps > 0 ? 1 : 0);
  return {
    memoryTotalMB: mean(minutes, ({ nodes, silent = 0 }) => (nodes - silent) * yarnMemoryMiB + besideMiB),
    memoryAllocatedMB: mean(
      minutes,
      (one) => one.executors * containerMiB(size) + isThere(one) * APPLICATION_MASTER_MIB + one.others * one.othersMiB,
    ),
    containersAllocated: mean(minutes, (one) => one.executors + isThere(one) + one.others),
    containersPending: Math.min(...minutes.map(({ pending }) => pending)),
    appsRunning: Math.max(...minutes.map(({ apps }) => apps)),
  };
}

function mean(minutes: readonly Minute[], figure: (minute: Minute) => number): number {
  return minutes.reduce((sum, one) => sum + figure(one), 0) / minutes.length;
}
