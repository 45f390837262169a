import { grouped, percent } from '../numbers';
import type { Verified } from './assessed';
import { type AttemptJob, attemptJobFor } from './attempt-job';
import { type AttemptPoint, attemptPoints, isApplied, judgedPoint } from './attempt-metrics';
import { betterMarkFor } from './better-mark';
import { freshEvidence } from './job-facts';
import type { Observation, StepFacts } from './observation';
import type { Policy } from './policy';
import { EMPTY_REPORT, type Report } from './report';
import type { Lineage, Measured, Payload } from './row';
import { type Subject, subjectOf } from './subject';

type Known = Pick<Verified, 'applied' | 'improved' | 'measured'>;

/** What is known of a running attempt, on top of what was found before: by its application's own word, where it gives one, else by the cluster's metrics. */
export function verify(obs: Observation, lineage: Lineage, attempt: StepFacts, now: number, policy: Policy): Verified {
  const { payload } = lineage;
  const subject = subjectOf({ ...obs, root: obs.attempt });
  const mark = betterMarkFor(payload, subject.vcpus, attempt, policy);
  const points = attemptPoints(obs, payload, attempt, subject);
  const evidence = freshEvidence(obs, now);
  const job = evidence && attemptJobFor(evidence, payload.changes, mark);
  const applied = job ? job.overridden.length === 0 : (lineage.applied ?? isApplied(points, payload, policy));
  // Cores are counted at the size that was submitted: before that is known to be in force they say nothing.
  const isJudged = applied === true && lineage.improved === undefined;
  const point = isJudged && job === undefined ? judgedPoint(points, subject, mark) : undefined;
  const improved = lineage.improved ?? (isJudged ? (job ?? point)?.improved : undefined);
  const before = payload.measured;
  const isSameSize = applied === lineage.applied && before?.containerMiB !== undefined;
  const measured: Measured = {
    containerMiB: isSameSize ? before.containerMiB : points.at(-1)?.figures.containerMiB,
    memoryUtilisation: before?.memoryUtilisation ?? point?.figures.memoryUtilisation,
    coreUtilisation: before?.coreUtilisation ?? point?.figures.coreUtilisation,
    runningTasks: before?.runningTasks ?? (isJudged && improved !== undefined ? job?.runningTasks : undefined),
    taskSlots: before?.taskSlots ?? (isJudged && improved !== undefined ? job?.taskSlots : undefined),
  };
  const known: Known = { applied, improved, measured };
  return {
    ...known,
    reason: toReason(known, payload, job),
    report: {
      ...reportOf(obs, lineage, points, known, job),
      attemptCores: coresOf(points, known, payload, job, subject),
    },
  };
}

/** What is known of the attempt so far, for people: the settings in force against those submitted, then tasks, or memory and cores. */
function toReason(known: Known, payload: Payload, job: AttemptJob | undefined): string {
  const { applied, measured } = known;
  if (applied === undefined && measured.containerMiB === undefined)
    return 'the submission runs, nothing is measured yet';
  const verdict = applied === true ? verdictText(known, payload, job) : undefined;
  const settings = settingsText(known, payload, job);
  return verdict === undefined ? settings : `${settings}; ${verdict}`;
}

function settingsText({ applied, measured }: Known, { predicted }: Payload, job: AttemptJob | undefined): string {
  if (job !== undefined && job.overridden.length > 0) return overriddenText(job);
  const { containerMiB } = measured;
  if (containerMiB === undefined)
    return applied === true ? 'settings in force as submitted' : 'the settings in force are not those submitted';
  const size = `containers of ${grouped(containerMiB)} MB`;
  const submitted = `${grouped(predicted.containerMiB)} MB submitted`;
  if (applied !== true) return `${size} seen, ${submitted}`;
  return Math.round(containerMiB) === predicted.containerMiB ? `${size} as submitted` : `${size} for the ${submitted}`;
}

const overriddenText = ({ overridden }: AttemptJob): string =>
  `in force with other values than submitted: ${overridden.join(', ')}`;

function verdictText({ improved, measured }: Known, payload: Payload, job: AttemptJob | undefined): string | undefined {
  const { memoryUtilisation, coreUtilisation, runningTasks, taskSlots } = measured;
  const verdict = improved === true ? 'improved' : 'not improved';
  if (improved === undefined) {
    return job?.unjudged === undefined ? undefined : `${tasksText(job, payload)}: not judged, ${job.unjudged}`;
  }
  if (runningTasks !== undefined && taskSlots !== undefined)
    return `${tasksText({ runningTasks, taskSlots }, payload)}: ${verdict}`;
  if (memoryUtilisation === undefined) return undefined;
  const cores = coreUtilisation === undefined ? '' : `, cores ${percent(coreUtilisation)}`;
  return `memory ${percent(memoryUtilisation)}${cores}: ${verdict}`;
}

function tasksText(
  { runningTasks, taskSlots }: Pick<AttemptJob, 'runningTasks' | 'taskSlots'>,
  { predicted, before }: Payload,
): string {
  const expected = predicted.executors * predicted.executorCores;
  return `${grouped(runningTasks)} tasks at once on ${grouped(taskSlots)} slots (${grouped(expected)} expected, ${grouped(before.taskSlots)} before)`;
}

function reportOf(
  { asked }: Observation,
  { root, payload }: Lineage,
  points: readonly AttemptPoint[],
  { applied, measured }: Known,
  job: AttemptJob | undefined,
): Report {
  const { executors, executorCores, memoryUtilisation, coreUtilisation } = payload.predicted;
  const observed = points.at(-1)?.figures;
  return {
    ...EMPTY_REPORT,
    root,
    ...(observed === undefined ? {} : { observed }),
    predicted: { containers: executors + 1, cores: executors * executorCores, memoryUtilisation, coreUtilisation },
    ...(applied === false ? { arithmetic: notAppliedText(measured, payload, job) } : {}),
    ...(asked?.value.kind === 'evidence' ? { jobSource: asked.value.evidence.source } : {}),
    ...(asked?.value.kind === 'none' ? { jobSilent: asked.value.reason } : {}),
  };
}

/** After the verdict nothing is measured any more; then the figures of the verdict count, and the nodes that there were before. */
function coresOf(
  points: readonly AttemptPoint[],
  { measured }: Known,
  { before }: Payload,
  job: AttemptJob | undefined,
  subject: Subject,
): Report['attemptCores'] {
  const vcpus = subject.vcpus || before.vcpus;
  const byShare = measured.coreUtilisation === undefined ? undefined : measured.coreUtilisation * vcpus;
  const held = job?.taskSlots ?? points.at(-1)?.figures.cores ?? measured.taskSlots ?? byShare;
  return held === undefined ? undefined : { held, vcpus };
}

function notAppliedText({ containerMiB }: Measured, { predicted }: Payload, job: AttemptJob | undefined): string[] {
  if (job !== undefined) return [overriddenText(job)];
  if (containerMiB === undefined) return [];
  return [`containers of ${grouped(containerMiB)} MB, not of the ${grouped(predicted.containerMiB)} MB submitted`];
}
