import type { ExceptionCount, FailureKind, JobEvidence } from '../types';
import type { TaskEnd } from './task-end';

/** Classes of which tasks are counted; of more a log's first ones. */
const MAX_CLASSES = 1_000;

/** Failed tasks by the kind of their failure and the time that they took, and those of no known kind by the class of their exception. */
export class FailureTally {
  private readonly kinds: Partial<Record<FailureKind, number>> = {};
  private readonly classes = new Map<string, number>();

  /** Slot time of tasks that failed or whose result was lost. */
  failedTaskMs = 0;
  killedTaskMs = 0;

  add({ outcome, failure, exception, launchedAtMs, finishedAtMs }: TaskEnd): void {
    const timeMs = Math.max(0, finishedAtMs - launchedAtMs);
    if (outcome === 'failed' || outcome === 'resubmitted') this.failedTaskMs += timeMs;
    if (outcome === 'killed') this.killedTaskMs += timeMs;
    if (failure === undefined) return;
    this.kinds[failure] = (this.kinds[failure] ?? 0) + 1;
    if (failure !== 'other' || exception === undefined) return;
    const count = this.classes.get(exception);
    if (count !== undefined || this.classes.size < MAX_CLASSES) this.classes.set(exception, (count ?? 0) + 1);
  }

  toEvidence(): Pick<JobEvidence, 'failures' | 'exceptions'> {
    const exceptions = [...this.classes]
      .map(([className, tasks]): ExceptionCount => ({ className, tasks }))
      .sort((a, b) => b.tasks - a.tasks);
    return { failures: this.kinds, ...(exceptions.length === 0 ? {} : { exceptions }) };
  }
}
