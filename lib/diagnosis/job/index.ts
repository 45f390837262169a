import type { JobEvidence } from '../../evidence';
import { cachedData } from './cached-data';
import { driverResults } from './driver-results';
import { driverTime } from './driver-time';
import { failedTasks } from './failed-tasks';
import { garbageCollection } from './garbage-collection';
import { idleSlots } from './idle-slots';
import { instanceFamily } from './instance-family';
import { shuffleFilesLost } from './shuffle-files-lost';
import { skew } from './skew';
import { slowStart } from './slow-start';
import { spill } from './spill';
import { stagesRunAgain } from './stages-run-again';
import { tooFewPartitions } from './too-few-partitions';
import { tooManyPartitions } from './too-many-partitions';
import type { JobFinding, JobFindingId, JobRule, Judgement } from './types';
import { unusedMemory } from './unused-memory';

export type { JobFinding } from './types';

/** In the order in which equal findings are told. */
export const JOB_RULES: readonly JobRule[] = [
  failedTasks,
  spill,
  garbageCollection,
  skew,
  tooFewPartitions,
  tooManyPartitions,
  cachedData,
  driverResults,
  stagesRunAgain,
  shuffleFilesLost,
  driverTime,
  slowStart,
  idleSlots,
  unusedMemory,
  instanceFamily,
];

/** What all rules say of a job. */
export interface JobExamination {
  /** Those that explain the most minutes first. */
  readonly findings: readonly JobFinding[];
  readonly clean: readonly { readonly id: JobFindingId; readonly reason: string }[];
  readonly unknown: readonly { readonly id: JobFindingId; readonly reason: string; readonly setting?: string }[];
}

export function examineJob(evidence: JobEvidence): JobExamination {
  const judged = JOB_RULES.map((rule) => ({ id: rule.id, judgement: rule.judge(evidence) }));
  return {
    findings: judged
      .flatMap(({ id, judgement }) => toFinding(id, judgement) ?? [])
      .sort((a, b) => (b.minutesAtMost ?? 0) - (a.minutesAtMost ?? 0)),
    clean: judged.flatMap(({ id, judgement }) =>
      judgement.kind === 'clean' ? [{ id, reason: judgement.reason }] : [],
    ),
    unknown: judged.flatMap(({ id, judgement }) => {
      if (judgement.kind !== 'unknown') return [];
      const { reason, setting } = judgement;
      return [{ id, reason, ...(setting === undefined ? {} : { setting }) }];
    }),
  };
}

/** The red flags of a job, each with its figures. */
export function diagnoseJob(evidence: JobEvidence): JobFinding[] {
  return JOB_RULES.flatMap((rule) => toFinding(rule.id, rule.judge(evidence)) ?? []);
}

function toFinding(id: JobFindingId, judgement: Judgement): JobFinding | undefined {
  if (judgement.kind !== 'finding') return undefined;
  const { kind: _, ...finding } = judgement;
  return { id, ...finding, actionable: false };
}
