import { loadBundle } from '../built-function';
import { type Diagnosis, diagnose } from '../diagnosis';
import { isInputError } from '../errors';
import { restartWorth } from '../evidence';
import { counted, grouped } from '../numbers';
import {
  assess,
  DEFAULT_POLICY,
  type DecisionEntry,
  emptyRow,
  type GateName,
  type Observation,
  type Policy,
  parseLogLine,
  redacted,
  understood,
  type Verdict,
  writtenFor,
} from '../remedy';
import type { DiagnosisReport, JobReport, Restart } from '../render';
import type { DeployMode, SparkSettings } from '../spark';
import type { StepForm } from '../steps';
import { parseClusterId } from './cluster-id';
import type { Io } from './io';
import { readJobLive } from './job-live';
import { progressLine } from './progress';

interface LiveFlags {
  readonly region?: string;
  readonly step?: string;
  readonly sparkUi?: string;
  /** Whether it matters what could keep a guard from its work. */
  readonly asksForGuard?: boolean;
  /** By which it is judged; default: the default one. */
  readonly policy?: Policy;
}

/** A live cluster in a report, and what it was made from, which holds the arguments of steps and is not for print. */
interface LiveLook {
  readonly report: DiagnosisReport;
  readonly observation: Observation;
}

/** What the remediator would find on a live cluster, by the function's own code; reads only. */
export async function lookLive(clusterId: string, flags: LiveFlags, io: Io): Promise<LiveLook> {
  parseClusterId(clusterId);
  const { policy = DEFAULT_POLICY } = flags;
  const unread: string[] = [];
  const progress = progressLine(io);
  const examine = loadBundle().createExaminer({
    clock: io.now,
    environment: io.environment,
    region: flags.region,
    readsSecurity: flags.asksForGuard ?? false,
    policy,
    onRead: (answered, asked) =>
      progress.show(`reading ${clusterId}: ${answered} of ${counted(asked, 'request')} answered`),
    log: (line) => {
      const entry = parseLogLine(line);
      unread.push(entry?.kind === 'read-error' ? entry.what : 'a datum');
    },
  });
  const { decision, observation } = await examine(clusterId).finally(progress.end);
  const verdict = assess(observation, emptyRow(clusterId), io.now(), policy);
  const { evidence, retune, subject } = verdict;
  const cure = retune && { ...retune, changes: retune.changes.map(redacted) };
  const stepId = flags.step ?? decision.root;
  const written = (form: StepForm): SparkSettings => writtenFor(observation, form);
  const job =
    stepId === undefined ? undefined : await jobOf({ ...flags, clusterId, stepId, cure, written }, unread, io);
  const isWorthIt = job?.figures?.restart?.pays === true;
  const refusals = decision.refusals.filter(({ gate }) => !NOT_ASKED.has(gate) && !(isWorthIt && BY_LENGTH.has(gate)));
  const deployMode = subject.deployMode ?? 'client';
  const report: DiagnosisReport = {
    evidence,
    readings: [],
    notes: [],
    diagnosis: diagnosisOf(verdict),
    cure,
    deployMode,
    live: {
      decision,
      unread,
      refusals,
      restart: restartFor(decision, refusals, { deployMode, isCured: hasCure(cure), policy }),
      job,
    },
  };
  return { report, observation };
}

/**
 * At a terminal the question is what is wrong, not whether a stack may act; and without a stack there is neither mode nor owner. A person can
 * end what the remediator cannot.
 */
const NOT_ASKED: ReadonlySet<GateName> = new Set<GateName>(['mode', 'not-opted-in', 'no-fence']);

interface JobFlags extends LiveFlags {
  readonly clusterId: string;
  readonly stepId: string;
  readonly cure: Verdict['retune'];
  readonly written: (form: StepForm) => SparkSettings;
}

/** What the job says about itself; where EMR does not even say which job it is, that is one more datum that could not be read. */
async function jobOf({ cure, ...flags }: JobFlags, unread: string[], io: Io): Promise<JobReport | undefined> {
  try {
    return await readJobLive({ ...flags, slotRatio: hasCure(cure) ? cure?.slotRatio : undefined }, io);
  } catch (error) {
    if (isInputError(error)) throw error;
    unread.push('the job of the step');
    return undefined;
  }
}

