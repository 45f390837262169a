import type { JobEvidence } from './types';

/** What a job held of a cluster and what it did with it: time of task slots, ms. */
export interface SlotTime {
  /** Executors' slots, from when they came to when they went. */
  readonly heldMs: number;
  /** Tasks in them, failed and killed ones included. */
  readonly busyMs: number;
  /** Of that, computing. */
  readonly cpuMs: number;
  readonly gcMs: number;
  /** Of failed and of killed tasks; undefined where an API answered. */
  readonly lostMs?: number;
}

export function slotTime(evidence: JobEvidence): SlotTime {
  const { executors, stages, times } = evidence;
  const untilMs = evidence.application.startedAtMs + ranForMs(evidence);
  const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    heldMs: sum(
      executors,
      ({ maxTasks, addedAtMs, removedAtMs }) =>
        maxTasks * Math.max(0, Math.min(removedAtMs ?? untilMs, untilMs) - addedAtMs),
    ),
    busyMs: sum(executors, ({ taskTimeMs }) => taskTimeMs),
    cpuMs: sum(stages, ({ cpuTimeMs }) => cpuTimeMs),
    gcMs: sum(executors, ({ gcTimeMs }) => gcTimeMs),
    ...(times === undefined ? {} : { lostMs: times.failedTaskMs + times.killedTaskMs }),
  };
}

/** From the start of the application to its end, or to the newest figure; ms. */
export function ranForMs({ application, times, readAtMs }: JobEvidence): number {
  const untilMs = application.endedAtMs ?? times?.untilMs ?? readAtMs;
  return Math.max(0, untilMs - application.startedAtMs);
}
