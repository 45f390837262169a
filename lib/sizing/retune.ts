import { type InstanceFacts, instanceFacts } from '../catalog';
import { keepAnswers } from '../keep-answers';
import { grouped } from '../numbers';
import {
  allocatesDynamically,
  applicationMasterFor,
  EXECUTOR_INSTANCES,
  type ExecutorSize,
  executorSizeFor,
  formatMemory,
  INITIAL_EXECUTORS,
  MAX_EXECUTORS,
  MIN_EXECUTORS,
  offHeapIsInContainer,
  SPARK_DEFAULT_PARTITIONS,
  sparkIsAtLeast,
  taskCpus,
  taskMemoryMiB,
} from '../spark';
import { worstAdmission } from './admission';
import { findSize } from './find-size';
import { CORES_STRANDED, typesThatWouldFit } from './hardware';
import { type Partitions, partitionsFor, READ_SPLIT_MIB, readSplitMiB, splitSetting } from './partitions';
import { retunedDriver } from './retuned-driver';
import { change } from './setting-change';
import type { SizeConstraints } from './size-choice';
import type { PlannedAdmission, Retune, RetuneRequest, SettingChange } from './types';

/** Without evidence of its peak, no task's share of memory is cut by more than this. */
const MAX_CUT_WITHOUT_EVIDENCE = 2.5;

const PARTITIONS = 'spark.sql.shuffle.partitions';
/** With adaptive execution and coalescing on, this many in its place (`SQLConf.numShufflePartitions`). */
const INITIAL_PARTITIONS = 'spark.sql.adaptive.coalescePartitions.initialPartitionNum';

const READ_SPLIT = 'spark.sql.files.maxPartitionBytes';

/** Whether a change follows from the job's data, which grow while it runs, and not from the executor size: partitions, and the driver's memory for them. */
export const followsFromData = (key: string): boolean =>
  key === PARTITIONS || key === INITIAL_PARTITIONS || key.startsWith('spark.driver.');

/**
 * The settings of a running step recomputed for the nodes that are there, as changes of what is in force.
 *
 * @throws InputError for settings that cannot be read or that YARN refuses
 */
export function retune(request: RetuneRequest): Retune {
  const { settings } = request;
  const current = executorSizeFor(settings, request.release.sparkVersion);
  const types = request.nodes.map((n) => instanceFacts(n.instanceType));
  const nodes = request.nodes.map((n, i) => ({
    count: n.count,
    memoryMiB: types[i]?.yarnMemoryMiB ?? 0,
    vcores: types[i]?.yarnVcores ?? 0,
  }));
  const applicationMaster = applicationMasterFor(settings, request.deployMode, request.release.sparkVersion);
  const perSlot = current.containerMiB / current.cores;
  const question = { nodes, calculator: request.calculator, applicationMaster, taskCpus: taskCpus(settings) };
  const before = admissionFor({ ...question, executor: current, most: request.executorsSeen });
  const outside = outsideTheModel(request);
  if (outside !== undefined) return unchanged(request, current, before, outside);
  const constraints = {
    offHeapMiB: current.offHeapMiB,
    pysparkMiB: current.pysparkMiB,
    ...floorsFor(request, current),
  };
  const refusal = (): string => noGain(before, types, constraints, request);
  const choice = sizeFor(types, constraints);
  if (choice === undefined) return unchanged(request, current, before, refusal());
  const { executor, perNode } = choice;
  const planned = request.nodes.reduce((sum, n) => sum + n.count * (perNode[n.instanceType] ?? 0), 0);
  const memoryCut = perSlot / (executor.containerMiB / executor.cores);
  const taskMiB = taskMemoryMiB(executor, settings);
  const partitionsAt = ({ taskSlots }: PlannedAdmission): Partitions =>
    request.partitions?.({ taskSlots, taskMemoryMiB: taskMiB }) ??
    partitionsFor({
      taskSlots,
      taskMemoryMiB: taskMiB,
      bytes: request.workload?.totalBytes,
      current: { partitions: partitionsInForce(request), memoryCut },
    });
  const beside = admissionFor({ ...question, executor, most: planned });
  const driver = retunedDriver(request, { executors: beside.executors, partitions: partitionsAt(beside).partitions });
  const withDriver = { ...question, executor, applicationMaster: driver.applicationMaster ?? applicationMaster };
  const after = admissionFor({ ...withDriver, most: planned });
  const admitted = worstAdmission(withDriver).executors;
  const chosen = partitionsAt(after);
  const slotRatio = after.taskSlots / before.taskSlots;
  return {
    changes: [
      ...sizeChanges(request, executor),
      ...countChanges(request, after, admitted),
      ...dataChanges(request, chosen, readSplitMiB(taskMiB)),
      ...driver.changes,
    ],
    before,
    after,
    executor,
    partitions: chosen.partitions,
    slotRatio,
    memoryCut,
    refused: slotRatio > 1 ? undefined : refusal(),
  };
}

