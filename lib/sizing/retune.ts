import { type InstanceFacts, instanceFacts } from '../catalog';
import { InputError } from '../errors';
import {
  applicationMasterFor,
  type ExecutorShape,
  executorShapeOf,
  isTrue,
  offHeapIsInContainer,
  parseMemoryMiB,
  sparkIsAtLeast,
} from '../spark';
import { worstAdmission } from './admission';
import { allocatesDynamically } from './given';
import { CORES_STRANDED, typesThatWouldFit } from './hardware';
import { partitionsFor, readSplitMiB, SPARK_DEFAULT_PARTITIONS, splitSetting } from './partitions';
import { findShape, type ShapeConstraints } from './shape';
import { taskMemoryMiB } from './task-memory';
import type { PlannedAdmission, Retune, RetuneRequest, SettingChange } from './types';

/** Without evidence of its peak, no task's share of memory is cut by more than this. */
const MAX_CUT_WITHOUT_EVIDENCE = 2.5;

const PARTITIONS = 'spark.sql.shuffle.partitions';
/** With adaptive execution and coalescing on, this many in its place (`SQLConf.numShufflePartitions`). */
const INITIAL_PARTITIONS = 'spark.sql.adaptive.coalescePartitions.initialPartitionNum';

/** Spark's read split where none is set. */
const DEFAULT_READ_SPLIT_MIB = 128;

/**
 * The settings of a running step recomputed for the nodes that are there, as changes of what is in force.
 *
 * @throws InputError for settings that cannot be read or that YARN refuses
 */
