import { type ClusterEvidence, type Potential, potentialOf, strandsCores } from '../diagnosis';
import type { MetricPoint, MetricSeries } from './observation';
import type { Policy } from './policy';
import type { Figures } from './report';
import { type Subject, understood } from './subject';
import { FIVE_MINUTES_MS, MINUTE_MS } from './time';

/** The last points of one signal, each at the signal's own period, and how many of them say what a finding needs. */
export interface Tally {
  /** Points that are asked about, and how many of them have to say it. */
  readonly wanted: number;
  readonly needed: number;
  readonly missing: number;
  /** Points that are wanted but lie before the end of the warm-up. */
  readonly beforeWarmUp: number;
  /** Whether these leave too few. Minutes need not all be there: those that cannot change the verdict any more are not waited for. */
  readonly isEarly: boolean;
  /** Points that say it. */
  readonly counted: number;
  /** Points by minute since the end of the warm-up, over no longer than a window of five-minute points, and how many of them say it. */
  readonly span?: { readonly points: number; readonly counted: number };
  /** Whether enough do, with none missing: a gap is no verdict. */
  readonly holds: boolean;
}

/**
 * Share of the cores that executors hold below which tasks are not what they are held for; a choice. Tasks that wait for storage three quarters
 * of their time still reach it.
 */
export const MIN_USED_SHARE = 0.25;
/** What daemons take of a node without a task; a choice. */
const CPU_AT_REST = 0.02;

/** What the last points show, all up to one moment. */
export interface Window {
  /** Of memory and containers: the points that are there. */
  readonly points: readonly MetricPoint[];
  /** Nothing more of the executor's size fits, containers are pending, and the nodes could run materially more tasks. */
  readonly breach: Tally;
  readonly demand: Tally;
  readonly idleCpu: Tally;
  /** The cores that executors hold are not idle themselves. */
  readonly usedCores: Tally;
  /** One application at most. */
  readonly alone: Tally;
}

/** End of the period that a point covers, epoch ms; CloudWatch stamps a point with the start of its period. */
export const endOf = (series: MetricSeries, point: MetricPoint): number => point.at + series.periodMs;

/** The newest point that has every figure of YARN, else the newest that has memory. */
export function newestPoint({ points }: MetricSeries): MetricPoint | undefined {
  return points.findLast(isWhole) ?? points.findLast((point) => point.memoryAllocatedMB !== undefined);
}

const isWhole = (point: MetricPoint): boolean =>
  isComplete(point) && point.containersPending !== undefined && point.appsRunning !== undefined;

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
 * What the newest points that exist show, however late they were published: of each signal the last ones up to the newest moment that has them all.
 * Points before the end of the step's warm-up do not count.
 *
 * @param startedAt of the step, epoch ms
 */
export function windowOf(series: MetricSeries, subject: Subject, startedAt: number, policy: Policy): Window {
  const { periodMs, cpuPeriodMs = periodMs } = series;
  const endAt = endOfWindow(series);
  const warmAt = startedAt + policy.warmUpMinutes * MINUTE_MS;
  const last = (period: number) => lastPoints(series, { period, endAt, warmAt, policy });
  const yarn = last(periodMs);
  const cpu = last(cpuPeriodMs);
  const points = [...(yarn.earlier ?? []), ...yarn.found];
  const newest = points.at(-1);
  const held = (newest && figuresOf(newest, subject).coreUtilisation) ?? 0;
  const breaches = breachIn(subject, policy);
  return {
    points,
    breach: tally(yarn, (point) => (isComplete(point) ? breaches(point) : undefined)),
    demand: tally(yarn, ({ containersPending }) => ifKnown(containersPending, (pending) => Math.round(pending) > 0)),
    alone: tally(yarn, ({ appsRunning }) => ifKnown(appsRunning, (apps) => apps <= 1)),
    idleCpu: tally(cpu, ({ cpuUtilisation }) => ifKnown(cpuUtilisation, (used) => used <= policy.cpuIdleMax)),
    usedCores: tally(cpu, ({ cpuUtilisation }) =>
      ifKnown(cpuUtilisation, (used) => used >= CPU_AT_REST + MIN_USED_SHARE * held),
    ),
  };
}

/** The newest moment up to which there are figures of YARN and, but for a period that is not over, of the CPU; infinite where there are none. */
function endOfWindow(series: MetricSeries): number {
  const { periodMs, cpuPeriodMs = periodMs, points } = series;
  const cpu = points.findLast(({ cpuUtilisation }) => cpuUtilisation !== undefined);
  const until = cpu === undefined ? Number.POSITIVE_INFINITY : cpu.at + 2 * cpuPeriodMs - periodMs;
  const newest = points.findLast((point) => isWhole(point) && endOf(series, point) <= until) ?? newestPoint(series);
  return newest === undefined ? Number.POSITIVE_INFINITY : endOf(series, newest);
}