/** Gates that ask how long the job takes, which its own evidence answers where a restart pays by it. */
const BY_LENGTH: ReadonlySet<GateName> = new Set<GateName>(['not-worth-it', 'outside-window']);

const hasCure = (cure: Verdict['retune']): boolean =>
  cure !== undefined && cure.changes.length > 0 && cure.refused === undefined;

/**
 * What is found; where the step's executors are not known, the figures alone still tell something. What a job looks like while it starts or
 * ends is no finding; memory that no executor has is one whenever nothing more of their size fits.
 */
function diagnosisOf({ diagnosis, evidence, subject, suspect }: Verdict): Diagnosis | undefined {
  if (diagnosis !== undefined) return suspect ? diagnosis : onlyInforming(diagnosis);
  const { executor, release } = subject;
  if (evidence === undefined || executor !== undefined || release === undefined) return undefined;
  return understood(() => diagnose({ evidence, release })).value;
}

function onlyInforming(diagnosis: Diagnosis): Diagnosis {
  const findings = diagnosis.findings.filter(({ id, severity }) => severity === 'info' || id === 'stranded-memory');
  return { ...diagnosis, findings, verdict: findings[0]?.id, next: undefined };
}

interface Case {
  readonly deployMode: DeployMode;
  readonly isCured: boolean;
  readonly policy: Policy;
}

/** What a person could do, never what a gate refuses. */
function restartFor(
  { clusterId, root, expectedSpeedUp, elapsedMinutes, nextRun }: DecisionEntry,
  refusals: DecisionEntry['refusals'],
  { deployMode, isCured, policy }: Case,
): Restart {
  if (!isCured || root === undefined)
    return { kind: 'none', reason: nextRun?.refused ?? 'no cure is known', commands: [] };
  const paysAboveMinutes = paysAbove(expectedSpeedUp, elapsedMinutes, policy);
  const inWay = refusals.map(({ gate }) => gate);
  const file = `emr-autotune diagnose --cluster ${clusterId} --format step > step.json   # then name the step and its application`;
  const add = `aws emr add-steps --cluster-id ${clusterId} --steps file://step.json`;
  if (inWay.length > 0) {
    const pays =
      paysAboveMinutes === undefined
        ? ''
        : `; ending it pays where more than ${grouped(Math.ceil(paysAboveMinutes))} min remain at today's speed`;
    return {
      kind: 'next-run',
      reason: `let this run end, as ${inWay.join(', ')} ${inWay.length === 1 ? 'speaks' : 'speak'} against ending it${pays}`,
      commands: [file, add],
      paysAboveMinutes,
    };
  }
  const cancel = `aws emr cancel-steps --cluster-id ${clusterId} --step-ids ${root} --step-cancellation-option SEND_INTERRUPT`;
  const wait = `aws emr describe-step --cluster-id ${clusterId} --step-id ${root}   # until CANCELLED`;
  if (deployMode === 'client') {
    return {
      kind: 'cancel',
      reason: 'the step ends with its cancellation',
      commands: [file, cancel, wait, add],
      paysAboveMinutes,
    };
  }
  return {
    kind: 'kill',
    reason: 'in cluster mode the application outlives its cancelled step: YARN ends it, on the primary node',
    commands: [
      file,
      cancel,
      wait,
      'yarn application -list -appStates RUNNING   # on the primary node: the id of the job',
      'yarn application -kill APPLICATION_ID',
      add,
    ],
    paysAboveMinutes,
  };
}

/** Minutes that must remain for a restart to pay, without the job's own word on how busy it was; undefined where it would not be faster. */
function paysAbove(
  speedUp: number | undefined,
  elapsedMinutes: number | undefined,
  policy: Policy,
): number | undefined {
  if (speedUp === undefined || elapsedMinutes === undefined || speedUp <= 1) return undefined;
  const elapsedMs = elapsedMinutes * MS_PER_MINUTE;
  const overheadMs = policy.overheadMinutes * MS_PER_MINUTE;
  const { paysAboveMs } = restartWorth({ remainingMs: 0, elapsedMs, busyMs: elapsedMs, speedUp, overheadMs });
  return paysAboveMs / MS_PER_MINUTE;
}

const MS_PER_MINUTE = 60_000;
