import { instanceFacts } from '../catalog';
import {
  CLIENT_AM_CONTAINER_MIB,
  defaultOverheadMiB,
  type ExecutorShape,
  executorShapeOf,
  parseMemoryMiB,
  SPARK_OVERHEAD_FACTOR,
  unifiedMemoryMiB,
} from '../spark';
import type { ContainerSize } from '../yarn';
import { worstAdmission } from './admission';
import { partitionsFor, readSplitMiB, SPARK_DEFAULT_PARTITIONS } from './partitions';
import { findShape } from './shape';
import type { PlannedAdmission, Retune, RetuneRequest, SettingChange } from './types';

/** Without evidence of its peak, no task's share of memory is cut by more than this. */
const MAX_CUT_WITHOUT_EVIDENCE = 2.5;

/** EMR's `spark.driver.memory` where none is set. */
const EMR_DRIVER_MEMORY = '2048m';

/** Spark's read split where none is set. */
const DEFAULT_READ_SPLIT_MIB = 128;

/**
 * The settings of a running step recomputed for the nodes that are there, as changes of what is in force.
 *
 * @throws InputError for settings that cannot be read or that YARN refuses
 */
export function retune(request: RetuneRequest): Retune {
  const { settings } = request;
  const current = executorShapeOf(settings);
  const types = request.nodes.map((n) => instanceFacts(n.instanceType));
  const nodes = request.nodes.map((n, i) => ({
    count: n.count,
    memoryMiB: types[i]?.yarnMemoryMiB ?? 0,
    vcores: types[i]?.yarnVcores ?? 0,
  }));
  const applicationMaster = applicationMasterFor(request);
  const perSlot = current.containerMiB / current.cores;
  const question = { nodes, calculator: request.calculator, applicationMaster };
  const before = worstAdmission({ ...question, executor: current });
  const choice = findShape(types, {
    offHeapMiB: current.offHeapMiB,
    pysparkMiB: current.pysparkMiB,
    minMemoryPerSlotMiB: perSlot / MAX_CUT_WITHOUT_EVIDENCE,
  });
  if (choice === undefined) return noBetter(request, current, before);
  const { executor, perNode } = choice;
  const planned = request.nodes.reduce((sum, n) => sum + n.count * (perNode[n.instanceType] ?? 0), 0);
  const after = worstAdmission({ ...question, executor, most: planned });
  const memoryCut = perSlot / (executor.containerMiB / executor.cores);
  const taskMemoryMiB = Math.floor(unifiedMemoryMiB(executor.memoryMiB) / executor.cores);
  const chosen = partitionsFor({
    taskSlots: after.taskSlots,
    taskMemoryMiB,
    bytes: request.workload?.totalBytes,
    current: { partitions: partitionsInForce(request), memoryCut },
  });
  const slotRatio = after.taskSlots / before.taskSlots;
  return {
    changes: [
      ...shapeChanges(request, executor),
      ...countChanges(request, after),
      ...dataChanges(request, chosen, readSplitMiB(taskMemoryMiB)),
    ],
    before,
    after,
    executor,
    partitions: chosen.partitions,
    slotRatio,
    memoryCut,
    refused: slotRatio > 1 ? undefined : refusal(before),
  };
}

/** Nothing to change: no shape of 3 to 6 cores leaves a task enough memory. */
function noBetter(request: RetuneRequest, executor: ExecutorShape, before: PlannedAdmission): Retune {
  const partitions = partitionsInForce(request);
  return {
    changes: [],
    before,
    after: before,
    executor,
    partitions,
    slotRatio: 1,
    memoryCut: 1,
    refused: refusal(before),
  };
}

const refusal = (before: PlannedAdmission): string =>
  `no shape runs more than the ${before.taskSlots} task slots of today without cutting memory per slot by more than ${MAX_CUT_WITHOUT_EVIDENCE}`;

function applicationMasterFor({ deployMode, settings }: RetuneRequest): ContainerSize {
  if (deployMode === 'client') return { memoryMiB: CLIENT_AM_CONTAINER_MIB, vcores: 1 };
  const memory = parseMemoryMiB(settings.get('spark.driver.memory') ?? EMR_DRIVER_MEMORY);
  const overhead = settings.get('spark.driver.memoryOverhead');
  const overheadMiB =
    overhead === undefined ? defaultOverheadMiB(memory, SPARK_OVERHEAD_FACTOR) : parseMemoryMiB(overhead);
  return { memoryMiB: memory + overheadMiB, vcores: 1 };
}

function partitionsInForce({ settings }: RetuneRequest): number {
  return Number(settings.get('spark.sql.shuffle.partitions') ?? SPARK_DEFAULT_PARTITIONS);
}

function shapeChanges(request: RetuneRequest, executor: Retune['executor']): SettingChange[] {
  const because = `container of ${executor.containerMiB} MiB and ${executor.cores} cores, which fills the nodes' memory and vcores together`;
  const changes: [string, string, string][] = [
    ['spark.executor.memory', `${executor.memoryMiB}m`, because],
    ['spark.executor.memoryOverhead', `${executor.memoryOverheadMiB}m`, "max(384, 0.1875 × heap), EMR's factor"],
    ['spark.executor.cores', String(executor.cores), because],
  ];
  if (request.release.hasHeterogeneousExecutors) {
    changes.push([
      'spark.yarn.heterogeneousExecutors.enabled',
      'false',
      'EMR may otherwise grant larger executors than asked for',
    ]);
  }
  return changes.flatMap(([key, to, why]) => change(request, key, to, why));
}

/** Counts of executors that would hold the new shape back, or that it could never reach. */
function countChanges(request: RetuneRequest, after: PlannedAdmission): SettingChange[] {
  const { settings } = request;
  const most = String(after.executors);
  const inForce = (key: string): number | undefined => {
    const text = settings.get(key);
    return text === undefined ? undefined : Number(text);
  };
  if (settings.get('spark.dynamicAllocation.enabled') === 'false') {
    return change(request, 'spark.executor.instances', most, `as many as YARN runs: ${most}`);
  }
  const max = inForce('spark.dynamicAllocation.maxExecutors');
  const changes =
    max === undefined || max >= after.executors
      ? []
      : change(
          request,
          'spark.dynamicAllocation.maxExecutors',
          most,
          `the old maximum would hold the smaller executors back; YARN runs ${most}`,
        );
  for (const key of [
    'spark.dynamicAllocation.minExecutors',
    'spark.dynamicAllocation.initialExecutors',
    'spark.executor.instances',
  ]) {
    const value = inForce(key);
    if (value !== undefined && value > after.executors)
      changes.push(...change(request, key, most, `YARN runs no more than ${most}`));
  }
  return changes;
}

function dataChanges(
  request: RetuneRequest,
  chosen: { partitions: number; because: string },
  splitMiB: number,
): SettingChange[] {
  const split = request.settings.get('spark.sql.files.maxPartitionBytes');
  const splitInForce = split === undefined ? DEFAULT_READ_SPLIT_MIB : parseMemoryMiB(split, 'b');
  return [
    ...change(request, 'spark.sql.shuffle.partitions', String(chosen.partitions), chosen.because),
    ...(splitInForce > splitMiB
      ? change(
          request,
          'spark.sql.files.maxPartitionBytes',
          `${splitMiB}m`,
          `a larger split would decode to more than a task's memory`,
        )
      : []),
  ];
}

function change(request: RetuneRequest, key: string, to: string, because: string): SettingChange[] {
  const from = request.settings.get(key);
  return from === to ? [] : [{ key, from, to, because }];
}
