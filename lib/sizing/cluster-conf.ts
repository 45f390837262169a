import type { InstanceFacts } from '../catalog';
import { percent } from '../numbers';
import { formatMemory, sparkIsAtLeast } from '../spark';
import type { Driver } from './driver';
import type { Conf } from './given';
import { readSplitMiB, splitSetting, TARGET_PARTITION_MIB } from './partitions';
import type { ShapeChoice } from './shape';
import { taskMemoryMiB } from './task-memory';
import type { ClusterLayerRequest, DeployMode, Reason } from './types';

export interface ClusterConfRequest {
  readonly request: ClusterLayerRequest;
  /** The user's own settings by their present names. */
  readonly given: Conf;
  readonly types: readonly InstanceFacts[];
  readonly choice: ShapeChoice;
  /** Off-heap memory of an executor, whether it counts in the container or lies within the overhead. */
  readonly offHeapMiB: number;
  readonly driver: Driver;
  readonly deployMode: DeployMode;
  /** Where the executor or the driver is the user's: what would be computed without them. */
  readonly alternative?: ReadonlyMap<string, Reason>;
}

/** spark-defaults of the cluster, each entry with its reason; what the user gave wins and is named as such. */
export function clusterConf(r: ClusterConfRequest): { sparkConf: Record<string, string>; reasons: Reason[] } {
  const { given } = r;
  const executor = executorConf(r);
  const taskMiB = taskMemoryMiB(r.choice.executor, { ...valuesOf(executor), ...given });
  const computed = [...executor, ...driverConf(r), ...allocationConf(), ...sqlConf(r, taskMiB)];
  const reasons = computed.map((reason) => {
    const own = given[reason.key];
    if (own === undefined) return reason;
    const without = r.alternative === undefined ? reason : r.alternative.get(reason.key);
    if (without === undefined) return { ...reason, value: own, because: 'given by you', source: 'user' };
    if (without.value === own) return { ...without, value: own };
    return {
      ...reason,
      value: own,
      because: `given by you; computed would be ${without.value} (${without.because})`,
      source: 'user',
    };
  });
  for (const [key, value] of Object.entries(given)) {
    if (!computed.some((reason) => reason.key === key)) {
      reasons.push({ key, value, because: 'given by you', source: 'user' });
    }
  }
  return { sparkConf: valuesOf(reasons), reasons };
}

const valuesOf = (reasons: readonly Reason[]): Record<string, string> =>
  Object.fromEntries(reasons.map(({ key, value }) => [key, value]));

function executorConf({ types, choice, request, offHeapMiB }: ClusterConfRequest): Reason[] {
  const { executor, perNode } = choice;
  const nodes = types
    .map((t) => `${perNode[t.name] ?? 0} on ${t.name} (${t.yarnMemoryMiB} MiB, ${t.yarnVcores} vcores)`)
    .join(', ');
  // Before Spark 3.0 off-heap memory is no part of its own of the container.
  const inOverheadMiB = offHeapMiB - executor.offHeapMiB;
  const extra = [
    executor.offHeapMiB > 0 ? ` + ${executor.offHeapMiB} off-heap` : '',
    executor.pysparkMiB > 0 ? ` + ${executor.pysparkMiB} PySpark` : '',
  ].join('');
  return [
    {
      key: 'spark.executor.memory',
      value: formatMemory(executor.memoryMiB),
      because: `largest heap for a container of ${executor.containerMiB} MiB (${executor.memoryMiB} heap + ${executor.memoryOverheadMiB} overhead${extra}): ${nodes}`,
      source: 'search over cores and containers; Spark ResourceProfile',
    },
    {
      key: 'spark.executor.memoryOverhead',
      value: formatMemory(executor.memoryOverheadMiB),
      because: `max(384, 0.1875 × heap)${inOverheadMiB > 0 ? ` + ${inOverheadMiB} off-heap, which Spark before 3.0 does not add itself` : ''}: EMR's factor, written out because which factor wins differs by release`,
      source: 'EMR 5.22.0 release notes',
    },
    {
      key: 'spark.executor.cores',
      value: String(executor.cores),
      because: `${executor.cores} cores use ${percent(choice.worstCoreUtilisation)} of the vCPUs${types.length > 1 ? ' of the worst-used type' : ''}; of the shapes within 1 % of that none strands less memory (${percent(choice.strandedMemory)})`,
      source: 'search over cores and containers',
    },
    ...(offHeapMiB > 0
      ? [
          {
            key: 'spark.memory.offHeap.enabled',
            value: 'true',
            because: 'off-heap memory was asked for',
            source: 'user',
          },
          {
            key: 'spark.memory.offHeap.size',
            value: formatMemory(offHeapMiB),
            because:
              inOverheadMiB > 0
                ? 'as asked for; before Spark 3.0 it lies within the overhead'
                : 'as asked for; it counts in the container, so it was subtracted before the heap was chosen',
            source: inOverheadMiB > 0 ? 'Spark YarnAllocator, before 3.0' : 'Spark ResourceProfile, since 3.0',
          },
        ]
      : []),
    ...(executor.pysparkMiB > 0
      ? [
          {
            key: 'spark.executor.pyspark.memory',
            value: formatMemory(executor.pysparkMiB),
            because: 'as asked for; it counts in the container, so it was subtracted before the heap was chosen',
            source: 'Spark ResourceProfile',
          },
        ]
      : []),
    ...(request.release.hasHeterogeneousExecutors
      ? [
          {
            key: 'spark.yarn.heterogeneousExecutors.enabled',
            value: 'false',
            because: 'EMR may otherwise grant larger executors than asked for, which breaks the packing',
            source: 'EMR release guide; on by default',
          },
        ]
      : []),
  ];
}