const sizeOf = (period: number, policy: Policy): Pick<Tally, 'wanted' | 'needed'> =>
  period < FIVE_MINUTES_MS
    ? { wanted: policy.window1, needed: policy.breaches1 }
    : { wanted: policy.window5, needed: policy.breaches5 };

interface Wanted {
  readonly period: number;
  readonly endAt: number;
  readonly warmAt: number;
  readonly policy: Policy;
}

interface LastPoints extends Pick<Tally, 'wanted' | 'needed' | 'beforeWarmUp' | 'isEarly'> {
  readonly found: readonly MetricPoint[];
  /** Of points by minute: those before, as far as a window of five-minute points would reach. */
  readonly earlier?: readonly MetricPoint[];
  /** Of all these: the share that a window of five-minute points asks for. */
  readonly share: number;
}

function lastPoints(series: MetricSeries, { period, endAt, warmAt, policy }: Wanted): LastPoints {
  const size = sizeOf(period, policy);
  const { wanted } = size;
  const lastEnd = Math.floor(endAt / period) * period;
  const pointsAt = (stamps: readonly number[]): MetricPoint[] => series.points.filter(({ at }) => stamps.includes(at));
  const warm = stampsBefore(lastEnd, wanted, period).filter((at) => at >= warmAt);
  const beforeWarmUp = wanted - warm.length;
  const last = { ...size, beforeWarmUp, found: pointsAt(warm), share: policy.breaches5 / policy.window5 };
  if (period >= FIVE_MINUTES_MS) return { ...last, isEarly: beforeWarmUp > 0 };
  const before = (policy.window5 * FIVE_MINUTES_MS) / period - wanted;
  const stamps = stampsBefore(lastEnd - wanted * period, before, period).filter((at) => at >= warmAt);
  return { ...last, isEarly: warm.length < size.needed, earlier: pointsAt(stamps) };
}

/** Stamps of the last periods that end by a moment, oldest first. */
const stampsBefore = (endAt: number, count: number, period: number): number[] =>
  Array.from({ length: Math.max(0, count) }, (_, i) => endAt - (count - i) * period);

/**
 * Minutes fill a window sooner than points of five minutes do; what came before it, as far as such a window would reach, has to say the same, or a
 * phase of a few minutes would decide over a job that alternates.
 *
 * @param says undefined: the point lacks the figure
 */
function tally(
  { wanted, needed, beforeWarmUp, isEarly, found, earlier, share }: LastPoints,
  says: (point: MetricPoint) => boolean | undefined,
): Tally {
  const answersIn = (points: readonly MetricPoint[]): boolean[] => points.flatMap((point) => says(point) ?? []);
  const count = (answers: readonly boolean[]): number => answers.filter((answer) => answer).length;
  const answers = answersIn(found);
  const missing = wanted - beforeWarmUp - answers.length;
  const counted = count(answers);
  const all = earlier && [...answersIn(earlier), ...answers];
  const span = all && { points: all.length, counted: count(all) };
  const lasts = span === undefined || span.counted >= share * span.points;
  const holds = missing === 0 && !isEarly && counted >= needed && lasts;
  return { wanted, needed, missing, beforeWarmUp, isEarly, counted, span, holds };
}

const ifKnown = (figure: number | undefined, says: (figure: number) => boolean): boolean | undefined =>
  figure === undefined ? undefined : says(figure);

/**
 * Whether a point shows stranded cores: by admission where the step's executors explain it, else by the shares of memory and cores. What the
 * nodes could run is worked out once for all points, and where it decides.
 */
function breachIn(subject: Subject, policy: Policy): (point: MetricPoint) => boolean {
  const { executor, release } = subject;
  let potential: Potential | undefined;
  return (point) => {
    const evidence = evidenceAt(point, subject);
    const byAdmission =
      executor &&
      release &&
      evidence &&
      understood(() =>
        strandsCores(evidence, executor, () => {
          potential ??= potentialOf(evidence, release, executor);
          return potential;
        }),
      ).value;
    return byAdmission ?? breachesShares(figuresOf(point, subject), policy);
  };
}

/** What is not known breaches nothing. */
function breachesShares({ memoryUtilisation = 0, coreUtilisation = 1 }: Figures, policy: Policy): boolean {
  return memoryUtilisation >= policy.memoryEnter && coreUtilisation <= policy.coresEnter;
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
    // A mean of less than half a container is a moment's wish.
    containersPending: containersPending === undefined ? undefined : Math.round(containersPending),
    cpuUtilisation,
  };
}

function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}
