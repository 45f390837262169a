import type { JobFinding } from '../diagnosis';
import type {
  CoresInUse,
  DataSizes,
  JobEvidence,
  MemoryNeed,
  Progress,
  RemainingWork,
  RestartWorth,
  SettingsCompared,
} from '../evidence';

/** What a running job says about itself, and what follows from it. */
export interface JobFigures {
  readonly evidence: JobEvidence;
  /** When the verdict was taken, epoch ms. */
  readonly nowMs: number;
  readonly elapsedMs: number;
  readonly cores: CoresInUse;
  readonly progress: Progress;
  readonly remaining: RemainingWork;
  readonly memory: MemoryNeed;
  readonly data: DataSizes;
  readonly findings: readonly JobFinding[];
  readonly settings: SettingsCompared;
  /** undefined where no cure is known. */
  readonly restart?: RestartWorth & { readonly speedUp: number };
}

/** The job of a step, or why it could not be asked. */
export interface JobReport {
  readonly stepId: string;
  readonly figures?: JobFigures;
  /** Sources that gave nothing. */
  readonly tried: readonly { readonly source: string; readonly reason: string }[];
  /** Whether EMR makes the persistent history server, so that asking again in three minutes may help. */
  readonly askLater: boolean;
}
