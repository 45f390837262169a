import { type InstanceFacts, instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { grouped } from '../numbers';
import {
  applicationMasterFor,
  checkTaskCpus,
  type ExecutorSize,
  formatMemory,
  MIN_EXECUTOR_HEAP_MIB,
  offHeapIsInContainer,
  PYTHON_OVERHEAD_FACTOR,
  SparkSettings,
  taskCpus,
} from '../spark';
import type { ContainerSize } from '../yarn';
import { chooseSize } from './choose-size';
import { classificationsFor } from './classifications';
import { clusterConf } from './cluster-conf';
import { type Driver, driverFor } from './driver';
import { type FewNodes, MAX_OVERSUBSCRIPTION, type SizeChoice, type SizeConstraints } from './size-choice';
import { DEFAULT_SIZING_VERSION } from './sizing-version';
import type { ClusterLayer, ClusterLayerRequest, Reason } from './types';
import { warningsFor } from './warnings';

/**
 * The configuration of a cluster, from its node types alone.
 *
 * @throws InputError for an unknown type, an executor or driver that fits nowhere, a share outside (0, 1]
 */
export function planClusterLayer(request: ClusterLayerRequest): ClusterLayer {
  validate(request);
  const types = [...new Set(request.instanceTypes)].map(instanceFacts);
  const given = SparkSettings.of(request.sparkConf ?? {});
  const constraints = constraintsFor(request, types, given);
  const choice = sizeFor(request, types, constraints);
  const { executor, perNode } = choice;
  checkTaskCpus(executor.cores, given);
  const deployMode = request.deployMode ?? 'client';
  const driver = driverBeside(executor, request, given);
  const { sparkConf, reasons } = clusterConf({
    request,
    given,
    types,
    choice,
    offHeapMiB: constraints.offHeapMiB ?? 0,
    driver,
    deployMode,
    alternative: alternativeTo(request, given),
  });
  return {
    sizingVersion: (request.sizingVersion ?? DEFAULT_SIZING_VERSION).label,
    release: request.release,
    instanceTypes: types.map((t) => t.name),
    primaryInstanceType: request.primaryInstanceType,
    clusterSize: request.clusterSize,
    deployMode,
    calculator: 'dominant',
    cpuOversubscription: request.cpuOversubscription ?? 1,
    executor,
    perNode,
    driverMemoryMiB: driver.memoryMiB,
    driverOverheadMiB: driver.overheadMiB,
    driverIsGiven: given.has('spark.driver.memory') || request.driverMemoryMiB !== undefined,
    settings: SparkSettings.of(sparkConf),
    sparkConf,
    classifications: classificationsFor(request, types, sparkConf),
    reasons,
    warnings: warningsFor({ request, given, types, choice, constraints }),
  };
}

/** Settings that the search and the driver take as they are given. */
const TAKEN_AS_GIVEN: ReadonlySet<string> = new Set([
  'spark.executor.memory',
  'spark.executor.memoryOverhead',
  'spark.executor.cores',
  'spark.driver.memory',
  'spark.driver.memoryOverhead',
]);

/** What would be computed without the user's own executor and driver, by key; undefined where they gave none or nothing else fits. */
function alternativeTo(request: ClusterLayerRequest, given: SparkSettings): ReadonlyMap<string, Reason> | undefined {
  if (!given.keys().some((key) => TAKEN_AS_GIVEN.has(key))) return undefined;
  try {
    const { reasons } = planClusterLayer({ ...request, sparkConf: given.without(TAKEN_AS_GIVEN).toRecord() });
    return new Map(reasons.map((reason) => [reason.key, reason]));
  } catch (error) {
    if (error instanceof InputError) return new Map();
    throw error;
  }
}

function constraintsFor(
  request: ClusterLayerRequest,
  [core]: readonly InstanceFacts[],
  given: SparkSettings,
): SizeConstraints {
  const pysparkMiB = given.memoryMiB('spark.executor.pyspark.memory') ?? request.pysparkMiB;
  return {
    offHeapMiB: offHeapFor(request, given),
    pysparkMiB,
    memoryTarget: request.memoryTarget,
    cpuOversubscription: request.cpuOversubscription,
    minMemoryPerSlotMiB: perCore(request.taskMemoryMiB, given),
    minHeapPerSlotMiB: perCore(request.taskHeapMiB, given),
    overheadFactor: request.python && pysparkMiB === undefined ? PYTHON_OVERHEAD_FACTOR : undefined,
    maxAllocationMiB: request.maxAllocationMiB ?? core?.yarnMemoryMiB,
    fewNodes: fewNodesFor(request, given),
    fixed: {
      cores: given.count('spark.executor.cores'),
      memoryMiB: ownHeap(given),
      memoryOverheadMiB: given.memoryMiB('spark.executor.memoryOverhead'),
    },
  };
}

function driverBeside(executor: ExecutorSize, request: ClusterLayerRequest, given: SparkSettings): Driver {
  return driverFor({
    deployMode: request.deployMode ?? 'client',
    primaryInstanceType: request.primaryInstanceType,
    executorContainerMiB: executor.containerMiB,
    memoryMiB: given.memoryMiB('spark.driver.memory') ?? request.driverMemoryMiB,
    overheadMiB: given.memoryMiB('spark.driver.memoryOverhead'),
  });
}

function fewNodesFor(request: ClusterLayerRequest, given: SparkSettings): FewNodes | undefined {
  const { clusterSize, deployMode = 'client', release } = request;
  if (clusterSize === undefined) return undefined;
  const masterBeside = (executor: ExecutorSize): ContainerSize => {
    if (deployMode === 'client') return applicationMasterFor(given, deployMode, release.sparkVersion);
    const { memoryMiB, overheadMiB } = driverBeside(executor, request, given);
    const driver = {
      'spark.driver.memory': formatMemory(memoryMiB),
      'spark.driver.memoryOverhead': formatMemory(overheadMiB),
    };
    return applicationMasterFor(given.with(driver), deployMode, release.sparkVersion);
  };
  return { maxNodes: clusterSize.maxNodes, masterBeside };
}

function ownHeap(given: SparkSettings): number | undefined {
  const heap = given.memoryMiB('spark.executor.memory');
  if (heap === undefined || heap >= MIN_EXECUTOR_HEAP_MIB) return heap;
  throw new InputError(
    'executor-too-small',
    `spark.executor.memory of ${grouped(heap)} MiB is less than the ${MIN_EXECUTOR_HEAP_MIB} MiB that Spark starts with; write a unit, such as 4g`,
  );
}

/** What a task needs, for each of the cores that it takes. */
function perCore(needMiB: number | undefined, given: SparkSettings): number | undefined {
  return needMiB === undefined ? undefined : needMiB / taskCpus(given);
}

function offHeapFor(request: ClusterLayerRequest, given: SparkSettings): number | undefined {
  const isEnabled = given.boolean('spark.memory.offHeap.enabled') ?? request.offHeapMiB !== undefined;
  if (!isEnabled) return undefined;
  const size = given.memoryMiB('spark.memory.offHeap.size') ?? request.offHeapMiB ?? 0;
  if (size > 0) return size;
  throw new InputError(
    'off-heap-without-size',
    'spark.memory.offHeap.enabled needs a spark.memory.offHeap.size of at least 1m, without which no executor starts; give one, such as 4g',
  );
}

/** Before 3.0 Spark asks YARN for heap, overhead and PySpark memory only: what is kept for off-heap memory goes into the overhead. */
function sizeFor(
  request: ClusterLayerRequest,
  types: readonly InstanceFacts[],
  constraints: SizeConstraints,
): SizeChoice {
  const { offHeapMiB = 0 } = constraints;
  if (offHeapMiB === 0 || offHeapIsInContainer(request.release.sparkVersion)) return chooseSize(types, constraints);
  if (constraints.fixed?.memoryOverheadMiB !== undefined) return chooseSize(types, { ...constraints, offHeapMiB: 0 });
  const choice = chooseSize(types, constraints);
  const memoryOverheadMiB = choice.executor.memoryOverheadMiB + offHeapMiB;
  return { ...choice, executor: { ...choice.executor, memoryOverheadMiB, offHeapMiB: 0 } };
}

function validate(request: ClusterLayerRequest): void {
  if (request.instanceTypes.length === 0)
    throw new InputError('no-nodes', 'a cluster needs at least one instance type');
  share('memory target', request.memoryTarget, (v) => v > 0 && v <= 1, 'above 0 and at most 1');
  share(
    'over-subscription',
    request.cpuOversubscription,
    (v) => v >= 1 && v <= MAX_OVERSUBSCRIPTION,
    `from 1 to ${MAX_OVERSUBSCRIPTION}`,
  );
  for (const [name, value] of [
    ['off-heap memory', request.offHeapMiB],
    ['PySpark memory', request.pysparkMiB],
    ['driver memory', request.driverMemoryMiB],
    ['task memory', request.taskMemoryMiB],
    ['task heap', request.taskHeapMiB],
  ] as const) {
    if (value !== undefined)
      share(`${name} (MiB)`, value, (v) => Number.isSafeInteger(v) && v > 0, 'a positive whole number');
  }
}

function share(name: string, value: number | undefined, allowed: (value: number) => boolean, what: string): void {
  if (value !== undefined && !allowed(value))
    throw new InputError('out-of-range', `${name} must be ${what}, got ${value}`);
}