export function retune(request: RetuneRequest): Retune {
  const { settings } = request;
  const current = executorShapeOf(settings, request.release.sparkVersion);
  const types = request.nodes.map((n) => instanceFacts(n.instanceType));
  const nodes = request.nodes.map((n, i) => ({
    count: n.count,
    memoryMiB: types[i]?.yarnMemoryMiB ?? 0,
    vcores: types[i]?.yarnVcores ?? 0,
  }));
  const applicationMaster = applicationMasterFor(settings, request.deployMode);
  const perSlot = current.containerMiB / current.cores;
  const question = { nodes, calculator: request.calculator, applicationMaster };
  const before = worstAdmission({ ...question, executor: current });
  const outside = outsideTheModel(request);
  if (outside !== undefined) return unchanged(request, current, before, outside);
  const constraints = {
    offHeapMiB: current.offHeapMiB,
    pysparkMiB: current.pysparkMiB,
    minMemoryPerSlotMiB: perSlot / MAX_CUT_WITHOUT_EVIDENCE,
    minHeapPerSlotMiB: current.memoryMiB / current.cores / MAX_CUT_WITHOUT_EVIDENCE,
  };
  const refusal = (): string => noGain(before, types, constraints);
  const choice = findShape(types, constraints);
  if (choice === undefined) return unchanged(request, current, before, refusal());
  const { executor, perNode } = choice;
  const planned = request.nodes.reduce((sum, n) => sum + n.count * (perNode[n.instanceType] ?? 0), 0);
  const after = worstAdmission({ ...question, executor, most: planned });
  const admitted = worstAdmission({ ...question, executor }).executors;
  const memoryCut = perSlot / (executor.containerMiB / executor.cores);
  const taskMiB = taskMemoryMiB(executor, Object.fromEntries(settings));
  const chosen = partitionsFor({
    taskSlots: after.taskSlots,
    taskMemoryMiB: taskMiB,
    bytes: request.workload?.totalBytes,
    current: { partitions: partitionsInForce(request), memoryCut },
  });
  const slotRatio = after.taskSlots / before.taskSlots;
  return {
    changes: [
      ...shapeChanges(request, executor),
      ...countChanges(request, after, admitted),
      ...dataChanges(request, chosen, readSplitMiB(taskMiB)),
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

/** Settings with which a new shape would not run as predicted, and why. */
function outsideTheModel({ release, settings }: RetuneRequest): string | undefined {
  const taskCpus = settings.get('spark.task.cpus')?.trim() ?? '1';
  if (taskCpus !== '1')
    return 'spark.task.cpus is set, and an executor with fewer cores than a task takes does not start';
  for (const key of settings.keys()) {
    const prefix = RESOURCES.find((one) => key.startsWith(one));
    if (prefix !== undefined) return `${prefix}* is set, and such resources decide how many executors a node holds`;
  }
  if (settings.get(LABELS)?.trim()) return `${LABELS} is set, and the model does not know which nodes have the label`;
  if (isTrue(settings.get('spark.memory.offHeap.enabled')) && !offHeapIsInContainer(release.sparkVersion)) {
    return 'before Spark 3.0 off-heap memory lies within the overhead, whose other part is not known';
  }
  return undefined;
}

/** Accelerators and other resources beside memory and vcores. */
const RESOURCES = ['spark.executor.resource.', 'spark.task.resource.', 'spark.yarn.executor.resource.'];
const LABELS = 'spark.yarn.executor.nodeLabelExpression';

/** Nothing changes. */
function unchanged(request: RetuneRequest, executor: ExecutorShape, before: PlannedAdmission, refused: string): Retune {
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

function noGain(before: PlannedAdmission, types: readonly InstanceFacts[], constraints: ShapeConstraints): string {
  const why = `no shape runs more than the ${before.taskSlots} task slots of today without cutting memory per slot by more than ${MAX_CUT_WITHOUT_EVIDENCE}`;
  const others =
    types.length === 1 && before.coreUtilisation < CORES_STRANDED ? typesThatWouldFit(types, constraints) : [];
  return others.length === 0 ? why : `${why}; ${others.join(', ')} would use the cores`;
}

/** Whether the initial number of adaptive execution counts: both switches on, the first of which is so by default since Spark 3.2. */
function coalesces({ release, settings }: RetuneRequest): boolean {
  if (!sparkIsAtLeast(release.sparkVersion, 3, 0)) return false;
  const adaptive = settings.get('spark.sql.adaptive.enabled');
  const coalescing = settings.get('spark.sql.adaptive.coalescePartitions.enabled');
  const on = adaptive === undefined ? sparkIsAtLeast(release.sparkVersion, 3, 2) : isTrue(adaptive);
  return on && (coalescing === undefined || isTrue(coalescing));
}

function partitionsInForce(request: RetuneRequest): number {
  const initial = coalesces(request) ? countInForce(request, INITIAL_PARTITIONS) : undefined;
  return initial ?? countInForce(request, PARTITIONS) ?? SPARK_DEFAULT_PARTITIONS;
}

/** @throws InputError for anything but a whole number */
function countInForce({ settings }: RetuneRequest, key: string): number | undefined {
  const text = settings.get(key)?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new InputError('bad-count', `${key} in force is not a whole number`);
  return Number(text);
}

function shapeChanges(request: RetuneRequest, executor: Retune['executor']): SettingChange[] {
  const reason = `container of ${executor.containerMiB} MiB and ${executor.cores} cores: of the shapes that keep 1/${MAX_CUT_WITHOUT_EVIDENCE} of today's memory a slot, the one with most task slots`;
  const changes: [string, string, string][] = [
    ['spark.executor.memory', `${executor.memoryMiB}m`, reason],
    ['spark.executor.memoryOverhead', `${executor.memoryOverheadMiB}m`, "max(384, 0.1875 × heap), EMR's factor"],
    ['spark.executor.cores', String(executor.cores), reason],
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

/** Counts of executors that would hold the new shape back, that it could never reach, or that would put more tasks on a node than vCPUs. */
function countChanges(request: RetuneRequest, after: PlannedAdmission, admitted: number): SettingChange[] {
  const most = String(after.executors);
  const inForce = (key: string): number | undefined => countInForce(request, key);
  if (!allocatesDynamically(Object.fromEntries(request.settings))) {
    return change(request, 'spark.executor.instances', most, `as many as the cores carry: ${most}`);
  }
  const key = 'spark.dynamicAllocation.maxExecutors';
  const max = inForce(key) ?? Number.POSITIVE_INFINITY;
  const changes: SettingChange[] = [];
  if (max < after.executors) {
    const reason = `the old maximum would hold the smaller executors back; YARN runs ${most}`;
    changes.push(...change(request, key, most, reason));
  } else if (admitted > after.executors && max > after.executors) {
    const reason = `YARN would admit ${admitted}, more than the vCPUs carry`;
    changes.push(...change(request, key, most, reason));
  }
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
    ...change(request, PARTITIONS, String(chosen.partitions), chosen.because),
    ...(request.settings.has(INITIAL_PARTITIONS)
      ? change(request, INITIAL_PARTITIONS, String(chosen.partitions), `the same, as it stands in for ${PARTITIONS}`)
      : []),
    ...(splitInForce > splitMiB
      ? change(
          request,
          'spark.sql.files.maxPartitionBytes',
          splitSetting(splitMiB, request.release.sparkVersion),
          `a larger split would decode to more than a task's memory`,
        )
      : []),
  ];
}

function change(request: RetuneRequest, key: string, to: string, reason: string): SettingChange[] {
  const from = request.settings.get(key);
  return from === to ? [] : [{ key, from, to, reason }];
}
