import { failureKind, isReturned } from '../failure-kind';
import type { ExecutorEvidence, FailureKind, MemoryPeaks } from '../types';
import { type Fields, fieldsAt, numberAt, textAt } from './fields';
import { largerPeaks } from './memory-peaks';
import type { ResourceProfiles } from './resource-profiles';
import type { TaskEnd } from './task-end';

/** More than any machine has: a larger number is not a number of cores. */
const MAX_CORES = 4_096;

/** What the events of one executor add up to. */
export class ExecutorTally {
  readonly host: string;
  readonly addedAtMs: number;
  private readonly cores: number;
  private readonly profileId: number;
  private removedAtMs: number | undefined;
  private lost: FailureKind | undefined;
  private active = 0;
  private completed = 0;
  private failed = 0;
  private taskTimeMs = 0;
  private gcTimeMs = 0;
  private peaks: MemoryPeaks | undefined;

  /** @param event `SparkListenerExecutorAdded` */
  constructor(event: Fields) {
    const info = fieldsAt(event, 'Executor Info');
    this.host = textAt(info, 'Host');
    this.cores = Math.min(MAX_CORES, Math.max(0, Math.floor(numberAt(info, 'Total Cores'))));
    this.profileId = numberAt(info, 'Resource Profile Id');
    this.addedAtMs = numberAt(event, 'Timestamp');
  }

  /** @param event `SparkListenerExecutorRemoved`; of an executor that is lost there may be two, of which the first tells when */
  remove(event: Fields): void {
    if (this.removedAtMs !== undefined) return;
    const reason = textAt(event, 'Removed Reason');
    this.removedAtMs = numberAt(event, 'Timestamp');
    this.active = 0;
    this.lost = isReturned(reason) ? undefined : failureKind(reason);
  }

  startTask(): void {
    this.active += 1;
  }

  endTask({ outcome, launchedAtMs, finishedAtMs, metrics, peaks }: TaskEnd): void {
    if (outcome === 'resubmitted') return;
    this.active = Math.max(0, this.active - 1);
    if (outcome === 'success') this.completed += 1;
    if (outcome === 'failed') this.failed += 1;
    this.taskTimeMs += Math.max(0, finishedAtMs - launchedAtMs);
    this.gcTimeMs += metrics?.gcTimeMs ?? 0;
    this.sample(peaks);
  }

  sample(peaks: MemoryPeaks | undefined): void {
    this.peaks = largerPeaks(this.peaks, peaks);
  }

  /** @param defaultCpus `spark.task.cpus` */
  toEvidence(profiles: ResourceProfiles, defaultCpus: number): ExecutorEvidence {
    return {
      isActive: this.removedAtMs === undefined,
      cores: this.cores,
      maxTasks: profiles.taskSlots(this.profileId, this.cores, defaultCpus),
      activeTasks: this.active,
      completedTasks: this.completed,
      failedTasks: this.failed,
      taskTimeMs: this.taskTimeMs,
      gcTimeMs: this.gcTimeMs,
      addedAtMs: this.addedAtMs,
      removedAtMs: this.removedAtMs,
      lost: this.lost,
      peaks: this.peaks,
    };
  }
}
