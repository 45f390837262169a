/**
 * What to write instead of keys that people still copy from old guides. Spark's own tables name a new key for some; these are for the rest.
 *
 * Source: Spark's tuning guide and `UnifiedMemoryManager` (one pool since 1.6), configuration.md and sql-performance-tuning.md of the
 * versions that dropped them.
 */
export const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  [
    'spark.shuffle.memoryFraction',
    'leave it out: execution and storage share one pool, spark.memory.fraction of the heap (0.6), and borrow from each other',
  ],
  [
    'spark.storage.memoryFraction',
    'leave it out: execution and storage share one pool; spark.memory.storageFraction says how much of it cached data keeps',
  ],
  ['spark.storage.unrollFraction', 'leave it out: blocks are unrolled in the one pool of spark.memory.fraction'],
  ['spark.shuffle.safetyFraction', 'leave it out: the one pool of spark.memory.fraction has no such share'],
  ['spark.storage.safetyFraction', 'leave it out: the one pool of spark.memory.fraction has no such share'],
  ['spark.memory.useLegacyMode', 'leave it out: the one memory manager is that of spark.memory.fraction'],
  ['spark.shuffle.manager', 'leave it out: sort is the only shuffle that Spark has'],
  ['spark.shuffle.consolidateFiles', 'leave it out: the sort shuffle writes one file for each map task'],
  ['spark.shuffle.spill', 'leave it out: Spark spills whenever it has to'],
]);
