import type { JobEvidence, StageEvidence } from '../../evidence';
import { bytes, counted, percent } from '../../numbers';
import { parseBytes, SparkSettings, sparkIsAtLeast } from '../../spark';
import type { JobRule } from './types';

/** `spark.driver.maxResultSize` where it is not set. */
const DEFAULT_LIMIT = '1g';
/** Of the limit: a run with twice the data fails. */
const NEAR = 0.5;

/** Results of tasks that come near to what the driver takes, or above it. */
export const driverResults: JobRule = {
  id: 'driver-results',
  finds: `an action whose tasks sent the driver more than ${percent(NEAR)} of spark.driver.maxResultSize, or that failed by it`,
  source: '`spark.driver.maxResultSize` (1g by default), above which Spark ends the action; half of it is ours',
  judge: (evidence) => {
    const failed = evidence.failures.driver ?? 0;
    const limit = limitOf(evidence);
    const known = evidence.stages.filter(({ resultBytes }) => resultBytes !== undefined);
    const counting = known.filter((stage) => isCounted(stage, evidence));
    if (failed === 0 && known.length === 0) {
      return {
        kind: 'unknown',
        reason: 'what tasks send to the driver is in the event log alone',
        setting: 'spark.eventLog.enabled=true',
      };
    }
    const largest = counting.reduce<StageEvidence | undefined>(
      (most, stage) => ((stage.resultBytes ?? 0) > (most?.resultBytes ?? -1) ? stage : most),
      undefined,
    );
    const most = largest?.resultBytes ?? 0;
    if (failed === 0 && (limit === 0 || most <= NEAR * limit)) {
      return {
        kind: 'clean',
        reason: `the tasks of a stage sent the driver at most ${bytes(most)}${limit === 0 ? '' : `, ${percent(most / limit)} of what it takes`}`,
      };
    }
    return {
      kind: 'finding',
      severity: failed > 0 ? 'critical' : 'warning',
      summary:
        failed > 0
          ? `${counted(failed, 'task')} failed as the driver does not take so large results`
          : `the tasks of stage ${largest?.stageId} sent the driver ${bytes(most)}, ${percent(most / limit)} of what it takes`,
      arithmetic: [
        limit === 0 ? 'spark.driver.maxResultSize has no limit' : `spark.driver.maxResultSize: ${bytes(limit)}`,
      ],
      remedy:
        'write the result instead of collecting it; else a larger spark.driver.maxResultSize and spark.driver.memory',
      confidence: 'measured',
      confirm: "look for collect, toPandas or a broadcast at this stage's line",
    };
  },
};

/** Since Spark 3.1 what the tasks of a shuffle report of their files does not count (`TaskSetManager.canFetchMoreResults`). */
const isCounted = ({ shuffleWriteBytes }: StageEvidence, { application: { sparkVersion } }: JobEvidence): boolean =>
  shuffleWriteBytes === 0 || (sparkVersion !== undefined && !sparkIsAtLeast(sparkVersion, 3, 1));

/** Bytes; 0 for no limit. */
function limitOf({ settings }: JobEvidence): number {
  const text = SparkSettings.of(settings).get('spark.driver.maxResultSize') ?? DEFAULT_LIMIT;
  return parseBytes(text, 'b') ?? parseBytes(DEFAULT_LIMIT, 'b') ?? 0;
}
