import { percent } from '../numbers';
import { formatMemory } from '../spark';
import type { ClusterConfRequest } from './cluster-conf-request';
import { DECODE_FACTOR, readSplitMiB, splitSetting, TARGET_PARTITION_MIB } from './partitions';
import type { PlannedSetting } from './planned-setting';

/** Before Spark 3.0 off-heap memory is not a part of its own of the container: so much of it lies within the overhead. */
const offHeapInOverheadMiB = ({ offHeapMiB, choice }: ClusterConfRequest): number =>
  offHeapMiB - choice.executor.offHeapMiB;

/** What the search chose. */
export const EXECUTOR_SETTINGS: readonly PlannedSetting<ClusterConfRequest>[] = [
  {
    key: 'spark.executor.memory',
    value: ({ choice }) => formatMemory(choice.executor.memoryMiB),
    reason: heapReason,
    source: 'search over cores and containers; Spark ResourceProfile',
  },
  {
    key: 'spark.executor.memoryOverhead',
    value: ({ choice }) => formatMemory(choice.executor.memoryOverheadMiB),
    reason: (r) => {
      const offHeap = offHeapInOverheadMiB(r);
      return `max(384, 0.1875 × heap)${offHeap > 0 ? ` + ${offHeap} off-heap, which Spark before 3.0 does not add itself` : ''}: EMR's factor, written out because which factor wins differs by release`;
    },
    source: 'EMR 5.22.0 release notes',
  },
  {
    key: 'spark.executor.cores',
    value: ({ choice }) => String(choice.executor.cores),
    reason: ({ choice, types }) =>
      `${choice.executor.cores} cores use ${percent(choice.worstCoreUtilisation)} of the vCPUs${types.length > 1 ? ' of the worst-used type' : ''}; of the executor sizes within 1 % of that, none strands less memory (${percent(choice.strandedMemory)})`,
    source: 'search over cores and containers',
  },
  {
    key: 'spark.memory.offHeap.enabled',
    when: ({ offHeapMiB }) => offHeapMiB > 0,
    value: 'true',
    reason: 'off-heap memory was asked for',
    source: 'user',
  },
  {
    key: 'spark.memory.offHeap.size',
    when: ({ offHeapMiB }) => offHeapMiB > 0,
    value: ({ offHeapMiB }) => formatMemory(offHeapMiB),
    reason: (r) =>
      offHeapInOverheadMiB(r) > 0
        ? 'as asked for; before Spark 3.0 it lies within the overhead'
        : 'as asked for; it counts in the container, so it was subtracted before the heap was chosen',
    source: (r) =>
      offHeapInOverheadMiB(r) > 0 ? 'Spark YarnAllocator, before 3.0' : 'Spark ResourceProfile, since 3.0',
  },
  {
    key: 'spark.executor.pyspark.memory',
    when: ({ choice }) => choice.executor.pysparkMiB > 0,
    value: ({ choice }) => formatMemory(choice.executor.pysparkMiB),
    reason: 'as asked for; it counts in the container, so it was subtracted before the heap was chosen',
    source: 'Spark ResourceProfile',
  },
  {
    key: 'spark.yarn.heterogeneousExecutors.enabled',
    when: ({ request }) => request.release.hasHeterogeneousExecutors,
    value: 'false',
    reason: 'EMR may otherwise grant larger executors than asked for, which breaks the packing',
    source: 'EMR release guide; on by default',
  },
];

function heapReason({ types, choice: { executor, perNode } }: ClusterConfRequest): string {
  const nodes = types
    .map((t) => `${perNode[t.name] ?? 0} on ${t.name} (${t.yarnMemoryMiB} MiB, ${t.yarnVcores} vcores)`)
    .join(', ');
  const extra = [
    executor.offHeapMiB > 0 ? ` + ${executor.offHeapMiB} off-heap` : '',
    executor.pysparkMiB > 0 ? ` + ${executor.pysparkMiB} PySpark` : '',
  ].join('');
  return `largest heap for a container of ${executor.containerMiB} MiB (${executor.memoryMiB} heap + ${executor.memoryOverheadMiB} overhead${extra}): ${nodes}`;
}

export const DRIVER_SETTINGS: readonly PlannedSetting<ClusterConfRequest>[] = [
  {
    key: 'spark.driver.memory',
    value: ({ driver }) => formatMemory(driver.memoryMiB),
    reason: ({ driver }) => driver.reason,
    source: 'EMR sets 2048M, too little for tens of thousands of partitions',
  },
  {
    key: 'spark.driver.memoryOverhead',
    when: ({ deployMode }) => deployMode === 'cluster',
    value: ({ driver }) => formatMemory(driver.overheadMiB),
    reason: 'max(384, 0.10 × heap), part of the driver container',
    source: 'Spark Client.scala',
  },
];

export interface SharedFacts {
  readonly sparkVersion: string;
  /** Execution memory of one task. */
  readonly taskMiB: number;
}

/** What every job of the cluster finds set, whatever its executors: dynamic allocation and Spark SQL. */
export const SHARED_SETTINGS: readonly PlannedSetting<SharedFacts>[] = [
  {
    key: 'spark.dynamicAllocation.enabled',
    value: 'true',
    reason: 'executors follow the work, so that resizing and idle phases are used',
    source: "EMR's default since 4.4.0",
  },
  {
    key: 'spark.shuffle.service.enabled',
    value: 'true',
    reason: 'dynamic allocation may only drop an executor whose shuffle files something else serves',
    source: "EMR's default",
  },
  {
    key: 'spark.dynamicAllocation.schedulerBacklogTimeout',
    value: '1s',
    reason: 'ask for executors as soon as tasks wait',
    source: "Spark's default",
  },
  {
    key: 'spark.dynamicAllocation.executorIdleTimeout',
    value: '60s',
    reason: 'give idle executors back after a minute',
    source: "Spark's default",
  },
  {
    key: 'spark.sql.files.maxPartitionBytes',
    value: ({ taskMiB, sparkVersion }) => splitSetting(readSplitMiB(taskMiB), sparkVersion),
    reason: ({ taskMiB }) => {
      const split = readSplitMiB(taskMiB);
      return `a split of ${split} MiB decodes to about ${split * DECODE_FACTOR} MiB; a task has ${taskMiB} MiB`;
    },
    source: 'Spark default 128MB, halved while four times the split exceeds a task',
  },
  {
    key: 'spark.sql.adaptive.enabled',
    since: [3, 0],
    value: 'true',
    reason: 'joins and partition counts are corrected from what the shuffle wrote',
    source: "Spark's default since 3.2.0",
  },
  {
    key: 'spark.sql.adaptive.coalescePartitions.enabled',
    since: [3, 0],
    value: 'true',
    reason: 'small partitions are merged after the shuffle; not after an explicit repartition(n, columns)',
    source: "Spark's default since 3.0.0",
  },
  {
    key: 'spark.sql.adaptive.advisoryPartitionSizeInBytes',
    since: [3, 0],
    value: `${TARGET_PARTITION_MIB}m`,
    reason: 'the same target as the partition count has',
    source: 'Spark default 64MB',
  },
  {
    key: 'spark.sql.adaptive.skewJoin.enabled',
    since: [3, 0],
    value: 'true',
    reason: 'a skewed partition of a sort-merge join is split',
    source: "Spark's default since 3.0.0",
  },
  {
    key: 'spark.sql.adaptive.coalescePartitions.parallelismFirst',
    since: [3, 2],
    value: 'false',
    reason: 'otherwise Spark ignores the advisory size',
    source: 'Spark tuning guide',
  },
];