function driverConf({ driver, deployMode }: ClusterConfRequest): Reason[] {
  const memory = {
    key: 'spark.driver.memory',
    value: formatMemory(driver.memoryMiB),
    because: driver.because,
    source: 'EMR sets 2048M, too little for tens of thousands of partitions',
  };
  if (deployMode === 'client') return [memory];
  return [
    memory,
    {
      key: 'spark.driver.memoryOverhead',
      value: formatMemory(driver.overheadMiB),
      because: 'max(384, 0.10 × heap), part of the driver container',
      source: 'Spark Client.scala',
    },
  ];
}

function allocationConf(): Reason[] {
  return [
    {
      key: 'spark.dynamicAllocation.enabled',
      value: 'true',
      because: 'executors follow the work, so that resizing and idle phases are used',
      source: "EMR's default since 4.4.0",
    },
    {
      key: 'spark.shuffle.service.enabled',
      value: 'true',
      because: 'dynamic allocation may only drop an executor whose shuffle files something else serves',
      source: "EMR's default",
    },
    {
      key: 'spark.dynamicAllocation.schedulerBacklogTimeout',
      value: '1s',
      because: 'ask for executors as soon as tasks wait',
      source: "Spark's default",
    },
    {
      key: 'spark.dynamicAllocation.executorIdleTimeout',
      value: '60s',
      because: 'give idle executors back after a minute',
      source: "Spark's default",
    },
  ];
}

function sqlConf({ request }: ClusterConfRequest, taskMiB: number): Reason[] {
  const split = readSplitMiB(taskMiB);
  const spark = (major: number, minor: number) => sparkIsAtLeast(request.release.sparkVersion, major, minor);
  const adaptive = !spark(3, 0)
    ? []
    : [
        {
          key: 'spark.sql.adaptive.enabled',
          value: 'true',
          because: 'joins and partition counts are corrected from what the shuffle wrote',
          source: "Spark's default since 3.2.0",
        },
        {
          key: 'spark.sql.adaptive.coalescePartitions.enabled',
          value: 'true',
          because: 'small partitions are merged after the shuffle; not after an explicit repartition(n, columns)',
          source: "Spark's default since 3.0.0",
        },
        {
          key: 'spark.sql.adaptive.advisoryPartitionSizeInBytes',
          value: `${TARGET_PARTITION_MIB}m`,
          because: 'the same target as the partition count has',
          source: 'Spark default 64MB',
        },
        {
          key: 'spark.sql.adaptive.skewJoin.enabled',
          value: 'true',
          because: 'a skewed partition of a sort-merge join is split',
          source: "Spark's default since 3.0.0",
        },
      ];
  const parallelism = !spark(3, 2)
    ? []
    : [
        {
          key: 'spark.sql.adaptive.coalescePartitions.parallelismFirst',
          value: 'false',
          because: 'otherwise Spark ignores the advisory size',
          source: 'Spark tuning guide',
        },
      ];
  return [
    {
      key: 'spark.sql.files.maxPartitionBytes',
      value: splitSetting(split, request.release.sparkVersion),
      because: `a split of ${split} MiB decodes to about ${split * 4} MiB; a task has ${taskMiB} MiB`,
      source: 'Spark default 128MB, halved while four times the split exceeds a task',
    },
    ...adaptive,
    ...parallelism,
  ];
}
