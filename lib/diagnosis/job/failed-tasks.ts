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
  'lost-node': { what: 'node or executor lost', remedy: 'look at Spot interruptions and at the node' },
  killed: {
    what: 'killed without a reason (exit status 137 or 143)',
    remedy: "look at the executor's own log for an OutOfMemoryError before it was killed",
  },
  other: { what: 'other', remedy: "look at the application's own errors" },
};

/** In the order of their remedies' weight. */
const KINDS = Object.keys(WORDS) as FailureKind[];

/** Tasks that failed and executors that were lost, by kind. */
export const failedTasks: JobRule = {
  id: 'failed-tasks',
  finds: 'tasks that failed and executors that were lost, by kind: any',
  source: "Spark's, YARN's and the JVM's own words in the reasons of failures",
  judge: (evidence) => {
    const failed = evidence.stages.reduce((total, stage) => total + stage.failedTasks, 0);
    const lost = KINDS.map((kind) => ({ kind, count: evidence.executors.filter((one) => one.lost === kind).length }));
    const lostCount = lost.reduce((total, { count }) => total + count, 0);
    if (failed === 0 && lostCount === 0) return { kind: 'clean', reason: 'no task failed and no executor was lost' };
    const kinds = KINDS.filter(
      (kind) => (evidence.failures[kind] ?? 0) > 0 || lost.some((one) => one.kind === kind && one.count > 0),
    );
    const looked = Object.values(evidence.failures).reduce((total, count) => total + count, 0);
    const { failedTaskMs } = evidence.times ?? {};
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `${counted(failed, 'task')} failed and ${counted(lostCount, 'executor was', 'executors were')} lost`,
      arithmetic: [
        ...kinds.map((kind) => `${WORDS[kind].what}: ${figures(evidence, kind)}`),
        ...(failed > looked ? [`${grouped(looked)} of the ${grouped(failed)} failed tasks were looked at`] : []),
      ],
      remedy: kinds.map((kind) => WORDS[kind].remedy).join('; ') || "look at the application's own errors",
      minutesAtMost: failedTaskMs === undefined ? undefined : slotMinutes(failedTaskMs, evidence),
      confidence: 'measured',
      confirm: "the containers' own logs say what the last moments of each executor were",
    };
  },
};

function figures({ failures, executors }: JobEvidence, kind: FailureKind): string {
  const lost = executors.filter((one) => one.lost === kind).length;
  return `${counted(failures[kind] ?? 0, 'task')}, ${counted(lost, 'executor')}`;
}
