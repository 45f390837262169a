import { grouped, percent } from '../numbers';
import type { Verified } from './assessed';
import { hasLeft } from './detection';
import type { Observation, StepFacts } from './observation';
import type { Policy } from './policy';
import { EMPTY_REPORT, type Figures, type Report } from './report';
import type { Lineage, Measured } from './row';
import { subjectOf } from './subject';
import { MINUTE_MS } from './time';

/** With fewer containers an average says nothing of one executor. */
const MIN_CONTAINERS = 3;
const POINTS_TO_APPLY = 2;
const POINTS_TO_IMPROVE = 3;

/** What the figures say of a running attempt, on top of what was found before. */
export function verify(obs: Observation, lineage: Lineage, attempt: StepFacts, policy: Policy): Verified {
  const { predicted, measured: before } = lineage.payload;
  const figures = figuresOfAttempt(obs, lineage, attempt);
  const applied = lineage.applied ?? isApplied(lineage, figures, policy);
  const containerMiB =
    applied === lineage.applied && before?.containerMiB !== undefined ? before.containerMiB : sizeOf(figures, lineage);
  // Cores are counted at the size that was submitted: before that is known to be in force they say nothing.
  const warmAt = (attempt.startedAt ?? Number.POSITIVE_INFINITY) + policy.warmUpMinutes * MINUTE_MS;
  const judged = applied && lineage.improved === undefined ? judgedBy(figures, warmAt, policy) : undefined;
  const improved = lineage.improved ?? (judged && hasLeft(judged, policy));
  const measured: Measured = {
    containerMiB,
    memoryUtilisation: before?.memoryUtilisation ?? judged?.memoryUtilisation,
    coreUtilisation: before?.coreUtilisation ?? judged?.coreUtilisation,
  };
  const report = reportOf(lineage, figures.at(-1));
  const submitted = `${grouped(predicted.containerMiB)} MB submitted`;
  const overridden = `containers of ${grouped(containerMiB ?? 0)} MB, not of the ${submitted}`;
  return {
    applied,
    improved,
    measured,
    reason: toReason({ applied, improved, measured }, lineage),
    report: applied === false ? { ...report, arithmetic: [overridden] } : report,
  };
}

/** What is known of the attempt so far, for people: its containers against those submitted, memory and cores against the thresholds. */
function toReason(
  { applied, improved, measured }: Pick<Verified, 'applied' | 'improved' | 'measured'>,
  { payload }: Lineage,
): string {
  const { containerMiB, memoryUtilisation, coreUtilisation } = measured;
  if (containerMiB === undefined) return 'the submission runs, nothing is measured yet';
  const size = `containers of ${grouped(containerMiB)} MB`;
  const submitted = `${grouped(payload.predicted.containerMiB)} MB submitted`;
  if (!applied) return `${size} seen, ${submitted}`;
  const same = Math.round(containerMiB) === payload.predicted.containerMiB;
  const parts = [same ? `${size} as submitted` : `${size} for the ${submitted}`];
  if (improved !== undefined && memoryUtilisation !== undefined) {
    const cores = coreUtilisation === undefined ? '' : `, cores ${percent(coreUtilisation)}`;
    parts.push(`memory ${percent(memoryUtilisation)}${cores}: ${improved ? 'improved' : 'not improved'}`);
  }
  return parts.join('; ');
}

/** The points that show the attempt's executors and no other application's, oldest first; cores are counted at the size it was given. */
function figuresOfAttempt(obs: Observation, { payload }: Lineage, attempt: StepFacts): Figures[] {
  const { vcpus } = subjectOf(obs);
  const from = attempt.startedAt ?? Number.POSITIVE_INFINITY;
  return (obs.metrics?.value.points ?? []).flatMap((point) => {
    const { memoryAllocatedMB, memoryTotalMB, containersAllocated, cpuUtilisation, at } = point;
    if (at < from || memoryAllocatedMB === undefined || memoryTotalMB === undefined) return [];
    if (containersAllocated === undefined || containersAllocated < MIN_CONTAINERS) return [];
    if (point.appsRunning !== 1) return [];
    const cores = (containersAllocated - 1) * payload.predicted.executorCores;
    return [
      {
        memoryMB: memoryAllocatedMB,
        memoryTotalMB,
        memoryUtilisation: memoryAllocatedMB / memoryTotalMB,
        containers: containersAllocated,
        containersPending: point.containersPending,
        cores,
        ...(vcpus > 0 ? { vcores: vcpus, coreUtilisation: cores / vcpus } : {}),
        cpu: cpuUtilisation,
        at,
      },
    ];
  });
}

/** Whether the containers have the size that was submitted: two points in a row decide. */
function isApplied(lineage: Lineage, figures: readonly Figures[], policy: Policy): boolean | undefined {
  const { containerMiB } = lineage.payload.predicted;
  const verdicts = figures.map((one) => {
    const measured = sizeOf([one], lineage) ?? 0;
    return Math.abs(measured - containerMiB) <= policy.explanationTolerance * containerMiB;
  });
  const last = verdicts.slice(-POINTS_TO_APPLY);
  if (last.length < POINTS_TO_APPLY) return undefined;
  if (last.every((fits) => fits)) return true;
  return last.every((fits) => !fits) ? false : undefined;
}

/** Size of an executor's container by the newest figures: all that is allocated beside the application master, shared out. */
function sizeOf(figures: readonly Figures[], { payload }: Lineage): number | undefined {
  const { memoryMB, containers } = figures.at(-1) ?? {};
  if (memoryMB === undefined || containers === undefined) return undefined;
  return (memoryMB - payload.predicted.applicationMasterMiB) / (containers - 1);
}

/** The point that decides whether the attempt is better off: the first outside the region, else the third inside; undefined as long as neither is there. */
function judgedBy(figures: readonly Figures[], warmAt: number, policy: Policy): Figures | undefined {
  const counted = figures.filter((one) => one.coreUtilisation !== undefined && !mayBeStarting(one, warmAt, policy));
  const first = counted.slice(0, POINTS_TO_IMPROVE);
  return first.find((one) => hasLeft(one, policy)) ?? first[POINTS_TO_IMPROVE - 1];
}

/**
 * Memory and cores are free, and executors may still be started, which looks like a cured job and is none yet: containers wait, or the attempt
 * has just begun, and Spark, which asks for executors in rounds, is between two of them.
 */
function mayBeStarting(
  { memoryUtilisation = 0, coreUtilisation = 0, containersPending = 0, at = 0 }: Figures,
  warmAt: number,
  policy: Policy,
): boolean {
  const free = memoryUtilisation <= policy.memoryLeave && coreUtilisation < policy.coresLeave;
  return free && (containersPending > 0 || at < warmAt);
}

function reportOf({ root, payload }: Lineage, observed: Figures | undefined): Report {
  const { executors, executorCores, memoryUtilisation, coreUtilisation } = payload.predicted;
  const predicted = { containers: executors + 1, cores: executors * executorCores, memoryUtilisation, coreUtilisation };
  return { ...EMPTY_REPORT, root, observed, predicted };
}