/** Sizes that are searched for a running step: only numbers bound them, and each look asks for the same. */
const keyFor = (types: readonly InstanceFacts[], constraints: SizeConstraints): string =>
  JSON.stringify([types.map(({ name }) => name), constraints]);
const sizeFor = keepAnswers(findSize, keyFor);
const typesFor = keepAnswers(typesThatWouldFit, keyFor);
const admissionFor = keepAnswers(worstAdmission, JSON.stringify);

/** What no size may go below: a share of today's memory, or less where the measured need allows it, and never less than that need. */
function floorsFor(
  { taskNeed: { floorHeapMiB = 0, safe } = {} }: RetuneRequest,
  { containerMiB, memoryMiB, cores }: ExecutorSize,
): { readonly minMemoryPerSlotMiB: number; readonly minHeapPerSlotMiB: number } {
  const heap = memoryMiB / cores / MAX_CUT_WITHOUT_EVIDENCE;
  const memory = containerMiB / cores / MAX_CUT_WITHOUT_EVIDENCE;
  return {
    minMemoryPerSlotMiB: safe === undefined ? memory : Math.min(memory, safe.heapMiB + safe.besideHeapMiB),
    minHeapPerSlotMiB: Math.max(floorHeapMiB, safe === undefined ? heap : Math.min(heap, safe.heapMiB)),
  };
}

/** Settings with which a new size would not run as predicted, and why. */
function outsideTheModel({ release, settings }: RetuneRequest): string | undefined {
  if (taskCpus(settings) !== 1)
    return 'spark.task.cpus is set, and an executor with fewer cores than a task takes does not start';
  for (const key of settings.keys()) {
    const prefix = RESOURCES.find((one) => key.startsWith(one));
    if (prefix !== undefined) return `${prefix}* is set, and such resources decide how many executors a node holds`;
  }
  if (settings.get(LABELS)?.trim()) return `${LABELS} is set, and the model does not know which nodes have the label`;
  if (settings.boolean('spark.memory.offHeap.enabled') === true && !offHeapIsInContainer(release.sparkVersion)) {
    return 'before Spark 3.0 off-heap memory is part of the overhead, and how much of the overhead it takes is not known';
  }
  return undefined;
}

/** Accelerators and other resources beside memory and vcores. */
const RESOURCES = ['spark.executor.resource.', 'spark.task.resource.', 'spark.yarn.executor.resource.'];
const LABELS = 'spark.yarn.executor.nodeLabelExpression';

/** Nothing changes. */
function unchanged(request: RetuneRequest, executor: ExecutorSize, before: PlannedAdmission, refused: string): Retune {
  const partitions = partitionsInForce(request);
  return {
    changes: [],
    before,
    after: before,
    executor,
    partitions,
    slotRatio: 1,
    memoryCut: 1,
    refused,
  };
}

function noGain(
  before: PlannedAdmission,
  types: readonly InstanceFacts[],
  constraints: SizeConstraints,
  request: RetuneRequest,
): string {
  const reason = `no executor size runs more than the ${grouped(before.taskSlots)} task slots of today ${cautionIn(request)}`;
  const others = types.length === 1 && before.coreUtilisation < CORES_STRANDED ? typesFor(types, constraints) : [];
  return others.length === 0 ? reason : `${reason}; ${others.join(', ')} would use the cores`;
}

