import { isFull } from '../diagnosis';
import type { BetterMark } from './better-mark';
import { evidenceAt } from './detection';
import type { MetricPoint, Observation, StepFacts } from './observation';
import type { Policy } from './policy';
import type { Figures } from './report';
import type { Payload } from './row';
import { type Subject, understood } from './subject';

/** With fewer containers an average says nothing of one executor. */
const MIN_CONTAINERS = 3;
const POINTS_TO_APPLY = 2;
const POINTS_TO_IMPROVE = 3;

/** A point that shows the attempt's executors and no other application's, and its figures; cores are counted at the size that was submitted. */
export interface AttemptPoint {
  readonly point: MetricPoint;
  readonly figures: Figures & { readonly at: number; readonly cores: number; readonly containerMiB: number };
}

/** Oldest first. */
export function attemptPoints(
  obs: Observation,
  { predicted }: Payload,
  { startedAt = Number.POSITIVE_INFINITY }: StepFacts,
  { vcpus }: Subject,
): AttemptPoint[] {
  return (obs.metrics?.value.points ?? []).flatMap((point) => {
    const { memoryAllocatedMB, memoryTotalMB, containersAllocated, cpuUtilisation, at } = point;
    if (at < startedAt || memoryAllocatedMB === undefined || memoryTotalMB === undefined) return [];
    if (containersAllocated === undefined || containersAllocated < MIN_CONTAINERS) return [];
    if (point.appsRunning !== 1) return [];
    const cores = (containersAllocated - 1) * predicted.executorCores;
    const figures = {
      memoryMB: memoryAllocatedMB,
      memoryTotalMB,
      memoryUtilisation: memoryAllocatedMB / memoryTotalMB,
      containers: containersAllocated,
      containersPending: point.containersPending,
      cores,
      ...(vcpus > 0 ? { vcores: vcpus, coreUtilisation: cores / vcpus } : {}),
      cpu: cpuUtilisation,
      at,
      // All that is allocated beside the application master, shared out.
      containerMiB: (memoryAllocatedMB - predicted.applicationMasterMiB) / (containersAllocated - 1),
    };
    return [{ point, figures }];
  });
}

/** Whether the containers have the size that was submitted: two points in a row decide. */
export function isApplied(
  points: readonly AttemptPoint[],
  { predicted }: Payload,
  { explanationTolerance }: Policy,
): boolean | undefined {
  const fits = points.map(
    ({ figures }) =>
      Math.abs(figures.containerMiB - predicted.containerMiB) <= explanationTolerance * predicted.containerMiB,
  );
  const last = fits.slice(-POINTS_TO_APPLY);
  if (last.length < POINTS_TO_APPLY) return undefined;
  if (last.every((one) => one)) return true;
  return last.every((one) => !one) ? false : undefined;
}

/** Figures by which an attempt is judged. */
export interface JudgedPoint {
  readonly figures: Figures;
  readonly improved: boolean;
}

/**
 * The point that decides whether the attempt is better off: of the first three that say something, one with more cores than the mark, else the third.
 * Fewer cores say something once the attempt is warm and the cluster full with executors of its size; before that executors may still be started, and a
 * job that asks for no more has no use for more at that moment. Undefined as long as too few say something.
 */
export function judgedPoint(
  points: readonly AttemptPoint[],
  subject: Subject,
  { slots, warmAt }: BetterMark,
): JudgedPoint | undefined {
  if (slots === undefined) return undefined;
  let poorer = 0;
  for (const { point, figures } of points) {
    if (figures.cores >= slots) return { figures, improved: true };
    if (figures.at < warmAt || !isFullAt(point, subject)) continue;
    poorer += 1;
    if (poorer === POINTS_TO_IMPROVE) return { figures, improved: false };
  }
  return undefined;
}

function isFullAt(point: MetricPoint, subject: Subject): boolean {
  const { executor } = subject;
  const evidence = evidenceAt(point, subject);
  if (executor === undefined || evidence === undefined) return false;
  return understood(() => isFull(evidence, executor)).value === true;
}
