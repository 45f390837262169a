import { grouped, percent } from '../../numbers';
import type { Action } from '../action';
import { isActive } from '../contract';
import { hasLeft } from '../detection';
import type { StepFacts } from '../observation';
import type { Policy } from '../policy';
import type { Figures, Report } from '../report';
import type { Lineage, Measured } from '../row';
import { subjectOf } from '../subject';
import { MINUTE_MS } from '../time';
import { ambiguity, markedSteps } from './markers';
import { close, clusterIsEnding, hold, note, pageOnce, type Scene, wait } from './moves';

/** With fewer containers an average says nothing of one executor. */
const MIN_CONTAINERS = 3;
const POINTS_TO_APPLY = 2;
const POINTS_TO_IMPROVE = 3;
const HOUR_MS = 60 * MINUTE_MS;

/** An attempt was submitted: whether it got its size, whether it is better off, how it ends. */
export function verifying(plain: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = plain;
  const doubt = ambiguity(markedSteps(plain));
  if (doubt !== undefined) return hold(plain, doubt);
  const later = now + MINUTE_MS;
  const attempt = attemptOf(plain);
  if (attempt?.state === 'COMPLETED') return close(plain, outcomeOf(plain));
  // EMR cancels what still waits when a cluster ends: that is not a decision against this job.
  if (attempt?.state === 'CANCELLED')
    return close(plain, clusterIsEnding(plain) ? 'lost:cluster-gone' : 'cancelled-by-other');
  if (attempt?.state === 'FAILED' || attempt?.state === 'INTERRUPTED') return close(plain, 'failed');
  if (clusterIsEnding(plain)) return close(plain, 'lost:cluster-gone');
  if (now - row.since > policy.verifyHours * HOUR_MS) {
    return close(plain, attempt?.state === 'RUNNING' ? 'unknown' : 'unknown:not-seen-running');
  }
  if (attempt === undefined) return wait(plain.report, later, 'the submission could not be read');

  if (attempt.state !== 'RUNNING') {
    const idle = obs.scan?.value.complete === true && !obs.scan.value.steps.some(({ state }) => state === 'RUNNING');
    const late = now - row.since > policy.slotStuckMinutes * MINUTE_MS;
    return (
      (idle && late && pageOnce(plain, 'slot-stuck')) || wait(plain.report, later, `the submission is ${attempt.state}`)
    );
  }
  const figures = figuresOfAttempt(plain, attempt);
  const scene = { ...plain, report: reportOf(plain, figures.at(-1)) };
  const applied = lineage.applied ?? isApplied(scene, figures, policy);
  const containerMiB =
    applied === lineage.applied && lineage.measured?.containerMiB !== undefined
      ? lineage.measured.containerMiB
      : sizeOf(figures, lineage);
  if (applied === false) return close(overridden(scene, containerMiB), 'ineffective:overridden', { applied });
  // Cores are counted at the size that was submitted: before that is known to be in force they say nothing.
  const warmAt = (attempt.startedAt ?? Number.POSITIVE_INFINITY) + policy.warmUpMinutes * MINUTE_MS;
  const judged = applied && lineage.improved === undefined ? judgedBy(figures, warmAt, policy) : undefined;
  const improved = lineage.improved ?? (judged && hasLeft(judged, policy));
  const measured: Measured = {
    containerMiB,
    memoryUtilisation: lineage.measured?.memoryUtilisation ?? judged?.memoryUtilisation,
    coreUtilisation: lineage.measured?.coreUtilisation ?? judged?.coreUtilisation,
  };
  const runningSince = lineage.runningSince ?? attempt.startedAt ?? now;
  const known: Lineage = { ...lineage, applied, improved, runningSince, measured };
  const told = verified(known);
  if (runningSince !== lineage.runningSince || told !== verified(lineage)) {
    const first =
      lineage.runningSince === undefined ? [{ kind: 'release', clusterId: obs.clusterId } as const] : undefined;
    return note(scene, known, told, first);
  }
  return wait(scene.report, later, told);
}

/** What is known of the attempt so far, for people: its containers against those submitted, memory and cores against the thresholds. */
function verified({ applied, improved, measured = {}, predicted }: Lineage): string {
  const { containerMiB, memoryUtilisation, coreUtilisation } = measured;
  if (containerMiB === undefined) return 'the submission runs, nothing is measured yet';
  const size = `containers of ${grouped(containerMiB)} MB`;
  const submitted = `${grouped(predicted.containerMiB)} MB submitted`;
  if (!applied) return `${size} seen, ${submitted}`;
  const same = Math.round(containerMiB) === predicted.containerMiB;
  const parts = [same ? `${size} as submitted` : `${size} for the ${submitted}`];
  if (improved !== undefined && memoryUtilisation !== undefined) {
    const cores = coreUtilisation === undefined ? '' : `, cores ${percent(coreUtilisation)}`;
    parts.push(`memory ${percent(memoryUtilisation)}${cores}: ${improved ? 'improved' : 'not improved'}`);
  }
  return parts.join('; ');
}

function overridden(scene: Scene, containerMiB = 0): Scene {
  const submitted = scene.lineage.predicted.containerMiB;
  const arithmetic = [`containers of ${grouped(containerMiB)} MB, not of the ${grouped(submitted)} MB submitted`];
  return { ...scene, report: { ...scene.report, arithmetic } };
}

/** The attempt as DescribeStep says, else as the list shows it. */
function attemptOf(scene: Scene): StepFacts | undefined {
  const { obs, lineage } = scene;
  const id = lineage.submissions.at(-1)?.stepId;
  if (obs.attempt !== undefined && obs.attempt.value.id === id) return obs.attempt.value;
  return obs.scan?.value.steps.find((step) => step.id === id && isActive(step));
}

function outcomeOf({ lineage }: Scene): string {
  if (lineage.improved === undefined) return 'unknown';
  return lineage.improved ? 'improved' : 'not-improved';
}

/** The points that show the attempt's executors and no other application's, oldest first; cores are counted at the size it was given. */
function figuresOfAttempt({ obs, lineage }: Scene, attempt: StepFacts): Figures[] {
  const { vcpus } = subjectOf(obs);
  const from = attempt.startedAt ?? Number.POSITIVE_INFINITY;
  return (obs.metrics?.value.points ?? []).flatMap((point) => {
    const { memoryAllocatedMB, memoryTotalMB, containersAllocated, cpuUtilisation, at } = point;
    if (at < from || memoryAllocatedMB === undefined || memoryTotalMB === undefined) return [];
    if (containersAllocated === undefined || containersAllocated < MIN_CONTAINERS) return [];
    if (point.appsRunning !== 1) return [];
    const cores = (containersAllocated - 1) * lineage.predicted.executorCores;
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
function isApplied({ lineage }: Scene, figures: readonly Figures[], policy: Policy): boolean | undefined {
  const { containerMiB } = lineage.predicted;
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
function sizeOf(figures: readonly Figures[], { predicted }: Lineage): number | undefined {
  const { memoryMB, containers } = figures.at(-1) ?? {};
  if (memoryMB === undefined || containers === undefined) return undefined;
  return (memoryMB - predicted.applicationMasterMiB) / (containers - 1);
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

function reportOf({ report, lineage }: Scene, observed: Figures | undefined): Report {
  const { executors, executorCores, memoryUtilisation, coreUtilisation } = lineage.predicted;
  const predicted = { containers: executors + 1, cores: executors * executorCores, memoryUtilisation, coreUtilisation };
  return { ...report, observed, predicted };
}
