import { type InstanceFacts, instanceFacts } from '../catalog';
import { InputError } from '../errors';
import { parseMemoryMiB, unifiedMemoryMiB } from '../spark';
import { classificationsFor } from './classifications';
import { clusterConf } from './cluster-conf';
import { driverFor } from './driver';
import { chooseShape, type ShapeConstraints, usableVcores } from './shape';
import type { ClusterLayer, ClusterLayerRequest, PlanWarning } from './types';

/**
 * The configuration of a cluster, from its node types alone.
 *
 * @throws InputError for an unknown type, an executor or driver that fits nowhere, a share outside (0, 1]
 */
export function planClusterLayer(request: ClusterLayerRequest): ClusterLayer {
  validate(request);
  const types = [...new Set(request.instanceTypes)].map(instanceFacts);
  const given = request.sparkConf ?? {};
  const choice = chooseShape(types, constraintsOf(request, given));
  const { executor, perNode } = choice;
  const deployMode = request.deployMode ?? 'client';
  const driver = driverFor({
    deployMode,
    primaryInstanceType: request.primaryInstanceType,
    executorContainerMiB: executor.containerMiB,
    memoryMiB: request.driverMemoryMiB ?? memoryOf(given, 'spark.driver.memory'),
  });
  const taskMemoryMiB = Math.floor(unifiedMemoryMiB(executor.memoryMiB) / executor.cores);
  const { sparkConf, reasons } = clusterConf({ request, types, choice, driver, deployMode, taskMemoryMiB });
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
    warnings: warningsFor(request, types, choice.perNode, executor.cores),
  };
}

function constraintsOf(request: ClusterLayerRequest, given: Readonly<Record<string, string>>): ShapeConstraints {
  const cores = given['spark.executor.cores'];
  const offHeapGiven =
    given['spark.memory.offHeap.enabled'] === 'true' ? given['spark.memory.offHeap.size'] : undefined;
  return {
    offHeapMiB: request.offHeapMiB ?? (offHeapGiven === undefined ? undefined : parseMemoryMiB(offHeapGiven, 'b')),
    pysparkMiB: request.pysparkMiB ?? memoryOf(given, 'spark.executor.pyspark.memory'),
    memoryTarget: request.memoryTarget,
    cpuOversubscription: request.cpuOversubscription,
    fixed: {
      cores: cores === undefined ? undefined : positiveCount('spark.executor.cores', cores),
      memoryMiB: memoryOf(given, 'spark.executor.memory'),
      memoryOverheadMiB: memoryOf(given, 'spark.executor.memoryOverhead'),
    },
  };
}

function warningsFor(
  request: ClusterLayerRequest,
  types: readonly InstanceFacts[],
  perNode: Readonly<Record<string, number>>,
  cores: number,
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
        text: `no executor fits ${type.name}; leave the type out or ask for smaller executors`,
      });
    } else if (slots < 0.8 * vcores) {
      warnings.push({
        id: 'cores-stranded',
        text: `${type.name} runs ${slots} task slots on ${vcores} vcores: no shape with this memory uses more`,
      });
    }
    if (type.yarnVcores > type.ec2Vcpus) {
      warnings.push({
        id: 'doubled-vcores',
        text: `EMR counts ${type.yarnVcores} vcores on ${type.name}, which has ${type.ec2Vcpus} vCPUs; the plan fills the vCPUs, so YARN will show half of its vcores idle`,
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

function positiveCount(key: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value <= 0)
    throw new InputError('bad-count', `${key} must be a positive whole number, got "${text}"`);
  return value;
}

function memoryOf(conf: Readonly<Record<string, string>>, key: string): number | undefined {
  const text = conf[key];
  return text === undefined ? undefined : parseMemoryMiB(text);
}
