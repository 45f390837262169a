import type { JobEvidence } from '../../evidence';
import { failedTasks } from './failed-tasks';
import { garbageCollection } from './garbage-collection';
import { skew } from './skew';
import { spill } from './spill';
import type { JobFinding, JobRule } from './types';

export type { JobFinding } from './types';

const RULES: readonly JobRule[] = [failedTasks, spill, garbageCollection, skew];

/** The red flags of a job, each with its figures. */
export function diagnoseJob(evidence: JobEvidence): JobFinding[] {
  return RULES.flatMap((rule) => rule(evidence) ?? []);
}
