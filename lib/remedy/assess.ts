import { type ClusterEvidence, type Diagnosis, diagnose } from '../diagnosis';
import { elapsedMs, remainingByHistory } from '../evidence';
import { keepAnswersOf } from '../keep-answers';
import { type Retune, type RetuneRequest, retune } from '../sizing';
import type { Assessment, Doubt, Verdict } from './assessment';
import { TIER, type Tier } from './contract';
import { endOf, evidenceAt, figuresOf, newestPoint, windowOf } from './detection';
import { GATES, gates } from './gates';
import { type JobFacts, jobFactsFor, needsFor, nodeSlots, timesFor } from './job-facts';
import type { MetricPoint, MetricSeries, Observation } from './observation';
import { finishedRunsMs } from './past-runs';
import type { Policy } from './policy';
import { redacted } from './redacted';
import type { Figures, NextRun, Refusal, Report } from './report';
import { type Row, utcDay } from './row';
import { type Subject, subjectOf, understood } from './subject';
import { MINUTE_MS } from './time';
import { type Worth, worthOf } from './worth';

/** Judges the running step: what is found, how well it is explained, and every gate that refuses to act on it. */
export function assess(obs: Observation, row: Row, now: number, policy: Policy): Verdict {
  const subject = subjectOf(obs);
  const series = obs.metrics?.value;
  const newest = series && withCpu(series, newestPoint(series));
  const startedAt = obs.root?.value.startedAt;
  const window = series && startedAt !== undefined ? windowOf(series, subject, startedAt, policy) : undefined;
  const evidence = newest && evidenceAt(newest, subject);
  const diagnosis = diagnosisOf(subject, evidence);
  const job = jobFactsFor(obs, subject, now);
  const withoutWorth: Assessment = {
    obs,
    row,
    now,
    policy,
    secondLook: row.state === 'intent',
    subject,
    newest,
    seenAt: series && newest && endOf(series, newest),
    window,
    evidence,
    diagnosis,
    job,
    retune: retuneOf(subject, diagnosis, job),
    shortestRunMs: shortestRunIn(obs, row, subject, now),
  };
  const assessment: Assessment = { ...withoutWorth, worth: worthIn(withoutWorth) };

  const suspect = isSuspect(assessment);
  const refusals = suspect ? refusalsOf(assessment) : [];
  const tier = tierOf(assessment, refusals);
  const report = reportOf(assessment, refusals, tier);
  // What a job looks like while it starts or ends is not a finding.
  return {
    ...assessment,
    suspect,
    tier,
    refusals,
    report: suspect ? report : { ...report, finding: undefined, arithmetic: [] },
  };
}

/** EC2 and EMR publish at different delays: the newest CPU that is known stands beside YARN's newest figures. */
function withCpu({ points }: MetricSeries, newest: MetricPoint | undefined): MetricPoint | undefined {
  if (newest === undefined) return undefined;
  const measured = points.findLast(({ at, cpuUtilisation }) => at <= newest.at && cpuUtilisation !== undefined);
  return { ...newest, cpuUtilisation: measured?.cpuUtilisation };
}

function refusalsOf(assessment: Assessment): Refusal[] {
  return gates.flatMap(({ name, refuses }) => {
    const reason = refuses(assessment);
    return reason === undefined ? [] : [{ gate: name, reason }];
  });
}

/** A healthy job is not asked about opt-ins; one whose figures are missing is, because nothing is known of it. */
function isSuspect({ newest, subject, policy, diagnosis }: Assessment): boolean {
  const { memoryUtilisation, coreUtilisation = 0 } = newest === undefined ? {} : figuresOf(newest, subject);
  const isSaturated = diagnosis?.explanation?.saturated === true;
  if (memoryUtilisation === undefined) return true;
  switch (diagnosis?.verdict) {
    case 'stranded-cores':
    case 'no-demand':
    case 'oversubscribed':
    case 'calculator-unknown':
      return isSaturated;
    case 'unexplained':
      return memoryUtilisation >= policy.memoryEnter;
    default:
      // Without a diagnosis shares have to do.
      return diagnosis === undefined && memoryUtilisation >= policy.memoryEnter && coreUtilisation <= policy.coresEnter;
  }
}

function diagnosisOf(subject: Subject, evidence: ClusterEvidence | undefined): Diagnosis | undefined {
  const { executor, release } = subject;
  if (evidence === undefined || executor === undefined) return undefined;
  // Stryker disable next-line ConditionalExpression: an executor's size is not known without the release
  if (release === undefined) return undefined;
  return understood(() => diagnose({ evidence, release, executor })).value;
}

/** Once the figures are explained, the same engine that plans clusters computes what this step should have been given. */
function retuneOf(subject: Subject, diagnosis: Diagnosis | undefined, job: JobFacts | undefined): Retune | undefined {
  if (diagnosis?.verdict !== 'stranded-cores') return undefined;
  return job === undefined ? retuneByNodes(subject) : retuneFor(subject, needsFor(job));
}

