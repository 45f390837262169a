import { type ExecutorEvidence, type JobEvidence, memoryNeed, type StageEvidence } from '../../lib/evidence';
import type { Answer } from './answers';
import type { MemoryRun } from './tables';

/** Runs over more data than the one whose peak is known, by how much more. */
export interface Growth {
  readonly name: string;
  readonly answers: readonly Answer[];
}

const BANDS = [
  { name: 'up to 1.5 times the data', from: 1, to: 1.5 },
  { name: 'up to twice', from: 1.5, to: 2 },
  { name: 'up to five times', from: 2, to: Number.POSITIVE_INFINITY },
];

const BYTES_PER_MIB = 2 ** 20;

/** The memory that is called safe by one run, before the peak of the same job over more data. */
export function safeMemory(runs: readonly MemoryRun[]): Growth[] {
  const pairs = runs.flatMap((before) =>
    runs
      .filter(({ job, dataBytes }) => job === before.job && dataBytes > before.dataBytes)
      .map((later) => ({ before, later, times: later.dataBytes / before.dataBytes })),
  );
  return BANDS.map(({ name, from, to }) => ({
    name,
    answers: pairs
      .filter(({ times }) => times > from && times <= to + 0.01)
      .map(({ before, later }) => {
        const { safe, reason } = memoryNeed(evidenceOf(before));
        const truth = later.peakBytes / BYTES_PER_MIB;
        return safe === undefined ? { reason, truth } : { said: safe.heapMiB, truth };
      }),
  }));
}

const NOTHING = { cpuTimeMs: 0, memorySpilledBytes: 0, diskSpilledBytes: 0, inputBytes: 0 };

/** One executor with one slot, whose heap is all memory of the machine, and one stage that has ended without spill: the table tells no more. */
function evidenceOf({ peakBytes }: MemoryRun): JobEvidence {
  const stage: StageEvidence = {
    ...NOTHING,
    stageId: 0,
    attemptId: 0,
    status: 'COMPLETE',
    numTasks: 1,
    activeTasks: 0,
    completeTasks: 1,
    failedTasks: 0,
    completedIndices: 1,
    runTimeMs: 1,
    shuffleReadBytes: 0,
    shuffleWriteBytes: 0,
  };
  const executor: ExecutorEvidence = {
    isActive: true,
    cores: 1,
    maxTasks: 1,
    activeTasks: 0,
    completedTasks: 1,
    failedTasks: 0,
    taskTimeMs: 1,
    gcTimeMs: 0,
    addedAtMs: 0,
    peaks: {
      heapBytes: peakBytes,
      nonHeapBytes: 0,
      onHeapExecutionBytes: 0,
      offHeapExecutionBytes: 0,
      onHeapStorageBytes: 0,
      offHeapStorageBytes: 0,
      directBytes: 0,
      mappedBytes: 0,
    },
  };
  return {
    source: 'event-log',
    readAtMs: 1,
    application: { id: 'application', startedAtMs: 0, endedAtMs: 1, isLive: false },
    settings: {},
    executors: [executor],
    stages: [stage],
    failures: {},
    unknown: [],
  };
}
