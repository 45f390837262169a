import type { FailureKind, JobEvidence } from '../../evidence';
import { counted, grouped } from '../../numbers';
import { slotMinutes } from './stage-time';
import type { JobRule } from './types';

const WORDS: Readonly<Record<FailureKind, { readonly what: string; readonly remedy: string }>> = {
  container: { what: 'container killed by YARN for its memory', remedy: 'more memoryOverhead' },
  heap: { what: 'heap exhausted', remedy: 'more heap for each task slot, or smaller partitions' },
  python: { what: 'Python worker lost', remedy: 'more memoryOverhead, or spark.executor.pyspark.memory' },
  driver: {
    what: 'results larger than the driver takes',
    remedy: 'fewer or smaller results, or a larger spark.driver.maxResultSize',
  },
  fetch: { what: 'shuffle data not to be fetched', remedy: 'look at the executors that were lost before' },
  preempted: {
    what: 'preempted by YARN for another queue or application',
    remedy: "a guaranteed share of the queue for this job, or no more executors than the queue's guaranteed share",
  },
  'lost-node': { what: 'node or executor lost', remedy: 'look at Spot interruptions and at the node' },
  killed: {
    what: 'killed without a reason (exit status 137 or 143)',
    remedy: "look at the executor's own log for an OutOfMemoryError before it was killed",
  },
  other: { what: 'another error', remedy: "look at the application's own errors" },
};

/** In the order of their remedies' weight. */
const KINDS = Object.keys(WORDS) as FailureKind[];

/** Classes of exceptions that are named. */
const MAX_NAMED = 3;

/** Tasks that failed and executors that were lost, by kind. */
export const failedTasks: JobRule = {
  id: 'failed-tasks',
  finds: 'tasks that failed and executors that were lost, by kind: any',
  source: "Spark's, YARN's and the JVM's own words in the reasons of failures",
  judge: (evidence) => {
    const failed = evidence.stages.reduce((total, stage) => total + stage.failedTasks, 0);
    const lost = evidence.executors.filter((one) => one.lost !== undefined).length;
    if (failed === 0 && lost === 0) return { kind: 'clean', reason: 'no task failed and no executor was lost' };
    const kinds = KINDS.filter((kind) => (evidence.failures[kind] ?? 0) > 0 || lostBy(evidence, kind) > 0);
    const looked = Object.values(evidence.failures).reduce((total, count) => total + count, 0);
    const { failedTaskMs } = evidence.times ?? {};
    return {
      kind: 'finding',
      severity: 'warning',
      summary: [
        ...(failed > 0 ? [`${counted(failed, 'task')} failed`] : []),
        ...(lost > 0 ? [`${counted(lost, 'executor was', 'executors were')} lost`] : []),
      ].join(' and '),
      arithmetic: [
        ...kinds.map((kind) => `${WORDS[kind].what}: ${figures(evidence, kind)}`),
        ...exceptionLines(evidence),
        ...(failed > looked ? [`${grouped(looked)} of the ${grouped(failed)} failed tasks were looked at`] : []),
      ],
      remedy: kinds.map((kind) => remedyFor(evidence, kind)).join('; ') || WORDS.other.remedy,
      minutesAtMost: failedTaskMs === undefined ? undefined : slotMinutes(failedTaskMs, evidence),
      confidence: 'measured',
      confirm:
        lost > 0
          ? "the containers' own logs say what the last moments of each executor were"
          : "the errors of the failed tasks on Spark's page of their stage",
    };
  },
};

const lostBy = ({ executors }: JobEvidence, kind: FailureKind): number =>
  executors.filter((one) => one.lost === kind).length;

function figures(evidence: JobEvidence, kind: FailureKind): string {
  const tasks = evidence.failures[kind] ?? 0;
  const executors = lostBy(evidence, kind);
  return [
    ...(tasks > 0 ? [counted(tasks, 'task')] : []),
    ...(executors > 0 ? [counted(executors, 'executor')] : []),
  ].join(', ');
}

function exceptionLines({ exceptions = [] }: JobEvidence): string[] {
  const more = exceptions.length - MAX_NAMED;
  return [
    ...exceptions.slice(0, MAX_NAMED).map(({ className, tasks }) => `${className}: ${counted(tasks, 'task')}`),
    ...(more > 0 ? [`${counted(more, 'other class', 'other classes')} of exceptions`] : []),
  ];
}

/** An executor that is lost without a failed task has no error of the application. */
const remedyFor = (evidence: JobEvidence, kind: FailureKind): string =>
  kind === 'other' && (evidence.failures.other ?? 0) === 0
    ? "look at the end of the lost executors' own logs"
    : WORDS[kind].remedy;
