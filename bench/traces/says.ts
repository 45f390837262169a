import type { JobEvidence } from '../../lib/evidence';
import type { Trace } from './trace';

const MIB = 2 ** 20;

export interface Said {
  /** Cores of an executor as the session has them; default those of the arguments. */
  readonly cores?: number;
  /** Tasks that have not begun. */
  readonly waiting: number;
  readonly taskMs: number;
  /** Share of the execution memory of an executor that its tasks fill; default little. */
  readonly fills?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/** One stage of equal tasks on all executors of a trace, as a driver says it. */
export function saying(
  { size, at }: Pick<Trace, 'size' | 'at'>,
  { cores = size.cores, waiting, taskMs, fills = 0.05, settings }: Said,
): NonNullable<Trace['says']> {
  const need = ((size.heapMiB - 300) * 0.6 * MIB * fills) / cores;
  const same = (value: number) => ({ p05: value, p50: value, p95: value, max: value });
  return (minute, now): JobEvidence => {
    const { executors } = at(minute);
    const active = executors * cores;
    const done = Math.max(100, Math.round((active * minute * 60_000) / taskMs));
    return {
      source: 'driver',
      readAtMs: now,
      application: { id: 'application_1_0001', startedAtMs: now - minute * 60_000, isLive: true },
      settings: {
        'spark.executor.memory': `${size.heapMiB}m`,
        'spark.executor.memoryOverhead': `${size.overheadMiB}m`,
        'spark.executor.cores': `${cores}`,
        'spark.sql.shuffle.partitions': '20000',
        ...settings,
      },
      executors: Array.from({ length: executors }, () => ({
        isActive: true,
        cores,
        maxTasks: cores,
        activeTasks: cores,
        completedTasks: done / executors,
        failedTasks: 0,
        taskTimeMs: (done * taskMs) / executors,
        gcTimeMs: 0,
        addedAtMs: now - minute * 60_000,
      })),
      stages: [
        {
          stageId: 0,
          attemptId: 0,
          status: 'ACTIVE',
          numTasks: done + active + waiting,
          activeTasks: active,
          completeTasks: done,
          failedTasks: 0,
          completedIndices: done,
          runTimeMs: done * taskMs,
          cpuTimeMs: done * taskMs,
          memorySpilledBytes: 0,
          diskSpilledBytes: 0,
          inputBytes: 0,
          shuffleReadBytes: 0,
          shuffleWriteBytes: 0,
          newerRunTimeMs: taskMs,
          tasks: {
            runTimeMs: same(taskMs),
            gcTimeMs: same(0),
            peakExecutionBytes: same(need),
            memorySpilledBytes: same(0),
            diskSpilledBytes: same(0),
            inputBytes: same(0),
            shuffleReadBytes: same(0),
          },
        },
      ],
      failures: {},
      unknown: [],
    };
  };
}
