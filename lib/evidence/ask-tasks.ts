import { hasEnoughRunTimes, latestActiveStages, waitingTasks } from './remaining-work';
import type { JobEvidence, StageEvidence } from './types';

/** A question about the tasks of one attempt of a stage. */
export interface TaskQuestion {
  readonly kind: 'summary' | 'failed' | 'running';
  readonly stageId: number;
  readonly attemptId: number;
  /** Of `running`: how many of them to pass over, so that the newest are listed. */
  readonly offset: number;
}

/** Stages asked about, beside those that run: where most of the time went. */
const MAX_LONG_STAGES = 4;
const MAX_FAILED_STAGES = 2;
/** Of running tasks this many are listed. */
const NEWEST = 20;

/** What to ask of tasks, what decides most first; whoever asks may stop anywhere. */
export function taskQuestions(evidence: JobEvidence): TaskQuestion[] {
  const ask = (kind: TaskQuestion['kind'], { stageId, attemptId, activeTasks }: StageEvidence): TaskQuestion => ({
    kind,
    stageId,
    attemptId,
    offset: kind === 'running' ? Math.max(0, activeTasks - NEWEST) : 0,
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
    ...bounding.map((stage) => ask('summary', stage)),
    ...(evidence.application.isLive
      ? []
      : running.filter(({ activeTasks }) => activeTasks > 0).map((stage) => ask('running', stage))),
    ...long.slice(0, 1).map((stage) => ask('summary', stage)),
    ...failed.slice(0, MAX_FAILED_STAGES).map((stage) => ask('failed', stage)),
    ...long.slice(1, MAX_LONG_STAGES).map((stage) => ask('summary', stage)),
  ];
}
