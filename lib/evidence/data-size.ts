import { type Partitions, partitionsFor } from '../sizing';
import type { JobEvidence, StageEvidence } from './types';

/** Sizes of a job's data, bytes. */
export interface DataSizes {
  /** What the stage that shuffled most has read or written so far: exact once the job has ended, until then at least this. */
  readonly largestShuffleBytes: number;
  /** All that was read from storage so far: at least, because Spark counts what its file systems tell. */
  readonly inputBytes: number;
  /** Whether stages that run, wait or are still unknown may shuffle more. */
  readonly mayGrow: boolean;
}

export function dataSizes({ stages, application }: JobEvidence): DataSizes {
  return {
    largestShuffleBytes: largest(stages, (one) => Math.max(one.shuffleReadBytes, one.shuffleWriteBytes)),
    inputBytes: stages.reduce((total, { inputBytes }) => total + inputBytes, 0),
    mayGrow: application.endedAtMs === undefined,
  };
}

/**
 * Shuffle partitions from the bytes that were shuffled. While these may still grow, never fewer than the stages had that shuffled; undefined where nothing
 * was shuffled yet.
 */
export function partitionsFromEvidence(
  evidence: JobEvidence,
  request: { readonly taskSlots: number; readonly taskMemoryMiB: number },
): Partitions | undefined {
  const { largestShuffleBytes, mayGrow } = dataSizes(evidence);
  if (largestShuffleBytes === 0) return undefined;
  const chosen = partitionsFor({ ...request, bytes: largestShuffleBytes });
  const inForce = largest(evidence.stages.filter(readsShuffle), ({ numTasks }) => numTasks);
  if (!mayGrow || chosen.partitions >= inForce) return chosen;
  return {
    partitions: inForce,
    isAssumed: false,
    reason: `${chosen.reason}; ${inForce} as in force, because more may be shuffled`,
  };
}

const readsShuffle = ({ shuffleReadBytes }: StageEvidence): boolean => shuffleReadBytes > 0;

/** 0 for no stage. A stream has more stages than a call takes arguments. */
const largest = (stages: readonly StageEvidence[], of: (stage: StageEvidence) => number): number =>
  stages.reduce((most, stage) => Math.max(most, of(stage)), 0);
