import { failureKind } from '../failure-kind';
import type { FailureKind, StageEvidence, StageStatus, TaskSummary, TaskTimes } from '../types';
import { type Fields, listAt, numberAt, textAt, timeAt } from './fields';
import { IndexSet } from './index-set';
import type { TaskEnd, TaskMetrics } from './task-end';
import { TaskFigures } from './task-figures';
import { TaskTimeSample } from './task-time-sample';

const NS_PER_MS = 1e6;

/** Sums over the ended tasks of a stage. */
const SUMS = [
  'runTimeMs',
  'cpuTimeNs',
  'gcTimeMs',
  'memorySpilledBytes',
  'diskSpilledBytes',
  'inputBytes',
  'shuffleReadBytes',
  'shuffleWriteBytes',
  'resultBytes',
] as const satisfies readonly (keyof TaskMetrics)[];

type Sums = Record<(typeof SUMS)[number], number>;

/** What the events of one attempt of a stage add up to. */
export class StageTally {
  readonly stageId: number;
  readonly attemptId: number;
  status: StageStatus = 'PENDING';
  readonly numTasks: number;
  private readonly parentIds: readonly number[];
  private active = 0;
  private complete = 0;
  private failed = 0;
  private readonly done = new IndexSet();
  private readonly sums = Object.fromEntries(SUMS.map((name) => [name, 0])) as Sums;
  private figures: TaskFigures | undefined;
  private times: TaskTimeSample | undefined;
  private taken: { readonly tasks?: TaskSummary; readonly taskTimes: TaskTimes } | undefined;
  private submittedAtMs: number | undefined;
  private firstTaskAtMs: number | undefined;
  private completedAtMs: number | undefined;
  private failure: FailureKind | undefined;

  /** @param info `Stage Info` of any event */
  constructor(info: Fields) {
    this.stageId = numberAt(info, 'Stage ID');
    this.attemptId = numberAt(info, 'Stage Attempt ID');
    this.numTasks = numberAt(info, 'Number of Tasks');
    this.parentIds = listAt(info, 'Parent IDs').filter((id): id is number => typeof id === 'number');
  }

  submit(info: Fields): void {
    this.status = 'ACTIVE';
    this.submittedAtMs = timeAt(info, 'Submission Time');
  }

  finish(info: Fields): void {
    const reason = textAt(info, 'Failure Reason');
    this.submittedAtMs = timeAt(info, 'Submission Time') ?? this.submittedAtMs;
    this.completedAtMs = timeAt(info, 'Completion Time');
    this.status = reason !== '' ? 'FAILED' : this.submittedAtMs === undefined ? 'SKIPPED' : 'COMPLETE';
    this.failure = reason === '' ? undefined : failureKind(reason);
    this.giveUpFigures();
  }

  startTask(launchedAtMs: number): void {
    this.active += 1;
    this.firstTaskAtMs = Math.min(this.firstTaskAtMs ?? launchedAtMs, launchedAtMs);
  }

  endTask({ outcome, index, metrics, launchedAtMs, finishedAtMs }: TaskEnd): void {
    if (outcome === 'resubmitted') {
      // As Spark's own pages count it. Its slot was free already.
      this.failed += 1;
      return;
    }
    this.active = Math.max(0, this.active - 1);
    if (outcome === 'success') {
      this.complete += 1;
      this.done.add(index);
    }
    if (outcome === 'failed') this.failed += 1;
    if (metrics !== undefined) for (const name of SUMS) this.sums[name] += metrics[name];
    if (this.taken !== undefined) return;
    this.times ??= new TaskTimeSample();
    this.times.add(launchedAtMs, finishedAtMs - launchedAtMs);
    if (metrics !== undefined && outcome === 'success') {
      this.figures ??= new TaskFigures();
      this.figures.add(metrics);
    }
    this.giveUpFigures();
  }

  toEvidence(): StageEvidence {
    const { sums } = this;
    const { tasks, taskTimes } = this.taken ?? this.take();
    return {
      stageId: this.stageId,
      attemptId: this.attemptId,
      status: this.status,
      numTasks: this.numTasks,
      activeTasks: this.active,
      completeTasks: this.complete,
      failedTasks: this.failed,
      completedIndices: this.done.size,
      runTimeMs: sums.runTimeMs,
      cpuTimeMs: sums.cpuTimeNs / NS_PER_MS,
      gcTimeMs: sums.gcTimeMs,
      memorySpilledBytes: sums.memorySpilledBytes,
      diskSpilledBytes: sums.diskSpilledBytes,
      inputBytes: sums.inputBytes,
      shuffleReadBytes: sums.shuffleReadBytes,
      shuffleWriteBytes: sums.shuffleWriteBytes,
      resultBytes: sums.resultBytes,
      submittedAtMs: this.submittedAtMs,
      firstTaskAtMs: this.firstTaskAtMs,
      completedAtMs: this.completedAtMs,
      failure: this.failure,
      tasks,
      parentIds: this.parentIds,
      taskTimes,
    };
  }

  /** Once a stage has ended and none of its tasks runs, only quantiles stay. */
  private giveUpFigures(): void {
    if (this.completedAtMs === undefined || this.active > 0 || this.taken !== undefined) return;
    this.taken = this.take();
    this.figures = undefined;
    this.times = undefined;
  }

  private take(): { readonly tasks?: TaskSummary; readonly taskTimes: TaskTimes } {
    return { tasks: this.figures?.summary(), taskTimes: this.times?.take() ?? { tasks: 0, timesMs: [] } };
  }
}
