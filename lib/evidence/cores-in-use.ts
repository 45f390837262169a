import type { JobEvidence } from './types';

/** Cores and task slots of a job as Spark itself counts them, whatever YARN's calculator counts. */
export interface CoresInUse {
  readonly executors: number;
  /** Cores of the executors that live: exact. */
  readonly cores: number;
  readonly taskSlots: number;
  /** Tasks that run: exact for a driver, of the newest event for a history server. */
  readonly activeTasks: number;
  /** The most task slots at one time, as far as Spark still lists its executors: at least this. */
  readonly peakTaskSlots: number;
}

export function coresInUse({ executors }: JobEvidence): CoresInUse {
  const live = executors.filter(({ isActive }) => isActive);
  const sum = (of: (one: JobEvidence['executors'][number]) => number): number =>
    live.reduce((total, one) => total + of(one), 0);
  const taskSlots = sum(({ maxTasks }) => maxTasks);
  return {
    executors: live.length,
    cores: sum(({ cores }) => cores),
    taskSlots,
    activeTasks: sum(({ activeTasks }) => activeTasks),
    peakTaskSlots: Math.max(taskSlots, peakSlots(executors)),
  };
}

function peakSlots(executors: JobEvidence['executors']): number {
  const changes = executors.flatMap(({ addedAtMs, removedAtMs, maxTasks }) => [
    { atMs: addedAtMs, slots: maxTasks },
    ...(removedAtMs === undefined ? [] : [{ atMs: removedAtMs, slots: -maxTasks }]),
  ]);
  let slots = 0;
  let peak = 0;
  for (const change of changes.sort((a, b) => a.atMs - b.atMs || b.slots - a.slots)) {
    slots += change.slots;
    peak = Math.max(peak, slots);
  }
  return peak;
}

/**
 * The part of the elapsed time in which tasks filled the slots, which alone a larger number of slots shortens, ms: task time ÷ the most slots at one time.
 * A lower bound: tasks that still run and executors that Spark has forgotten are not in the task time.
 */
export function busyTimeMs(evidence: JobEvidence, elapsedMs: number): number {
  const taskTimeMs = evidence.executors.reduce((total, one) => total + one.taskTimeMs, 0);
  const { peakTaskSlots } = coresInUse(evidence);
  return peakTaskSlots === 0 ? 0 : Math.min(elapsedMs, taskTimeMs / peakTaskSlots);
}
