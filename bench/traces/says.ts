import type { JobEvidence } from '../../lib/evidence';
import { inOneStage } from './one-stage';
import type { Trace } from './trace';

const MIB = 2 ** 20;

export interface Said {
  /** Cores of an executor as the session has them; default those of the arguments. */
  readonly cores?: number;
  /** Tasks that have not begun. */
  readonly waiting: number;
  readonly taskMs: number;
  /** Tasks that run on each executor; default one a core. */
  readonly busy?: number;
  /** Share of the execution memory of an executor that its tasks fill; default little. */
  readonly fills?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/** One stage of equal tasks on all executors of a trace, as a driver says it. */
export function saying(
  { size, at }: Pick<Trace, 'size' | 'at'>,
  { cores = size.cores, waiting, taskMs, busy = cores, fills = 0.05, settings }: Said,
): NonNullable<Trace['says']> {
  const peakBytes = ((size.heapMiB - 300) * 0.6 * MIB * fills) / cores;
  return (minute, now): JobEvidence => {
    const { executors } = at(minute);
    const active = Math.floor(executors * busy);
    const done = Math.max(100, Math.round((active * minute * 60_000) / taskMs));
    const startedAtMs = now - minute * 60_000;
    return inOneStage({
      readAtMs: now,
      startedAtMs,
      addedAtMs: startedAtMs,
      settings: {
        'spark.executor.memory': `${size.heapMiB}m`,
        'spark.executor.memoryOverhead': `${size.overheadMiB}m`,
        'spark.executor.cores': `${cores}`,
        'spark.sql.shuffle.partitions': '20000',
        ...settings,
      },
      executors,
      cores,
      busy,
      tasks: done + active + waiting,
      done,
      taskMs,
      peakBytes,
    });
  };
}
