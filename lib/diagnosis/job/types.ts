import type { JobEvidence } from '../../evidence';
import type { Finding } from '../types';

export type JobFindingId =
  | 'failed-tasks'
  | 'spill'
  | 'garbage-collection'
  | 'skew'
  | 'too-few-partitions'
  | 'too-many-partitions'
  | 'cached-data'
  | 'driver-results'
  | 'stages-run-again'
  | 'shuffle-files-lost'
  | 'driver-time'
  | 'slow-start'
  | 'idle-slots'
  | 'unused-memory'
  | 'instance-family';

/** A red flag of a job, from what it says about itself. */
export interface JobFinding extends Omit<Finding, 'id'> {
  readonly id: JobFindingId;
  /** How much of the run's time it explains at most, minutes; undefined where that is not known, or where it costs memory or machines rather than time. */
  readonly minutesAtMost?: number;
  /** `measured`: the job's own figures say so; `likely`: a rule of thumb parts it from other causes. */
  readonly confidence: 'measured' | 'likely';
  /** What would confirm it. */
  readonly confirm: string;
}

/** What a rule says of a job: a finding, that there is nothing, or that the figures do not tell. */
export type Judgement =
  | ({ readonly kind: 'finding' } & Omit<JobFinding, 'id' | 'actionable'>)
  | { readonly kind: 'clean'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string; readonly setting?: string };

export interface JobRule {
  readonly id: JobFindingId;
  /** What is found, and above which threshold; one sentence. */
  readonly finds: string;
  /** Where the threshold comes from. */
  readonly source: string;
  readonly judge: (evidence: JobEvidence) => Judgement;
}
