import type { JobExamination } from '../diagnosis';
import type { DataSizes, JobEvidence, MemoryNeed, SlotTime } from '../evidence';

/** What a finished job says of itself, and what follows from it for the next run. */
export interface AnalysisReport {
  readonly evidence: JobEvidence;
  /** From the start to the end of the application, or to the newest event, ms. */
  readonly ranForMs: number;
  readonly slots: SlotTime;
  readonly peakTaskSlots: number;
  readonly examination: JobExamination;
  readonly memory: MemoryNeed;
  readonly data: DataSizes;
  /** What is to be known of what was read, such as a log that is cut off. */
  readonly notes: readonly string[];
}
