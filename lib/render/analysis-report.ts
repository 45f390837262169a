import type { JobExamination, NodesInEvidence } from '../diagnosis';
import type { DataSizes, JobEvidence, MemoryNeed, SlotTime } from '../evidence';
import type { Retune } from '../sizing';
import type { DeployMode } from '../spark';
import type { Calculator } from '../yarn';

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
  /** For the next run on the same nodes, or the reason for there being none. */
  readonly plan: AnalysisPlan | { readonly reason: string };
  /** What is to be known of what was read, such as a log that is cut off. */
  readonly notes: readonly string[];
}

/** What the next run should have on the nodes that are there. */
export interface AnalysisPlan {
  readonly nodes: readonly Pick<NodesInEvidence, 'instanceType' | 'count'>[];
  readonly release: string;
  readonly deployMode: DeployMode;
  /** The one in force; undefined where it is not known. */
  readonly calculator?: Calculator;
  readonly retune: Retune;
  readonly expected: ExpectedRun;
}

/** How long the next run would take, were its tasks as long as this run's; or why nothing is promised. */
export type ExpectedRun =
  | {
      readonly timeMs: number;
      /** How far the same model is from this run's own time, as a share of it. */
      readonly modelError: number;
    }
  | { readonly reason: string };
