import type { StageEvidence } from '../../evidence';
import { bytes, counted, grouped } from '../../numbers';
import type { JobRule } from './types';

/** A task this many times as long as the median one is skewed, as adaptive execution's own factor has it. */
const FACTOR = 5;

/** Below this excess nobody waits for it, ms. */
const MIN_EXCESS_MS = 30_000;

const MS_PER_MINUTE = 60_000;

/** Tasks that a stage waits for long after the others have ended. */
export const skew: JobRule = {
  id: 'skew',
  finds: `stages whose longest task takes more than ${FACTOR} times their median and ${MIN_EXCESS_MS / 1000} s longer`,
  source:
    '`spark.sql.adaptive.skewJoin.skewedPartitionFactor`, 5 by default; the seconds are ours, below which nobody waits for a task',
  judge: ({ stages }) => {
    const skewed = stages.filter(isSkewed).sort((a, b) => excessMs(b) - excessMs(a));
    const [worst] = skewed;
    if (worst?.tasks === undefined) {
      const known = stages.filter(({ tasks }) => tasks !== undefined);
      if (known.length === 0) return { kind: 'unknown', reason: 'the run times of tasks are not known' };
      const longest = known.reduce((most, stage) => Math.max(most, excessMs(stage)), 0);
      return {
        kind: 'clean',
        reason: `no task is ${FACTOR} times and ${MIN_EXCESS_MS / 1000} s longer than the median of its stage; the most is ${seconds(longest)} longer`,
      };
    }
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `${counted(skewed.length, 'stage waits', 'stages wait')} for tasks more than ${FACTOR} times as long as their median; more task slots do not shorten them`,
      arithmetic: skewed
        .slice(0, 3)
        .flatMap(({ stageId, tasks }) =>
          tasks === undefined
            ? []
            : [
                `stage ${stageId}: median ${seconds(tasks.runTimeMs.p50)}, longest ${seconds(tasks.runTimeMs.max)}; shuffle read ${bytes(tasks.shuffleReadBytes.p50)} and ${bytes(tasks.shuffleReadBytes.max)}`,
              ],
        ),
      remedy:
        'adaptive execution for skewed joins (spark.sql.adaptive.skewJoin.enabled), or a key that spreads the rows',
      minutesAtMost: skewed.reduce((total, stage) => total + excessMs(stage), 0) / MS_PER_MINUTE,
      confidence: hasMoreBytes(worst) ? 'measured' : 'likely',
      confirm: hasMoreBytes(worst)
        ? 'the longest task also reads the most: the rows of its key tell which one it is'
        : 'the longest task does not read more than others: look at its executor and node before the data',
    };
  },
};

function isSkewed(stage: StageEvidence): boolean {
  const { tasks } = stage;
  return tasks !== undefined && tasks.runTimeMs.max > FACTOR * tasks.runTimeMs.p50 && excessMs(stage) >= MIN_EXCESS_MS;
}

const excessMs = ({ tasks }: StageEvidence): number =>
  tasks === undefined ? 0 : tasks.runTimeMs.max - tasks.runTimeMs.p50;

/** Whether some task of the stage has so much more to read that its time follows from it. */
function hasMoreBytes({ tasks }: StageEvidence): boolean {
  if (tasks === undefined) return false;
  const { shuffleReadBytes: shuffle, inputBytes: input } = tasks;
  return shuffle.max + input.max > 2 * (shuffle.p50 + input.p50) && shuffle.max + input.max > 0;
}

const seconds = (ms: number): string => `${grouped(ms / 1000)} s`;
