import { type JobEvidence, remainingWork } from '../../lib/evidence';
import type { Compared } from './compare';
import type { EventLog, LoggedTask } from './event-log';

/** Through what the evidence was read. */
export const WAYS = ['driver', 'given-url', 'history'] as const;
export type Way = (typeof WAYS)[number];

/** One look at a running job. */
export interface Sample {
  readonly way: Way;
  /** When everything had been read, epoch ms. */
  readonly nowMs: number;
  readonly evidence: JobEvidence;
}

/** What the samples of one way say of the lower bound. */
export interface BoundJudged {
  readonly way: Way;
  readonly samples: number;
  /** Samples in which the bound is more than nothing. */
  readonly positive: number;
  /** Samples in which the bound was more than what really remained. */
  readonly violations: readonly string[];
  /** The largest bound ÷ what really remained then. */
  readonly tightest?: number;
  /** The smallest bound ÷ what really remained then, between 40 and 60 % of the time of a stage of ten waves or more whose tasks are alike. */
  readonly midStage?: number;
}

export interface JudgedJob {
  readonly log: EventLog;
  /** Task slots that the job can reach. */
  readonly maxTaskSlots: number;
  /** Whether the tasks of a stage are alike, and the slots the same all the time. */
  readonly isHomogeneous: boolean;
}

/** Holds the lower bound of every sample to what the event log says came afterwards. */
export function judgeBound(way: Way, samples: readonly Sample[], job: JudgedJob): BoundJudged {
  const judged = samples.filter((sample) => sample.way === way).map((sample) => judgeSample(sample, job));
  const positive = judged.filter(({ atLeastMs }) => atLeastMs > 0);
  const ratios = positive.map(({ atLeastMs, remainedMs }) => atLeastMs / Math.max(1, remainedMs));
  const midStage = judged.filter(({ isMidStage }) => isMidStage).map((one) => one.atLeastMs / one.remainedMs);
  return {
    way,
    samples: judged.length,
    positive: positive.length,
    violations: positive
      .filter(({ atLeastMs, remainedMs }) => atLeastMs > remainedMs)
      .map((one) => `at least ${Math.round(one.atLeastMs)} ms, where ${one.remainedMs} ms remained`),
    tightest: ratios.length === 0 ? undefined : Math.max(...ratios),
    midStage: midStage.length === 0 ? undefined : Math.min(...midStage),
  };
}

interface JudgedSample {
  readonly atLeastMs: number;
  /** Until the last task of the stages that the bound counts had ended: no longer than what remained of the job. */
  readonly remainedMs: number;
  readonly isMidStage: boolean;
}

function judgeSample({ evidence, nowMs }: Sample, { log, maxTaskSlots, isHomogeneous }: JudgedJob): JudgedSample {
  const { atLeastMs, stages } = remainingWork(evidence, maxTaskSlots, nowMs);
  const counted = stages.filter(({ waitingTasks, runTimeMs }) => waitingTasks > 0 && runTimeMs !== undefined);
  const ofCounted = log.tasks.filter(({ stageId }) => counted.some((stage) => stage.stageId === stageId));
  const remainedMs = Math.max(0, lastEnd(ofCounted) - nowMs);
  const running = stagesRunningAt(log, nowMs);
  const [only] = running;
  const isMidStage =
    isHomogeneous &&
    only !== undefined &&
    running.length === 1 &&
    only.numTasks >= 10 * maxTaskSlots &&
    isWithin(shareOfTime(log, only.stageId, nowMs), 0.4, 0.6);
  return isMidStage
    ? { atLeastMs, remainedMs: lastEnd(tasksOf(log, only.stageId)) - nowMs, isMidStage }
    : { atLeastMs, remainedMs, isMidStage };
}

const stagesRunningAt = (log: EventLog, atMs: number): EventLog['stages'] =>
  log.stages.filter(({ stageId }) => isWithin(shareOfTime(log, stageId, atMs), 0, 1));

const tasksOf = (log: EventLog, stageId: number): LoggedTask[] => log.tasks.filter((task) => task.stageId === stageId);

function shareOfTime(log: EventLog, stageId: number, atMs: number): number {
  const tasks = tasksOf(log, stageId);
  const begunAtMs = Math.min(...tasks.map(({ launchedAtMs }) => launchedAtMs));
  return (atMs - begunAtMs) / (lastEnd(tasks) - begunAtMs);
}

const lastEnd = (tasks: readonly LoggedTask[]): number => Math.max(0, ...tasks.map(({ endedAtMs }) => endedAtMs));

const isWithin = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** A driver shows a task's end some moments later: its events wait in a queue. */
const MAX_LAG_MS = 5000;

/** Attempts of stages in a driver's samples whose finished tasks are not as many as the log had at some moment between shortly before and the sample. */
export function judgeProgress(samples: readonly Sample[], log: EventLog): Compared {
  const shown = samples
    .filter(({ way }) => way !== 'history')
    .flatMap(({ nowMs, evidence }) =>
      evidence.stages.map((stage) => {
        const done = (atMs: number): number =>
          new Set(
            log.tasks
              .filter((task) => task.stageId === stage.stageId && task.attemptId === stage.attemptId)
              .filter((task) => task.outcome === 'success' && task.endedAtMs <= atMs)
              .map(({ index }) => index),
          ).size;
        return { stage, least: done(evidence.readAtMs - MAX_LAG_MS), most: done(nowMs) };
      }),
    );
  return {
    compared: shown.length,
    behind: [],
    differing: shown
      .filter(({ stage, least, most }) => !isWithin(stage.completedIndices, least, most))
      .map(
        ({ stage, least, most }) =>
          `stage ${stage.stageId}.${stage.attemptId}: ${stage.completedIndices} tasks done, in the log ${least} to ${most}`,
      ),
  };
}
