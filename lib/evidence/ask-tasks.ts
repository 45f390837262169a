import { newerTasks } from './later-run-time';
import { hasEnoughRunTimes, latestActiveStages, waitingTasks } from './remaining-work';
import type { JobEvidence, StageEvidence } from './types';

/** A question about the tasks of one attempt of a stage. */
export interface TaskQuestion {
  readonly kind: 'summary' | 'newer' | 'failed' | 'running';
  readonly stageId: number;
  readonly attemptId: number;
  /** Of a list: how many tasks to pass over, so that the newest are listed, and how many to list. */
  readonly offset: number;
  readonly length: number;
}

/** Stages asked about, beside those that run: where most of the time went. */
const MAX_LONG_STAGES = 4;
const MAX_FAILED_STAGES = 2;
/** Running stages whose newest launch dates a history server's figures: one is enough, more make them younger. */
const MAX_DATING_STAGES = 4;
/** Of running and of failed tasks this many are listed. */
const LISTED = 20;

/** What to ask of tasks, what decides most first; whoever asks may stop anywhere. */
export function taskQuestions(evidence: JobEvidence): TaskQuestion[] {
  const ask = (kind: TaskQuestion['kind'], stage: StageEvidence): TaskQuestion => ({
    kind,
    stageId: stage.stageId,
    attemptId: stage.attemptId,
    ...listed(kind, stage),
  });
  const running = latestActiveStages(evidence).sort((a, b) => waitingTasks(b, evidence) - waitingTasks(a, evidence));
  const bounding = running.filter((stage) => hasEnoughRunTimes(stage, evidence));
  const long = evidence.stages
    .filter((stage) => stage.completeTasks > 0 && !bounding.includes(stage))
    .sort((a, b) => b.runTimeMs - a.runTimeMs);
  const failed = evidence.stages
    .filter(({ failedTasks }) => failedTasks > 0)
    .sort((a, b) => b.failedTasks - a.failedTasks);
  return [
    ...bounding.flatMap((stage) => [ask('summary', stage), ask('newer', stage)]),
    ...(evidence.application.isLive
      ? []
      : running
          .filter(({ activeTasks }) => activeTasks > 0)
          .slice(0, MAX_DATING_STAGES)
          .map((stage) => ask('running', stage))),
    ...long.slice(0, 1).map((stage) => ask('summary', stage)),
    ...failed.slice(0, MAX_FAILED_STAGES).map((stage) => ask('failed', stage)),
    ...long.slice(1, MAX_LONG_STAGES).map((stage) => ask('summary', stage)),
  ];
}

function listed(kind: TaskQuestion['kind'], stage: StageEvidence): Pick<TaskQuestion, 'offset' | 'length'> {
  if (kind === 'newer') return newerTasks(stage);
  return { offset: kind === 'running' ? Math.max(0, stage.activeTasks - LISTED) : 0, length: LISTED };
}
