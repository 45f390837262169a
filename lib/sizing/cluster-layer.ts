import { type InstanceFacts, instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { type ExecutorShape, isTrue, parseMemoryMiB, sparkIsAtLeast, unifiedMemoryMiB } from '../spark';
import { classificationsFor } from './classifications';
import { clusterConf } from './cluster-conf';
import { driverFor } from './driver';
import { type Conf, countIn, taskCpusIn, withPresentNames } from './given';
import { chooseShape, type ShapeChoice, type ShapeConstraints, usableVcores } from './shape';
import type { ClusterLayer, ClusterLayerRequest, PlanWarning, Reason } from './types';

/**
 * The configuration of a cluster, from its node types alone.
 *
 * @throws InputError for an unknown type, an executor or driver that fits nowhere, a share outside (0, 1]
 */
export function planClusterLayer(request: ClusterLayerRequest): ClusterLayer {
  validate(request);
  const types = [...new Set(request.instanceTypes)].map(instanceFacts);
  const given = withPresentNames(request.sparkConf ?? {});
  const constraints = constraintsOf(request, given);
  const choice = shapeFor(request, types, constraints);
  const { executor, perNode } = choice;
  const taskCpus = taskCpusIn(given);
  if (taskCpus > executor.cores) {
    throw new InputError(
      'task-cpus',
      `spark.task.cpus of ${taskCpus} is above the ${executor.cores} cores of an executor, with which Spark does not start; give less, or spark.executor.cores`,
    );
  }
  const deployMode = request.deployMode ?? 'client';
  const driver = driverFor({
    deployMode,
    primaryInstanceType: request.primaryInstanceType,
    executorContainerMiB: executor.containerMiB,
    memoryMiB: memoryOf(given, 'spark.driver.memory') ?? request.driverMemoryMiB,
    overheadMiB: memoryOf(given, 'spark.driver.memoryOverhead'),
  });
  const taskMemoryMiB = Math.floor(unifiedMemoryMiB(executor.memoryMiB) / Math.floor(executor.cores / taskCpus));
  const { sparkConf, reasons } = clusterConf({
    request,
    given,
    types,
    choice,
    offHeapMiB: constraints.offHeapMiB ?? 0,
    driver,
    deployMode,
    taskMemoryMiB,
    alternative: alternativeTo(request, given),
  });
  return {
    release: request.release,
    instanceTypes: types.map((t) => t.name),
    primaryInstanceType: request.primaryInstanceType,
    deployMode,
    calculator: 'dominant',
    cpuOversubscription: request.cpuOversubscription ?? 1,
    executor,
    perNode,
    driverMemoryMiB: driver.memoryMiB,
    driverOverheadMiB: driver.overheadMiB,
    sparkConf,
    classifications: classificationsFor(request, types, sparkConf),
    reasons,
    warnings: [
      ...warningsFor(request, types, choice.perNode, executor),
      ...offHeapWarnings(request, given, constraints.offHeapMiB),
    ],
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
function alternativeTo(request: ClusterLayerRequest, given: Conf): ReadonlyMap<string, Reason> | undefined {
  const rest = Object.entries(given).filter(([key]) => !TAKEN_AS_GIVEN.has(key));
  if (rest.length === Object.keys(given).length) return undefined;
  try {
    const { reasons } = planClusterLayer({ ...request, sparkConf: Object.fromEntries(rest) });
    return new Map(reasons.map((reason) => [reason.key, reason]));
  } catch (error) {
    if (error instanceof InputError) return new Map();
    throw error;
  }
}

function constraintsOf(request: ClusterLayerRequest, given: Conf): ShapeConstraints {
  return {
    offHeapMiB: offHeapOf(request, given),
    pysparkMiB: memoryOf(given, 'spark.executor.pyspark.memory') ?? request.pysparkMiB,
    memoryTarget: request.memoryTarget,
    cpuOversubscription: request.cpuOversubscription,
    fixed: {
      cores: countIn(given, 'spark.executor.cores'),
      memoryMiB: memoryOf(given, 'spark.executor.memory'),
      memoryOverheadMiB: memoryOf(given, 'spark.executor.memoryOverhead'),
    },
  };
}

function offHeapOf(request: ClusterLayerRequest, given: Conf): number | undefined {
  const enabled = given['spark.memory.offHeap.enabled'];
  if (enabled === undefined ? request.offHeapMiB === undefined : !isTrue(enabled)) return undefined;
  const size = given['spark.memory.offHeap.size'];
  return size === undefined ? request.offHeapMiB : parseMemoryMiB(size, 'b');
}

const countsOffHeap = (request: ClusterLayerRequest): boolean => sparkIsAtLeast(request.release.sparkVersion, 3, 0);

/** Before 3.0 Spark asks YARN for heap, overhead and PySpark memory only: what is kept for off-heap memory goes into the overhead. */
function shapeFor(
  request: ClusterLayerRequest,
  types: readonly InstanceFacts[],
  constraints: ShapeConstraints,
): ShapeChoice {
  const { offHeapMiB = 0 } = constraints;
  if (offHeapMiB === 0 || countsOffHeap(request)) return chooseShape(types, constraints);
  if (constraints.fixed?.memoryOverheadMiB !== undefined) return chooseShape(types, { ...constraints, offHeapMiB: 0 });
  const choice = chooseShape(types, constraints);
  const memoryOverheadMiB = choice.executor.memoryOverheadMiB + offHeapMiB;
  return { ...choice, executor: { ...choice.executor, memoryOverheadMiB, offHeapMiB: 0 } };
}

function offHeapWarnings(request: ClusterLayerRequest, given: Conf, offHeapMiB = 0): PlanWarning[] {
  const overhead = memoryOf(given, 'spark.executor.memoryOverhead');
  if (offHeapMiB === 0 || countsOffHeap(request) || overhead === undefined) return [];
  return [
    {
      id: 'off-heap-in-overhead',
      text: `before Spark 3.0 the ${offHeapMiB} MiB of off-heap memory lie within spark.executor.memoryOverhead, which you set to ${overhead} MiB; give the sum, or YARN kills the executor`,
    },
  ];
}

function warningsFor(
  request: ClusterLayerRequest,
  types: readonly InstanceFacts[],
  perNode: Readonly<Record<string, number>>,
  { cores, containerMiB }: ExecutorShape,
): PlanWarning[] {
  const warnings: PlanWarning[] = [];
  if (!request.release.isKnown) {
    warnings.push({
      id: 'unknown-release',
      text: `release ${request.release.label} is newer than this version of the library; it is treated as Spark ${request.release.sparkVersion}`,
    });
  }
  for (const type of types) {
    const slots = (perNode[type.name] ?? 0) * cores;
    const vcores = usableVcores(type);
    if (slots === 0) {
      warnings.push({
        id: 'type-unused',
        text: `no executor fits ${type.name}; leave the type out or ask for smaller executors. Where it is the core type YARN refuses them on every node, as EMR sets the largest allocation from the core type`,
      });
    } else if (slots < 0.8 * vcores) {
      warnings.push({
        id: 'cores-stranded',
        text: `${type.name} runs ${slots} task slots on ${vcores} vcores: no shape with this memory uses more`,
      });
    }
    if (type.yarnVcores > type.ec2Vcpus) {
      const here = perNode[type.name] ?? 0;
      const most = Math.min(Math.floor(type.yarnMemoryMiB / containerMiB), Math.floor(type.yarnVcores / cores));
      warnings.push({
        id: 'doubled-vcores',
        text: `EMR counts ${type.yarnVcores} vcores on ${type.name}, which has ${type.ec2Vcpus} vCPUs; the plan fills the vCPUs, so YARN will show ${type.yarnVcores - slots} of its vcores idle${most > here ? `; YARN may put up to ${most} executors on one such node where the plan counts ${here}, while other nodes wait` : ''}`,
      });
    }
  }
  return warnings;
}

function validate(request: ClusterLayerRequest): void {
  if (request.instanceTypes.length === 0)
    throw new InputError('no-nodes', 'a cluster needs at least one instance type');
  share('memory target', request.memoryTarget, (v) => v > 0 && v <= 1, 'above 0 and at most 1');
  share('over-subscription', request.cpuOversubscription, (v) => v >= 1 && v <= 4, 'from 1 to 4');
  for (const [name, value] of [
    ['off-heap memory', request.offHeapMiB],
    ['PySpark memory', request.pysparkMiB],
    ['driver memory', request.driverMemoryMiB],
  ] as const) {
    if (value !== undefined)
      share(`${name} (MiB)`, value, (v) => Number.isSafeInteger(v) && v > 0, 'a positive whole number');
  }
}

function share(name: string, value: number | undefined, allowed: (value: number) => boolean, what: string): void {
  if (value !== undefined && !allowed(value))
    throw new InputError('out-of-range', `${name} must be ${what}, got ${value}`);
}

function memoryOf(conf: Readonly<Record<string, string>>, key: string): number | undefined {
  const text = conf[key];
  return text === undefined ? undefined : parseMemoryMiB(text);
}
