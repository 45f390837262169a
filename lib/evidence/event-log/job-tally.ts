import type { SparkJob } from '../types';
import { type Fields, fieldsAt, isFields, listAt, numberAt, textAt, timeAt } from './fields';
import type { StageTally } from './stage-tally';

/** What the events of a job, an action of the application, add up to. */
export class JobTally {
  readonly jobId: number;
  readonly stageIds: ReadonlySet<number>;
  /** As they were when it began. */
  readonly stages: StageTally[] = [];
  completedTasks = 0;
  skippedTasks = 0;
  private isRunning = true;
  private hasFailed = false;
  private endedAtMs: number | undefined;
  private readonly submittedAtMs: number | undefined;
  private readonly numTasks: number;

  /** @param event `SparkListenerJobStart` */
  constructor(event: Fields) {
    const infos = listAt(event, 'Stage Infos').filter(isFields);
    this.jobId = numberAt(event, 'Job ID');
    this.submittedAtMs = timeAt(event, 'Submission Time');
    this.stageIds = new Set(infos.map((info) => numberAt(info, 'Stage ID')));
    this.numTasks = infos
      .filter((info) => timeAt(info, 'Completion Time') === undefined)
      .reduce((total, info) => total + numberAt(info, 'Number of Tasks'), 0);
  }

  /** @param event `SparkListenerJobEnd` */
  finish(event: Fields): void {
    this.isRunning = false;
    this.endedAtMs = timeAt(event, 'Completion Time');
    this.hasFailed = textAt(fieldsAt(event, 'Job Result'), 'Result') === 'JobFailed';
  }

  toEvidence(): SparkJob {
    return {
      jobId: this.jobId,
      isRunning: this.isRunning,
      hasFailed: this.hasFailed,
      submittedAtMs: this.submittedAtMs,
      endedAtMs: this.endedAtMs,
      numTasks: this.numTasks,
      completedTasks: this.completedTasks,
      skippedTasks: this.skippedTasks,
    };
  }
}
