import type { JobEvidence } from '../../evidence';
import { grouped, percent } from '../../numbers';
import { SparkSettings, UNIFIED_MEMORY_FRACTION, unifiedMemoryMiB } from '../../spark';
import { collectorTime, HIGH_GC } from './garbage-collection';
import type { JobRule } from './types';

/** The share of the unified memory that cached data keep against execution: `spark.memory.storageFraction`. */
const PROTECTED_SHARE = 0.5;
const BYTES_PER_MIB = 2 ** 20;
/** Spark's own default of `spark.executor.memory`, MiB. */
const DEFAULT_HEAP_MIB = 1024;

/** Cached data that leave too little memory to the tasks. */
export const cachedData: JobRule = {
  id: 'cached-data',
  finds: `cached data in more than ${percent(PROTECTED_SHARE)} of an executor's unified memory while tasks spill or collect garbage too much`,
  source: '`spark.memory.storageFraction`, 0.5 by default: up to it execution may not evict cached blocks',
  judge: (evidence) => {
    if (evidence.times?.isLocal)
      return { kind: 'unknown', reason: 'the tasks ran in the driver (local mode), whose heap has other uses' };
    const stored = evidence.executors.flatMap(({ peaks }) =>
      peaks === undefined ? [] : [peaks.onHeapStorageBytes / BYTES_PER_MIB],
    );
    const unified = unifiedMiB(evidence);
    if (stored.length === 0 || unified === undefined) {
      return {
        kind: 'unknown',
        reason: 'peaks of storage memory are not known',
        setting: 'spark.eventLog.logStageExecutorMetrics=true',
      };
    }
    const most = stored.reduce((largest, one) => Math.max(largest, one));
    const share = most / unified;
    if (share <= PROTECTED_SHARE)
      return { kind: 'clean', reason: `cached data took at most ${percent(share)} of an executor's unified memory` };
    if (!isShort(evidence))
      return {
        kind: 'clean',
        reason: `cached data took ${percent(share)} of the unified memory, and tasks neither spilled nor collected garbage too much`,
      };
    return {
      kind: 'finding',
      severity: 'warning',
      summary: `cached data took ${percent(share)} of an executor's unified memory while tasks were short of it`,
      arithmetic: [
        `at most ${grouped(most)} MiB of ${grouped(unified)} MiB; ${percent(PROTECTED_SHARE)} are kept for it against execution`,
      ],
      remedy:
        'unpersist what is read no more, cache serialised or on disk (MEMORY_AND_DISK_SER, DISK_ONLY), or give each slot more heap',
      confidence: 'likely',
      confirm:
        "a run without the cache: if spill or collection go, it was the cache; the Storage page of Spark's UI names what is cached",
    };
  },
};

function unifiedMiB({ settings }: JobEvidence): number | undefined {
  const spark = SparkSettings.of(settings);
  const heap = spark.memoryMiB('spark.executor.memory') ?? DEFAULT_HEAP_MIB;
  const unified = unifiedMemoryMiB(heap, spark.number('spark.memory.fraction') ?? UNIFIED_MEMORY_FRACTION);
  return unified > 0 ? unified : undefined;
}

function isShort(evidence: JobEvidence): boolean {
  const { gcTimeMs, taskTimeMs } = collectorTime(evidence);
  return gcTimeMs > HIGH_GC * taskTimeMs || evidence.stages.some(({ diskSpilledBytes }) => diskSpilledBytes > 0);
}
