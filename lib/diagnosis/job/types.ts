import type { JobEvidence } from '../../evidence';
import type { Finding } from '../types';

/** A red flag of a job, from what it says about itself. */
export interface JobFinding extends Omit<Finding, 'id'> {
  readonly id: 'spill' | 'garbage-collection' | 'skew' | 'failed-tasks';
}

export type JobRule = (evidence: JobEvidence) => JobFinding | undefined;
