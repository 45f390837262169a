import {
  DescribeClusterCommand,
  DescribeStepCommand,
  type EMRClient,
  GetManagedScalingPolicyCommand,
  ListStepsCommand,
  type StepSummary,
} from '@aws-sdk/client-emr';
import { diagnoseJob } from '../diagnosis';
import { InputError } from '../errors';
import {
  busyTimeMs,
  compareSettings,
  coresInUse,
  dataSizes,
  elapsedMs,
  expectedSpeedUp,
  growthBy,
  type JobEvidence,
  maxTaskSlots,
  memoryNeed,
  progress,
  ranBeside,
  remainingWork,
  restartWorth,
  type StepWindow,
  toScalingLimits,
} from '../evidence';
import { DEFAULT_POLICY } from '../remedy';
import type { JobFigures, JobReport } from '../render';
import { readJobEvidence, listed as requireList, SdkEmrUi, SYSTEM } from '../sources';
import type { SparkSettings } from '../spark';
import { markerIn, parseStep, type StepForm } from '../steps';
import { emrClient } from './emr-client';
import type { Io } from './io';

export interface JobRequest {
  readonly clusterId: string;
  readonly region?: string;
  readonly stepId: string;
  readonly sparkUi?: string;
  /** Task slots of the cure ÷ those of today, where a cure is known. */
  readonly slotRatio?: number;
  /** What is written down for a step of this form on the cluster, as the look at that has it. */
  readonly written: (form: StepForm) => SparkSettings;
}

/** What the job of a running step says about itself. Reads only, except that EMR may be asked to make its persistent history server. */
export async function readJobLive(request: JobRequest, io: Io): Promise<JobReport> {
  const { clusterId } = request;
  const client = emrClient(request.region, io);
  const { Cluster: cluster } = await client.send(new DescribeClusterCommand({ ClusterId: clusterId }));
  const { Steps, Marker } = await client.send(new ListStepsCommand({ ClusterId: clusterId }));
  const listed = requireList('ListSteps', Steps);
  const step = await chooseStep(client, request, listed);
  const window = windowOf(step, listed, Marker !== undefined && (cluster?.StepConcurrencyLevel ?? 1) > 1);
  const emr = new SdkEmrUi(client, { id: clusterId, arn: cluster?.ClusterArn ?? '' });
  const result = await readJobEvidence(
    { step: window, emr, mayCreatePersistentUi: request.sparkUi === undefined, givenUrl: request.sparkUi },
    { ...SYSTEM, now: io.now },
  );
  const context = {
    slotRatio: request.slotRatio,
    written: request.written(formOf(step)),
    growth: await growthOf(client, clusterId),
    window,
    nowMs: io.now(),
  };
  return {
    stepId: step.Id ?? '',
    figures: result.kind === 'evidence' ? figuresOf(result.evidence, context) : undefined,
    tried: result.tried,
    askLater: result.kind === 'ask-later',
  };
}

/** The step that is asked for, which may be too old to be listed among the newest. */
async function chooseStep(
  client: EMRClient,
  { clusterId, stepId }: JobRequest,
  listed: readonly StepSummary[],
): Promise<StepSummary> {
  const found = listed.find(({ Id }) => Id === stepId);
  if (found !== undefined) return found;
  const { Step: described } = await client.send(new DescribeStepCommand({ ClusterId: clusterId, StepId: stepId }));
  if (described === undefined)
    throw new InputError('unknown-step', `the cluster has no step ${stepId}; give the id of one of its steps`);
  return described;
}

function windowOf(step: StepSummary, listed: readonly StepSummary[], mayMiss: boolean): StepWindow {
  const span = ({ Status }: StepSummary) => ({
    startedAtMs: Status?.Timeline?.StartDateTime?.getTime(),
    endedAtMs: Status?.Timeline?.EndDateTime?.getTime(),
  });
  const { startedAtMs = Number.POSITIVE_INFINITY, endedAtMs } = span(step);
  const others = listed.filter(({ Id }) => Id !== step.Id).map(span);
  return {
    startedAtMs,
    endedAtMs,
    marker: markerIn(formOf(step)),
    othersRan: mayMiss || ranBeside({ startedAtMs, endedAtMs }, others),
  };
}

const formOf = ({ Config }: StepSummary): StepForm => parseStep(Config?.Jar ?? '', Config?.Args ?? []);

interface Context {
  readonly slotRatio?: number;
  readonly written: SparkSettings;
  readonly growth: number;
  readonly window: StepWindow;
  readonly nowMs: number;
}

function figuresOf(evidence: JobEvidence, { slotRatio, written, growth, window, nowMs }: Context): JobFigures {
  const elapsed = elapsedMs({ ...window, endedAtMs: window.endedAtMs ?? evidence.application.endedAtMs }, nowMs);
  const remaining = remainingWork(evidence, maxTaskSlots(evidence, { growth }), nowMs);
  const overheadMs = DEFAULT_POLICY.overheadMinutes * 60_000;
  const busyMs = busyTimeMs(evidence, elapsed);
  const cores = coresInUse(evidence);
  const speedUp = slotRatio === undefined ? undefined : discountedSpeedUp(evidence, cores.taskSlots, slotRatio);
  return {
    evidence,
    nowMs,
    elapsedMs: elapsed,
    cores,
    progress: progress(evidence, nowMs),
    remaining,
    memory: memoryNeed(evidence),
    data: dataSizes(evidence),
    findings: diagnoseJob(evidence),
    settings: compareSettings(evidence, written),
    restart:
      speedUp === undefined
        ? undefined
        : {
            speedUp,
            ...restartWorth({ remainingMs: remaining.atLeastMs, elapsedMs: elapsed, busyMs, speedUp, overheadMs }),
          },
  };
}

function discountedSpeedUp(evidence: JobEvidence, before: number, slotRatio: number): number {
  return DEFAULT_POLICY.speedUpTrust * expectedSpeedUp(evidence, { before, after: before * slotRatio }).bySlots;
}

/** How many times its present size managed scaling may make a cluster, at most; infinite where that may not be read. */
async function growthOf(client: EMRClient, clusterId: string): Promise<number> {
  try {
    const { ManagedScalingPolicy } = await client.send(new GetManagedScalingPolicyCommand({ ClusterId: clusterId }));
    return growthBy(toScalingLimits(ManagedScalingPolicy));
  } catch {
    return growthBy(undefined);
  }
}
