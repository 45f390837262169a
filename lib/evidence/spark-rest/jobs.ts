import type { SparkJob } from '../types';
import { count, listOf, matching, objectOf, optional, type Reader, time } from './form';

const MAX_JOBS = 20_000;

const job = objectOf({
  jobId: count,
  status: matching(/^(RUNNING|SUCCEEDED|FAILED|UNKNOWN)$/, 'the status of a job'),
  submissionTime: optional(time),
  numTasks: count,
  numCompletedTasks: count,
  numSkippedTasks: count,
});

/** `/jobs`. */
export const jobs: Reader<readonly SparkJob[]> = (value, place) =>
  listOf(job, MAX_JOBS)(value, place).map((one) => ({
    jobId: one.jobId,
    isRunning: one.status === 'RUNNING',
    hasFailed: one.status === 'FAILED',
    submittedAtMs: one.submissionTime,
    numTasks: one.numTasks,
    completedTasks: one.numCompletedTasks,
    skippedTasks: one.numSkippedTasks,
  }));
