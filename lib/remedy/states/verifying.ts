import type { Action } from '../action';
import { hasLeft } from '../detection';
import type { StepFacts } from '../observation';
import type { Policy } from '../policy';
import type { Figures, Report } from '../report';
import { subjectOf } from '../subject';
import { ambiguity, isLive, markedSteps } from './markers';
import { close, clusterIsEnding, hold, MINUTE_MS, note, pageOnce, type Scene, wait } from './moves';

/** Containers below which an average says nothing of one executor. */
const FEWEST_CONTAINERS = 3;
const POINTS_TO_APPLY = 2;
const POINTS_TO_IMPROVE = 3;
const HOUR_MS = 60 * MINUTE_MS;

/** V1 to V10: A was submitted. */
export function verifying(plain: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = plain;
  const doubt = ambiguity(markedSteps(plain));
  if (doubt !== undefined) return hold(plain, doubt);
  const later = now + MINUTE_MS;
  const attempt = attemptOf(plain);
  if (attempt?.state === 'COMPLETED') return close(plain, outcomeOf(plain));
  if (attempt?.state === 'CANCELLED') return close(plain, 'cancelled-by-other');
  if (attempt?.state === 'FAILED' || attempt?.state === 'INTERRUPTED') return close(plain, 'failed');
  if (clusterIsEnding(plain)) return close(plain, 'lost:cluster-gone');
  if (now - row.since > policy.verifyHours * HOUR_MS) return close(plain, 'unknown');
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
  if (applied === false) return close(scene, 'ineffective:overridden', { applied });
  const improved = lineage.improved ?? isImproved(figures, policy);
  const runningSince = lineage.runningSince ?? attempt.startedAt ?? now;
  if (applied !== lineage.applied || improved !== lineage.improved || runningSince !== lineage.runningSince) {
    const first =
      lineage.runningSince === undefined ? [{ kind: 'release', clusterId: obs.clusterId } as const] : undefined;
    return note(scene, { applied, improved, runningSince }, 'the submission runs', first);
  }
  return wait(scene.report, later, 'the submission runs');
}

/** A as DescribeStep says, else as the list shows it. */
function attemptOf(scene: Scene): StepFacts | undefined {
  const { obs, lineage } = scene;
  const id = lineage.submissions.at(-1)?.stepId;
  if (obs.attempt !== undefined && obs.attempt.value.id === id) return obs.attempt.value;
  return obs.scan?.value.steps.find((step) => step.id === id && isLive(step));
}

function outcomeOf({ lineage }: Scene): string {
  if (lineage.improved === undefined) return 'unknown';
  return lineage.improved ? 'improved' : 'not-improved';
}

/** The points in which A's own executors are to be seen, oldest first; cores are counted at the size A was given. */
function figuresOfAttempt({ obs, lineage }: Scene, attempt: StepFacts): Figures[] {
  const { vcpus } = subjectOf(obs);
  const from = attempt.startedAt ?? Number.POSITIVE_INFINITY;
  return (obs.metrics?.value.points ?? []).flatMap((point) => {
    const { memoryAllocatedMB, memoryTotalMB, containersAllocated, cpuUtilisation, at } = point;
    if (at < from || memoryAllocatedMB === undefined || memoryTotalMB === undefined) return [];
    if (containersAllocated === undefined || containersAllocated < FEWEST_CONTAINERS) return [];
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
  const { containerMiB, applicationMasterMiB } = lineage.predicted;
  const verdicts = figures.map(({ memoryMB = 0, containers = 0 }) => {
    const measured = (memoryMB - applicationMasterMiB) / (containers - 1);
    return Math.abs(measured - containerMiB) <= policy.explanationTolerance * containerMiB;
  });
  const last = verdicts.slice(-POINTS_TO_APPLY);
  if (last.length < POINTS_TO_APPLY) return undefined;
  if (last.every((fits) => fits)) return true;
  return last.every((fits) => !fits) ? false : undefined;
}

function isImproved(figures: readonly Figures[], policy: Policy): boolean | undefined {
  const first = figures.slice(0, POINTS_TO_IMPROVE);
  if (first.some((one) => hasLeft(one, policy))) return true;
  return first.length === POINTS_TO_IMPROVE ? false : undefined;
}

function reportOf({ report, lineage }: Scene, observed: Figures | undefined): Report {
  const { executors, executorCores, memoryUtilisation, coreUtilisation } = lineage.predicted;
  const predicted = { containers: executors + 1, cores: executors * executorCores, memoryUtilisation, coreUtilisation };
  return { ...report, observed, predicted };
}
