import { coresInUse, type StageEvidence } from '../../evidence';
import { counted, grouped } from '../../numbers';
import { minutesOf, wallMs } from './stage-time';
import type { JobRule } from './types';

/** A shorter stage is over before more tasks would help, ms. */
const MIN_STAGE_MS = 60_000;

/** Stages that take long with fewer tasks than there are slots, so that slots stand idle beside them. */
export const tooFewPartitions: JobRule = {
  id: 'too-few-partitions',
  finds: `stages of ${MIN_STAGE_MS / 1000} s or more with fewer tasks than half of the task slots, but more than one`,
  source: "Spark's tuning guide: 2 to 3 tasks for each core; half a task for each is far below it",
  judge: (evidence) => {
    const { peakTaskSlots } = coresInUse(evidence);
    const long = evidence.stages.filter((stage) => wallMs(stage) >= MIN_STAGE_MS);
    if (long.length === 0) return { kind: 'clean', reason: `no stage took ${MIN_STAGE_MS / 1000} s` };
    const few = long.filter((stage) => isFew(stage, peakTaskSlots));
    if (few.length === 0)
      return {
        kind: 'clean',
        reason: `of ${counted(long.length, 'stage')} of ${MIN_STAGE_MS / 1000} s or more none has fewer tasks than half of the slots, one with a single task left out`,
      };
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `${counted(few.length, 'stage has', 'stages have')} fewer tasks than half of the ${grouped(peakTaskSlots)} task slots, for a minute or more`,
      arithmetic: worst(few).map(
        (stage) => `stage ${stage.stageId}: ${counted(stage.numTasks, 'task')} for ${grouped(wallMs(stage) / 1000)} s`,
      ),
      remedy: remedyFor(few),
      minutesAtMost: minutesOf(few, ({ numTasks }) => 1 - numTasks / peakTaskSlots),
      confidence: 'likely',
      confirm:
        'a run with at least as many partitions as slots; where one key holds most rows it does not help (see skew)',
    };
  },
};

const isFew = ({ numTasks, status }: StageEvidence, slots: number): boolean =>
  status === 'COMPLETE' && numTasks > 1 && numTasks < slots / 2;

const worst = (stages: readonly StageEvidence[]): StageEvidence[] =>
  [...stages].sort((a, b) => wallMs(b) - wallMs(a)).slice(0, 3);

function remedyFor(few: readonly StageEvidence[]): string {
  const reads = few.some(({ shuffleReadBytes }) => shuffleReadBytes > 0);
  const inputs = few.some(({ inputBytes, shuffleReadBytes }) => inputBytes > 0 && shuffleReadBytes === 0);
  const ways = [
    ...(reads
      ? [
          'more shuffle partitions (spark.sql.shuffle.partitions, or a smaller spark.sql.adaptive.advisoryPartitionSizeInBytes)',
        ]
      : []),
    ...(inputs ? ['smaller read splits (spark.sql.files.maxPartitionBytes), where the files can be split'] : []),
  ];
  return ways.length === 0 ? 'a repartition before the work, or more partitions at its source' : ways.join('; ');
}
