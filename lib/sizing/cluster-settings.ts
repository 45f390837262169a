import { grouped, percent } from '../numbers';
import {
  DYNAMIC_ALLOCATION,
  EMR_EXECUTOR_OVERHEAD_FACTOR,
  formatMemory,
  isFarAboveCompressedOops,
  MAX_COMPRESSED_OOPS_HEAP_MIB,
  PYTHON_OVERHEAD_FACTOR,
} from '../spark';
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
      const added = offHeap > 0 ? ` + ${grouped(offHeap)} off-heap, which Spark before 3.0 does not add itself` : '';
      if (hasPythonOverhead(r)) {
        return `max(384, ${PYTHON_OVERHEAD_FACTOR} × heap)${added}: the ${r.choice.executor.cores} Python workers of an executor live in it; Spark's own factor for jobs that are not Java's alone`;
      }
      return `max(384, ${EMR_EXECUTOR_OVERHEAD_FACTOR} × heap)${added}: EMR's factor, written out because which factor wins differs by release`;
    },
    source: (r) =>
      hasPythonOverhead(r)
        ? 'Spark, Running on Kubernetes: 0.40 for non-JVM jobs; on YARN it has none for them'
        : 'EMR 5.22.0 release notes',
  },
  {
    key: 'spark.executor.cores',
    value: ({ choice }) => String(choice.executor.cores),
    reason: coresReason,
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

function coresReason({ choice, types, request: { clusterSize } }: ClusterConfRequest): string {
  const { cores } = choice.executor;
  const worst = types.length > 1 ? ' of the worst-used type' : '';
  const counted =
    clusterSize === undefined
      ? ''
      : `, on average of 1 to ${clusterSize.maxNodes} nodes with the application master on one of them`;
  const single = cores === 1 ? '; one core, as it gains more than 10 % of the task slots of any other size' : '';
  return `executors of ${cores} use ${percent(choice.worstCoreUtilisation)} of the vCPUs${worst}${counted}; of the executor sizes within 1 % of that, and within 0.5 % of the least stranded memory (${percent(choice.strandedMemory)} here), the largest${single}`;
}

/** Whether Python workers live in the overhead; with PySpark memory they have a part of the container of their own. */
const hasPythonOverhead = ({ request, given, choice }: ClusterConfRequest): boolean =>
  request.python === true && choice.executor.pysparkMiB === 0 && !given.has('spark.executor.memoryOverhead');

function heapReason({ types, choice: { executor, perNode } }: ClusterConfRequest): string {
  const nodes = types
    .map((t) => `${perNode[t.name] ?? 0} on ${t.name} (${grouped(t.yarnMemoryMiB)} MiB, ${t.yarnVcores} vcores)`)
    .join(', ');
  const extra = [
    executor.offHeapMiB > 0 ? ` + ${grouped(executor.offHeapMiB)} off-heap` : '',
    executor.pysparkMiB > 0 ? ` + ${grouped(executor.pysparkMiB)} PySpark` : '',
  ].join('');
  const far = isFarAboveCompressedOops(executor.memoryMiB)
    ? '; without compressed pointers, as no smaller heap uses the cores'
    : '';
  const capped =
    executor.memoryMiB === MAX_COMPRESSED_OOPS_HEAP_MIB
      ? '; the largest with compressed pointers on any collector'
      : '';
  return `largest heap for a container of ${grouped(executor.containerMiB)} MiB (${grouped(executor.memoryMiB)} heap + ${grouped(executor.memoryOverheadMiB)} overhead${extra}): ${nodes}${far}${capped}`;
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
    key: DYNAMIC_ALLOCATION,
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
      return `a split of ${grouped(split)} MiB decodes to about ${grouped(split * DECODE_FACTOR)} MiB; a task has ${grouped(taskMiB)} MiB`;
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