/** Of a subject that is the same in every look, as long as the job itself says nothing. */
// Stryker disable next-line ArrowFunction,StringLiteral: nothing else is asked about a subject, so any constant is a key
const retuneByNodes = keepAnswersOf(retuneFor, () => '');

function retuneFor(subject: Subject, needs: Partial<RetuneRequest> = {}): Retune | undefined {
  const { release, settings, deployMode, nodes, primaryInstanceType } = subject;
  // Where it is not known the proposal has to be right under the one that does not keep executors to the cores of a node.
  const calculator = subject.calculator ?? 'default';
  if (deployMode === undefined) return undefined;
  // Stryker disable next-line ConditionalExpression,LogicalOperator: an executor's size is not known without them, and nothing is explained without it
  if (release === undefined || settings === undefined) return undefined;
  const types = nodes.map(({ instanceType, count }) => ({ instanceType, count }));
  const request = { release, nodes: types, calculator, deployMode, primaryInstanceType, settings, ...needs };
  return understood(() => retune(request)).value;
}

/** How long the job takes at least by its earlier runs; the second look reads the ledger's word on the job no more, and has that of the first. */
function shortestRunIn(obs: Observation, { lineage }: Row, subject: Subject, now: number): number | undefined {
  const shortest = remainingByHistory(finishedRunsMs(obs, nodeSlots(subject), now), 0);
  return largest([shortest, lineage?.payload.shortestRunMs]);
}

/** Undefined where nothing better is known, or not when the step started. Of the job's own bound of what remains, and its history's, the larger counts. */
function worthIn({
  obs,
  now,
  policy,
  subject,
  seenAt,
  job,
  retune: tuned,
  shortestRunMs,
}: Assessment): Worth | undefined {
  const startedAtMs = obs.root?.value.startedAt;
  if (tuned === undefined || startedAtMs === undefined) return undefined;
  const elapsed = elapsedMs({ startedAtMs }, now);
  const times = job && timesFor(job, tuned, subject, { obs, elapsedMs: elapsed, now });
  const byHistory = shortestRunMs === undefined ? undefined : Math.max(0, shortestRunMs - elapsed) / MINUTE_MS;
  return worthOf(tuned.slotRatio, elapsed / MINUTE_MS, policy, {
    ...times,
    remainingMinutes: largest([times?.remainingMinutes, byHistory]),
    seenMinutes: seenAt && elapsedMs({ startedAtMs }, seenAt) / MINUTE_MS,
  });
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function tierOf({ window, diagnosis }: Assessment, refusals: readonly Refusal[]): Tier | undefined {
  if (!window?.breach.holds) return undefined;
  const isExplained = diagnosis?.verdict === 'stranded-cores';
  const isDoubted = (doubt: Doubt): boolean => refusals.some(({ gate }) => GATES[gate].doubts === doubt);
  if (!isExplained || isDoubted('explanation')) return TIER.breached;
  return isDoubted('confirmation') ? TIER.explained : TIER.confirmed;
}

function reportOf(a: Assessment, refusals: readonly Refusal[], tier: Tier | undefined): Report {
  const { obs, subject, newest, seenAt, diagnosis, job, retune: tuned, worth, row, now, policy } = a;
  const startedAtMs = obs.root?.value.startedAt;
  return {
    root: row.lineage?.root ?? obs.root?.value.id,
    refusals,
    tier,
    finding: diagnosis?.verdict,
    observed: newest && figuresOf(newest, subject),
    dataAgeMinutes: seenAt && (now - seenAt) / MINUTE_MS,
    predicted: tuned && predictedBy(tuned),
    calculator: subject.calculator,
    expectedSpeedUp: worth?.expectedSpeedUp,
    elapsedMinutes: startedAtMs === undefined ? undefined : elapsedMs({ startedAtMs }, now) / MINUTE_MS,
    remainingMinutes: worth?.remainingMinutes,
    busyMinutes: job && worth?.busyMinutes,
    paysAboveMinutes: worth?.paysAboveMinutes,
    restartMinutes: worth?.restartMinutes,
    jobSource: job?.evidence.source,
    jobSilent: obs.asked?.value.kind === 'none' ? obs.asked.value.reason : undefined,
    budgets: {
      clusterDay: row.day?.date === utcDay(now) ? row.day.started : 0,
      clusterDayLimit: policy.startsPerClusterDay,
    },
    // The first finding is the one that decides.
    arithmetic: diagnosis?.findings[0]?.arithmetic ?? [],
    nextRun: tuned && nextRunOf(tuned),
  };
}

function predictedBy({ after }: Retune): Figures {
  return {
    memoryMB: after.allocatedMB,
    memoryTotalMB: after.totalMB,
    memoryUtilisation: after.memoryUtilisation,
    containers: after.executors + 1,
    containersPending: after.pending,
    cores: after.taskSlots,
    vcores: after.totalVcores,
    coreUtilisation: after.coreUtilisation,
  };
}

function nextRunOf({ changes, after, partitions, slotRatio, refused }: Retune): NextRun {
  return { changes: changes.map(redacted), executors: after.executors, partitions, slotRatio, refused };
}
