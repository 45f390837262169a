import type { StageEvidence } from '../../evidence';
import { bytes, counted, grouped } from '../../numbers';
import type { JobRule } from './types';

/** A task this many times as long as the median one is skewed, as adaptive execution's own factor has it. */
const FACTOR = 5;

/** Below this excess nobody waits for it, ms. */
const MIN_EXCESS_MS = 30_000;

/** Tasks that a stage waits for long after the others have ended. */
export const skew: JobRule = ({ stages }) => {
  const skewed = stages.filter(isSkewed).sort((a, b) => excessMs(b) - excessMs(a));
  const [worst] = skewed;
  if (worst?.tasks === undefined) return undefined;
  return {
    id: 'skew',
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
    remedy: 'adaptive execution for skewed joins (spark.sql.adaptive.skewJoin.enabled), or a key that spreads the rows',
    actionable: false,
  };
};

function isSkewed(stage: StageEvidence): boolean {
  const { tasks } = stage;
  return tasks !== undefined && tasks.runTimeMs.max > FACTOR * tasks.runTimeMs.p50 && excessMs(stage) >= MIN_EXCESS_MS;
}

const excessMs = ({ tasks }: StageEvidence): number =>
  tasks === undefined ? 0 : tasks.runTimeMs.max - tasks.runTimeMs.p50;

const seconds = (ms: number): string => `${grouped(ms / 1000)} s`;
