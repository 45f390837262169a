import { type ClusterEvidence, potentialOf, strandsCores } from '../diagnosis';
import type { MetricPoint, MetricSeries } from './observation';
import type { Policy } from './policy';
import type { Figures } from './report';
import { type Subject, understood } from './subject';
import { MINUTE_MS } from './time';

/** The last points that count, and what they show. */
export interface Window {
  /** Points of the window that are there. */
  readonly points: readonly MetricPoint[];
  readonly wanted: number;
  readonly missing: number;
  readonly breaches: number;
  /** Whether enough points breach. */
  readonly breached: boolean;
  /** Points that are wanted but lie before the end of the warm-up. */
  readonly beforeWarmUp: number;
}

/** Time since the end of the period that a point covers; CloudWatch stamps a point with the start of its period. */
export function ageMs(series: MetricSeries, point: MetricPoint, now: number): number {
  return now - (point.at + series.periodMs);
}

export function newestPoint(series: MetricSeries | undefined): MetricPoint | undefined {
  return series?.points.findLast((point) => point.memoryAllocatedMB !== undefined);
}

/** A point as the figures that the thresholds are about; cores are derived, because YARN counts containers under one calculator. */
export function figuresOf(point: MetricPoint, subject: Subject): Figures {
  const { memoryAllocatedMB, memoryTotalMB, containersAllocated } = point;
  const cores =
    containersAllocated === undefined || subject.executor === undefined
      ? undefined
      : Math.max(0, containersAllocated - 1) * subject.executor.cores;
  return {
    memoryMB: memoryAllocatedMB,
    memoryTotalMB,
    memoryUtilisation: ratio(memoryAllocatedMB, memoryTotalMB),
    containers: containersAllocated,
    containersPending: point.containersPending,
    cores,
    vcores: subject.vcpus > 0 ? subject.vcpus : undefined,
    coreUtilisation: ratio(cores, subject.vcpus),
    cpu: point.cpuUtilisation,
    at: point.at,
  };
}

/**
 * How many of the last points breach the thresholds. Points before the end of the step's warm-up do not count, and a missing point is not a breach.
 *
 * @param startedAt of the step, epoch ms
 */
export function windowOf(series: MetricSeries, subject: Subject, startedAt: number, policy: Policy): Window {
  const fine = series.periodMs < 5 * MINUTE_MS;
  const wanted = fine ? policy.window1 : policy.window5;
  const needed = fine ? policy.breaches1 : policy.breaches5;
  const newest = newestPoint(series);
  const warmAt = startedAt + policy.warmUpMinutes * MINUTE_MS;
  const points: MetricPoint[] = [];
  let beforeWarmUp = 0;
  for (let i = wanted - 1; newest !== undefined && i >= 0; i--) {
    const at = newest.at - i * series.periodMs;
    const point = series.points.find((candidate) => candidate.at === at);
    if (at < warmAt) beforeWarmUp += 1;
    else if (point !== undefined && isComplete(point)) points.push(point);
  }
  const breaches = points.filter(breachIn(subject, points, policy)).length;
  const missing = newest === undefined ? wanted : wanted - beforeWarmUp - points.length;
  return {
    points,
    wanted,
    missing,
    breaches,
    breached: missing === 0 && beforeWarmUp === 0 && breaches >= needed,
    beforeWarmUp,
  };
}

/**
 * Whether a point shows stranded cores: by admission where the step's executors explain it, else by the shares of memory and cores. What the
 * nodes could run is worked out once for all points.
 */
function breachIn(subject: Subject, points: readonly MetricPoint[], policy: Policy): (point: MetricPoint) => boolean {
  const { executor, release } = subject;
  const [first] = points;
  const some = first && evidenceAt(first, subject);
  const potential = executor && release && some && potentialOf(some, release, executor);
  return (point) => {
    const evidence = evidenceAt(point, subject);
    const byAdmission =
      potential && executor && evidence && understood(() => strandsCores(evidence, executor, potential)).value;
    return byAdmission ?? breachesShares(figuresOf(point, subject), policy);
  };
}

function breachesShares({ memoryUtilisation, coreUtilisation }: Figures, policy: Policy): boolean {
  return (
    memoryUtilisation !== undefined &&
    coreUtilisation !== undefined &&
    memoryUtilisation >= policy.memoryEnter &&
    coreUtilisation <= policy.coresEnter
  );
}

export function isComplete(point: MetricPoint): boolean {
  return (
    point.memoryAllocatedMB !== undefined &&
    point.memoryTotalMB !== undefined &&
    point.containersAllocated !== undefined
  );
}

/** A point as a diagnosis takes it; undefined where the memory or the nodes are not known. */
export function evidenceAt(point: MetricPoint, subject: Subject): ClusterEvidence | undefined {
  const { memoryAllocatedMB, memoryTotalMB, containersAllocated, containersPending, cpuUtilisation } = point;
  const { nodes, calculator, applicationMaster, deployMode } = subject;
  if (memoryAllocatedMB === undefined || memoryTotalMB === undefined || nodes.length === 0) return undefined;
  return {
    nodes,
    calculator,
    applicationMaster,
    deployMode,
    memoryTotalMB,
    memoryAllocatedMB,
    containersAllocated,
    containersPending,
    cpuUtilisation,
  };
}

function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}