/** What keeps sizes from being smaller, in words. */
function cautionIn({ taskNeed: { floorHeapMiB = 0, safe } = {} }: RetuneRequest): string {
  const cut = `cutting memory per slot by more than ${MAX_CUT_WITHOUT_EVIDENCE}`;
  const need = `less heap per slot than the ${grouped(floorHeapMiB)} MiB that tasks were measured to need`;
  if (safe !== undefined) return 'without giving a slot less memory than was measured to be in use';
  return floorHeapMiB > 0 ? `without ${cut}, or giving ${need}` : `without ${cut}`;
}

/** Whether the initial number of adaptive execution counts: both switches on, the first of which is so by default since Spark 3.2. */
function coalesces({ release, settings }: RetuneRequest): boolean {
  if (!sparkIsAtLeast(release.sparkVersion, 3, 0)) return false;
  const isAdaptive = settings.boolean('spark.sql.adaptive.enabled') ?? sparkIsAtLeast(release.sparkVersion, 3, 2);
  return isAdaptive && (settings.boolean('spark.sql.adaptive.coalescePartitions.enabled') ?? true);
}

function partitionsInForce(request: RetuneRequest): number {
  const { settings } = request;
  const initial = coalesces(request) ? settings.count(INITIAL_PARTITIONS) : undefined;
  return initial ?? settings.count(PARTITIONS) ?? SPARK_DEFAULT_PARTITIONS;
}

function sizeChanges(request: RetuneRequest, executor: Retune['executor']): SettingChange[] {
  const reason = `container of ${grouped(executor.containerMiB)} MiB and ${executor.cores} cores: of the executor sizes that keep 1/${MAX_CUT_WITHOUT_EVIDENCE} of today's memory per slot, the one with the most task slots`;
  const changes: [string, string, string][] = [
    ['spark.executor.memory', formatMemory(executor.memoryMiB), reason],
    [
      'spark.executor.memoryOverhead',
      formatMemory(executor.memoryOverheadMiB),
      "max(384, 0.1875 × heap), EMR's factor",
    ],
    ['spark.executor.cores', String(executor.cores), reason],
  ];
  if (request.release.hasHeterogeneousExecutors) {
    changes.push([
      'spark.yarn.heterogeneousExecutors.enabled',
      'false',
      'EMR may otherwise grant larger executors than asked for',
    ]);
  }
  return changes.flatMap(([key, to, reason]) => change(request, key, to, reason));
}

/** Counts of executors that would hold the new size back, that it could never reach, or that would put more tasks on a node than vCPUs. */
function countChanges(request: RetuneRequest, after: PlannedAdmission, admitted: number): SettingChange[] {
  const most = String(after.executors);
  const { settings } = request;
  if (!allocatesDynamically(settings)) {
    return change(request, EXECUTOR_INSTANCES, most, `as many as the cores can run: ${most}`);
  }
  const max = settings.count(MAX_EXECUTORS) ?? Number.POSITIVE_INFINITY;
  const changes: SettingChange[] = [];
  if (max < after.executors) {
    const reason = `the old maximum would limit the smaller executors; YARN runs ${most}`;
    changes.push(...change(request, MAX_EXECUTORS, most, reason));
  } else if (admitted > after.executors && max > after.executors) {
    const reason = `YARN would admit ${admitted}, more than the vCPUs can run`;
    changes.push(...change(request, MAX_EXECUTORS, most, reason));
  }
  for (const key of [MIN_EXECUTORS, INITIAL_EXECUTORS, EXECUTOR_INSTANCES]) {
    const value = settings.count(key);
    if (value !== undefined && value > after.executors)
      changes.push(...change(request, key, most, `YARN runs no more than ${most}`));
  }
  return changes;
}

function dataChanges(request: RetuneRequest, chosen: Partitions, splitMiB: number): SettingChange[] {
  const splitInForce = request.settings.memoryMiB(READ_SPLIT) ?? READ_SPLIT_MIB;
  return [
    ...change(request, PARTITIONS, String(chosen.partitions), chosen.reason),
    ...(request.settings.has(INITIAL_PARTITIONS)
      ? change(
          request,
          INITIAL_PARTITIONS,
          String(chosen.partitions),
          `the same number, as adaptive execution reads it in place of ${PARTITIONS}`,
        )
      : []),
    ...(splitInForce > splitMiB
      ? change(
          request,
          READ_SPLIT,
          splitSetting(splitMiB, request.release.sparkVersion),
          `a larger split would decode to more than a task's memory`,
        )
      : []),
  ];
}
