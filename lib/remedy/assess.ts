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
import { type Known, worthOf } from './worth';

/** Judges the running step: what is found, how well it is explained, and every gate that refuses to act on it. */
export function assess(obs: Observation, row: Row, now: number, policy: Policy): Verdict {
  const secondLook = row.state === 'intent';
  const subject = subjectOf(obs);
  const series = obs.metrics?.value;
  const newest = series && withCpu(series, newestPoint(series));
  const startedAt = obs.root?.value.startedAt;
  const window = series && startedAt !== undefined ? windowOf(series, subject, startedAt, policy) : undefined;
  const evidence = newest && evidenceAt(newest, subject);
  const diagnosis = diagnosisOf(subject, evidence);
  const job = jobFactsFor(obs, subject, now);
  const tuned = retuneOf(subject, diagnosis, job);
  const shortestRunMs = shortestRunIn(obs, row, subject, now);
  const elapsed = startedAt === undefined ? undefined : elapsedMs({ startedAtMs: startedAt }, now);
  const known =
    tuned && elapsed !== undefined
      ? knownOf(shortestRunMs, elapsed, job && timesFor(job, tuned, subject, { obs, elapsedMs: elapsed, now }))
      : {};
  const elapsedMinutes = minutesSince(startedAt, now);
  const seenMinutes = series && newest && minutesSince(startedAt, endOf(series, newest));
  const worth =
    tuned && elapsedMinutes !== undefined
      ? worthOf(tuned.slotRatio, elapsedMinutes, policy, { ...known, seenMinutes })
      : undefined;
  const assessment: Assessment = {
    obs,
    row,
    now,
    policy,
    secondLook,
    subject,
    newest,
    window,
    evidence,
    diagnosis,
    job,
    retune: tuned,
    shortestRunMs,
    worth,
  };

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
  if (newest === undefined || newest.cpuUtilisation !== undefined) return newest;
  const measured = points.findLast(({ at, cpuUtilisation }) => at <= newest.at && cpuUtilisation !== undefined);
  return measured === undefined ? newest : { ...newest, cpuUtilisation: measured.cpuUtilisation };
}

function refusalsOf(assessment: Assessment): Refusal[] {
  return gates.flatMap(({ name, refuses }) => {
    const reason = refuses(assessment);
    return reason === undefined ? [] : [{ gate: name, reason }];
  });
}

/** A healthy job is not asked about opt-ins; one whose figures are missing is, because nothing is known of it. */
function isSuspect({ newest, subject, policy, diagnosis }: Assessment): boolean {
  const { memoryUtilisation, coreUtilisation } = newest === undefined ? {} : figuresOf(newest, subject);
  if (memoryUtilisation === undefined) return true;
  switch (diagnosis?.verdict) {
    case 'stranded-cores':
    case 'no-demand':
      return true;
    case 'oversubscribed':
    case 'calculator-unknown':
      return diagnosis.explanation?.saturated === true;
    case 'unexplained':
      return memoryUtilisation >= policy.memoryEnter;
    default:
      // Without a diagnosis shares have to do.
      if (diagnosis !== undefined || memoryUtilisation < policy.memoryEnter) return false;
      return coreUtilisation === undefined || coreUtilisation <= policy.coresEnter;
  }
}

function diagnosisOf(subject: Subject, evidence: ClusterEvidence | undefined): Diagnosis | undefined {
  const { executor, release } = subject;
  if (evidence === undefined || executor === undefined || release === undefined) return undefined;
  return understood(() => diagnose({ evidence, release, executor })).value;
}

/** Once the figures are explained, the same engine that plans clusters computes what this step should have been given. */
function retuneOf(subject: Subject, diagnosis: Diagnosis | undefined, job: JobFacts | undefined): Retune | undefined {
  if (diagnosis?.verdict !== 'stranded-cores' || !diagnosis.explanation) return undefined;
  return job === undefined ? retuneByNodes(subject) : retuneFor(subject, needsFor(job));
}

/** Of a subject that is the same in every look, as long as the job itself says nothing. */
const retuneByNodes = keepAnswersOf(retuneFor, () => '');

function retuneFor(subject: Subject, needs: Partial<RetuneRequest> = {}): Retune | undefined {
  const { release, settings, deployMode, nodes, primaryInstanceType } = subject;
  // Where it is not known the proposal has to be right under the one that does not keep executors to the cores of a node.
  const calculator = subject.calculator ?? 'default';
  if (!release || !settings || !deployMode) return undefined;
  const types = nodes.map(({ instanceType, count }) => ({ instanceType, count }));
  const request = { release, nodes: types, calculator, deployMode, primaryInstanceType, settings, ...needs };
  return understood(() => retune(request)).value;
}

/** How long the job takes at least by its earlier runs; the second look reads the ledger's word on the job no more, and has that of the first. */
function shortestRunIn(obs: Observation, { lineage }: Row, subject: Subject, now: number): number | undefined {
  const shortest = remainingByHistory(finishedRunsMs(obs, nodeSlots(subject), now), 0);
  return largest([shortest, lineage?.payload.shortestRunMs]);
}

/** The larger of the two bounds of what remains: the job's own, and its history's. */
function knownOf(shortestRunMs: number | undefined, elapsedMs: number, times: Known = {}): Known {
  const byHistory = shortestRunMs === undefined ? undefined : Math.max(0, shortestRunMs - elapsedMs) / MINUTE_MS;
  return { ...times, remainingMinutes: largest([times.remainingMinutes, byHistory]) };
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function tierOf({ window, diagnosis }: Assessment, refusals: readonly Refusal[]): Tier | undefined {
  if (!window?.breach.holds) return undefined;
  const explained = diagnosis?.verdict === 'stranded-cores' && diagnosis.explanation !== undefined;
  const isDoubted = (doubt: Doubt): boolean => refusals.some(({ gate }) => GATES[gate].doubts === doubt);
  if (!explained || isDoubted('explanation')) return TIER.breached;
  return isDoubted('confirmation') ? TIER.explained : TIER.confirmed;
}

function reportOf(a: Assessment, refusals: readonly Refusal[], tier: Tier | undefined): Report {
  const { obs, subject, newest, diagnosis, job, retune: tuned, worth, row, now, policy } = a;
  const series = obs.metrics?.value;
  const decisive = diagnosis?.findings.find(({ id }) => id === diagnosis.verdict);
  return {
    root: row.lineage?.root ?? obs.root?.value.id,
    refusals,
    tier,
    finding: diagnosis?.verdict,
    observed: newest && figuresOf(newest, subject),
    dataAgeMinutes: series && newest && (now - endOf(series, newest)) / MINUTE_MS,
    predicted: tuned && predictedBy(tuned),
    calculator: subject.calculator,
    expectedSpeedUp: worth?.expectedSpeedUp,
    elapsedMinutes: worth?.elapsedMinutes ?? minutesSince(obs.root?.value.startedAt, now),
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
    arithmetic: decisive?.arithmetic ?? [],
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

function minutesSince(startedAt: number | undefined, now: number): number | undefined {
  return startedAt === undefined ? undefined : elapsedMs({ startedAtMs: startedAt }, now) / MINUTE_MS;
}
