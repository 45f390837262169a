import { grouped } from '../../numbers';
import { driverNeedMiB } from '../../spark';
import { findCount, isAtLeast, isOn, type LintFacts, placeOf } from '../facts';
import { sizeOnCluster } from '../size-on-cluster';
import type { PlacedFinding } from '../types';

const PARTITIONS = 'spark.sql.shuffle.partitions';
const PARALLELISM = 'spark.default.parallelism';
const SPLIT = 'spark.sql.files.maxPartitionBytes';

/** From here on a shuffle of as many map tasks has over 3.6 billion blocks, each with a fetch of its own. */
const MANY_PARTITIONS = 60_000;

/** So many slices of a read, and `maxPartitionBytes` rarely decides any more: at 128 MB each they hold 2.5 TB. */
const MUCH_PARALLELISM = 20_000;

/** Numbers of partitions that cost more than they bring, and settings of which something else is expected than they do. */
export function partitions(facts: LintFacts): PlacedFinding[] {
  return [
    ...manyBlocks(facts),
    ...smallerSplits(facts),
    ...notInJoins(facts),
    ...coalescing(facts),
    ...advisorySize(facts),
  ];
}

/** A plan's own number is never more than a note: it comes with a driver that has the memory for it. */
function manyBlocks(facts: LintFacts): PlacedFinding[] {
  const [place, partitions] = [placeOf(facts, PARTITIONS), findCount(facts, PARTITIONS)];
  if (place === undefined || partitions === undefined) return [];
  const heapMiB = facts.effective.spark.driver.heapMiB?.value;
  const executors = sizeOnCluster(facts)?.asked.executors ?? 0;
  const needMiB = driverNeedMiB({ executors, partitions });
  const isShort = heapMiB !== undefined && needMiB > heapMiB;
  if (!isShort && partitions < MANY_PARTITIONS) return [];
  const what = `${grouped(partitions)} partitions: a shuffle from as many map tasks has ${grouped((partitions * partitions) / 1e6)} million blocks`;
  const entries = `of which the driver keeps one entry for each map task`;
  return [
    {
      id: 'many-partitions',
      severity: isShort ? 'warning' : 'note',
      key: PARTITIONS,
      ...place,
      message: isShort
        ? `${what}, ${entries}: about ${grouped(needMiB)} MiB of heap, and it has ${grouped(heapMiB)}`
        : `${what}, ${entries}; their fetches are tiny below about ${grouped((partitions * 128) / 1024)} GiB of data`,
      instead: `let the bytes decide, about 128 MB a partition: emr-autotune plan --shuffle-bytes, or --rows and --row-bytes${isShort ? `; or give the driver the memory, spark.driver.memory=${needMiB}m` : ''}`,
    },
  ];
}

/** `FilePartition.maxSplitBytes`: min(maxPartitionBytes, max(openCost, total bytes ÷ parallelism)), unless minPartitionNum is set. */
function smallerSplits(facts: LintFacts): PlacedFinding[] {
  const [place, count] = [placeOf(facts, PARALLELISM), findCount(facts, PARALLELISM)];
  if (place === undefined || count === undefined || count < MUCH_PARALLELISM) return [];
  return [
    {
      id: 'parallelism-shrinks-reads',
      severity: 'warning',
      key: PARALLELISM,
      ...place,
      message: `${grouped(count)} also divides what is read: files are cut into as many splits, down to 4 MB each, whatever ${SPLIT} says`,
      instead: `leave it out unless the job shuffles RDDs; ${PARTITIONS} is the setting of DataFrames and SQL`,
      fix: [{ edit: 'remove', key: PARALLELISM }],
    },
  ];
}

/** For joins and aggregations of DataFrames only spark.sql.shuffle.partitions counts. */
function notInJoins(facts: LintFacts): PlacedFinding[] {
  const [place, count] = [placeOf(facts, PARALLELISM), findCount(facts, PARALLELISM)];
  if (place === undefined || count === undefined || count >= MUCH_PARALLELISM) return [];
  return [
    {
      id: 'parallelism-is-for-rdds',
      severity: 'note',
      key: PARALLELISM,
      ...place,
      message:
        'it sets the partitions of RDD shuffles, and the size of read splits; joins of DataFrames and SQL do not read it',
      instead: `set ${PARTITIONS} for those`,
    },
  ];
}

/** `repartition(n, …)` in the code fixes the number (`REPARTITION_BY_NUM`), which AQE leaves alone; `AQEShuffleRead`. */
function coalescing(facts: LintFacts): PlacedFinding[] {
  const key = 'spark.sql.adaptive.coalescePartitions.enabled';
  const place = placeOf(facts, key);
  if (place === undefined || !isAtLeast(facts, 3, 0) || !isOn(facts, key)) return [];
  return [
    {
      id: 'coalescing-spares-repartition',
      severity: 'note',
      key,
      ...place,
      message:
        'partitions are merged only after shuffles whose number Spark chose; repartition(n, …) in the code keeps its n',
      instead: 'write repartition(columns) without a number in the code, if they are to be merged',
    },
  ];
}

/** `CoalesceShufflePartitions`: with parallelismFirst, true unless said otherwise, only the 1 MB minimum counts (SQLConf, since 3.2). */
function advisorySize(facts: LintFacts): PlacedFinding[] {
  const key = 'spark.sql.adaptive.advisoryPartitionSizeInBytes';
  const first = 'spark.sql.adaptive.coalescePartitions.parallelismFirst';
  const place = placeOf(facts, key);
  if (place === undefined || !isAtLeast(facts, 3, 2) || !isOn(facts, first, true)) return [];
  return [
    {
      id: 'advisory-size-ignored',
      severity: 'warning',
      key,
      ...place,
      message: `merging partitions ignores it while ${first} is true, the default: they stay small, to give every core one`,
      instead: `set ${first}=false as well, or leave this one out`,
      fix: [{ edit: 'set', key: first, value: 'false' }],
    },
  ];
}
