import { instanceFacts } from '../../lib/catalog';
import type { MetricPoint } from '../../lib/remedy';
import { EPOCH, MINUTE_MS, type Seen } from './seen';
import { APPLICATION_MASTER_MIB, containerMiB, type Minute, type Trace } from './trace';

const HISTORY_MINUTES = 75;

/** What CloudWatch shows at a minute after the step's start, oldest first. */
export type Published = (minute: number) => MetricPoint[];

interface Figures {
  readonly yarn: Partial<MetricPoint>;
  readonly cpu: Partial<MetricPoint>;
}

/** A figure does not change once it is published: each is worked out once. */
export function publishedOf(trace: Trace, seen: Seen): Published {
  const { period, startPhase, lag, cpuLag } = seen;
  const figures = new Map<number, Figures>();
  const figuresAt = (stamp: number): Figures => {
    const known = figures.get(stamp) ?? figuresIn(trace, seen, stamp);
    figures.set(stamp, known);
    return known;
  };
  return (minute) => {
    const now = startPhase + minute;
    const from = Math.ceil((now - HISTORY_MINUTES) / period) * period;
    const points: MetricPoint[] = [];
    for (let stamp = from; stamp + period <= now; stamp += period) {
      if (trace.lost?.(stamp - startPhase) === true) continue;
      const hasYarn = stamp + period + lag <= now;
      const hasCpu = stamp + period + cpuLag <= now;
      if (!hasYarn && !hasCpu) continue;
      const { yarn, cpu } = figuresAt(stamp);
      points.push({ at: EPOCH + stamp * MINUTE_MS, ...(hasYarn ? yarn : {}), ...(hasCpu ? cpu : {}) });
    }
    return points;
  };
}

function figuresIn(trace: Trace, { period, startPhase, means }: Seen, stamp: number): Figures {
  const minutes = Array.from({ length: period }, (_, i) => trace.at(stamp + i - startPhase));
  return {
    yarn: yarnOf(trace, means ? minutes : minutes.slice(0, 1)),
    cpu: { cpuUtilisation: mean(minutes, ({ cpu }) => cpu) },
  };
}

function yarnOf({ type, size }: Trace, minutes: readonly Minute[]): Partial<MetricPoint> {
  const { yarnMemoryMiB } = instanceFacts(type);
  const isThere = ({ apps }: Minute): number => (apps > 0 ? 1 : 0);
  return {
    memoryTotalMB: mean(minutes, ({ nodes }) => nodes * yarnMemoryMiB),
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
