import type { JobEvidence, StageEvidence } from '../../evidence';
import { counted, grouped, percent } from '../../numbers';
import { slotMinutes } from './stage-time';
import type { JobRule } from './types';

/** Below this a task's start costs as much as its work, ms. */
const SHORT_TASK_MS = 200;
/** Fewer tasks are over in seconds whatever they cost. */
const MIN_TASKS = 1_000;
/** Share of the slots' time that is not the tasks' own. */
const HIGH_OVERHEAD = 0.2;

/** Stages of very many very short tasks, which cost more to start than to run. */
export const tooManyPartitions: JobRule = {
  id: 'too-many-partitions',
  finds: `stages of ${grouped(MIN_TASKS)} tasks or more whose median runs for less than ${SHORT_TASK_MS} ms while ${percent(HIGH_OVERHEAD)} of their slots' time goes to starting them`,
  source: "Spark's tuning guide: tasks as short as 200 ms are run well; the share is ours",
  judge: (evidence) => {
    const short = evidence.stages.filter(isShort);
    if (short.length === 0)
      return {
        kind: 'clean',
        reason: `no stage has ${grouped(MIN_TASKS)} tasks with a median below ${SHORT_TASK_MS} ms`,
      };
    if (short.every(({ taskTimes }) => taskTimes === undefined)) {
      return {
        kind: 'unknown',
        reason: 'how long tasks kept their slots is in the event log alone',
        setting: 'spark.eventLog.enabled=true',
      };
    }
    const costly = short.filter((stage) => overheadMs(stage) > HIGH_OVERHEAD * slotTimeMs(stage));
    if (costly.length === 0)
      return {
        kind: 'clean',
        reason: `tasks are short, but their start takes less than ${percent(HIGH_OVERHEAD)} of the slots' time`,
      };
    return {
      kind: 'finding',
      severity: 'warning',
      ...figures(costly, evidence),
      remedy:
        'fewer partitions; adaptive execution joins small ones of a shuffle (spark.sql.adaptive.coalescePartitions.enabled), larger read splits those of files',
      confidence: 'measured',
      confirm: 'a run with a tenth of the partitions of these stages',
    };
  },
};

function figures(
  costly: readonly StageEvidence[],
  evidence: JobEvidence,
): { readonly summary: string; readonly arithmetic: string[]; readonly minutesAtMost: number } {
  const overhead = costly.reduce((total, stage) => total + overheadMs(stage), 0);
  return {
    summary: `${counted(costly.length, 'stage has', 'stages have')} so many short tasks that their start takes ${percent(overhead / costly.reduce((total, stage) => total + slotTimeMs(stage), 0))} of the slots' time`,
    arithmetic: [...costly]
      .sort((a, b) => overheadMs(b) - overheadMs(a))
      .slice(0, 3)
      .map(
        (stage) =>
          `stage ${stage.stageId}: ${counted(stage.numTasks, 'task')}, median ${grouped(stage.tasks?.runTimeMs.p50 ?? 0)} ms; ${grouped(overheadMs(stage) / 1000)} s of ${grouped(slotTimeMs(stage) / 1000)} s of slots' time are not the tasks' own`,
      ),
    minutesAtMost: slotMinutes(overhead, evidence),
  };
}

const isShort = ({ numTasks, tasks }: StageEvidence): boolean =>
  numTasks >= MIN_TASKS && tasks !== undefined && tasks.runTimeMs.p50 < SHORT_TASK_MS;

function slotTimeMs({ taskTimes }: StageEvidence): number {
  if (taskTimes === undefined || taskTimes.timesMs.length === 0) return 0;
  return (taskTimes.timesMs.reduce((total, ms) => total + ms, 0) * taskTimes.tasks) / taskTimes.timesMs.length;
}

const overheadMs = (stage: StageEvidence): number => Math.max(0, slotTimeMs(stage) - stage.runTimeMs);
