import { isInputError } from '../errors';
import {
  type Admission,
  type AdmissionInPlace,
  type AdmissionRequest,
  AS_MANY_AS_FIT,
  admitInEachPlace,
  type Calculator,
  type ContainerSize,
  type NodeGroup,
  type SchedulerSettings,
} from '../yarn';
import { EXECUTOR_LABEL } from './labels';
import { readable } from './readable';
import type { Effective, EffectiveNodes, EffectiveYarn } from './types';

/** Nodes of which everything is known that admission asks for. */
export interface KnownNodes extends NodeGroup {
  readonly instanceType: string;
}

/** What runs on the nodes. */
export interface Capacity {
  /** With the application master where it displaces most. */
  readonly admission: Admission;
  /** The same for every place that the application master may have, the fewest executors first. */
  readonly places: readonly AdmissionInPlace[];
  /** Settings of the executor that are not known: with them it may be fewer. Empty where the figure is exact. */
  readonly missing: readonly string[];
}

/**
 * How many executors run; undefined where nodes, the executor, or what its label asks for are not known, or where YARN would not start.
 *
 * Under the default calculator memory alone decides, under the dominant one the dimension that is known bounds the number.
 */
export function capacityOf(config: Effective, requested = AS_MANY_AS_FIT): Capacity | undefined {
  const question = questionOf(config, requested);
  if (question === undefined) return undefined;
  const places = readable(() => admitInEachPlace(question.request));
  return places === undefined ? undefined : { admission: places[0].admission, places, missing: question.missing };
}

/** Why the admission model does not count what this configuration asks for, though nothing of it is missing. */
export function outsideTheModel(config: Effective): string | undefined {
  const question = questionOf(config, AS_MANY_AS_FIT);
  try {
    if (question !== undefined) admitInEachPlace(question.request);
    return undefined;
  } catch (error) {
    if (!isInputError(error)) throw error;
    return error.message;
  }
}

interface Question {
  readonly request: AdmissionRequest;
  readonly missing: Capacity['missing'];
}

function questionOf(config: Effective, requested: number): Question | undefined {
  const { executor } = config.spark;
  const { yarn } = config;
  const nodes = knownNodes(yarn);
  const applicationMaster = config.spark.driver.applicationMaster?.value;
  const [memory, cores] = [executor.containerMiB, executor.cores];
  if (nodes === undefined || applicationMaster === undefined || (memory ?? cores) === undefined) return undefined;
  if (!isJudged(config)) return undefined;
  const coresDecide = calculatorFor(yarn) === 'dominant';
  const missing = [
    ...(memory === undefined ? ['spark.executor.memory'] : []),
    ...(cores === undefined && coresDecide ? ['spark.executor.cores'] : []),
  ];
  const size = { memoryMiB: memory?.value ?? 1, vcores: cores?.value ?? 1 };
  return { request: admissionRequest(yarn, { nodes, applicationMaster, executor: size, requested }), missing };
}

/** Whether the scheduler and the job's queue are known, and take the job. */
function isJudged({ yarn, unknown }: Effective): boolean {
  if (yarn.scheduler.value === 'other') return false;
  if (yarn.scheduler.value === 'capacity' && !(yarn.queue.exists && yarn.queue.isRunning)) return false;
  return !unknown.some(({ key }) => key.startsWith('yarn.scheduler.') || key === EXECUTOR_LABEL);
}

/** The containers that are asked for. */
export interface Asked {
  readonly nodes: readonly NodeGroup[];
  readonly applicationMaster: ContainerSize;
  readonly executor: ContainerSize;
  readonly requested: number;
}

/** The admission model's question under this configuration of YARN. */
export function admissionRequest(yarn: EffectiveYarn, asked: Asked): AdmissionRequest {
  const { applicationMaster, executor, ...rest } = asked;
  const label = yarn.scheduler.value === 'capacity' ? yarn.applicationMasterLabel?.value : undefined;
  return {
    ...rest,
    ...schedulerSettings(yarn),
    applicationMaster: atLeastMinimum(yarn, applicationMaster),
    executor: atLeastMinimum(yarn, executor),
    ...(label === undefined ? {} : { applicationMasterLabel: label }),
  };
}

/**
 * The scheduler's settings as the admission model has them. The FairScheduler fits memory and vcores on a node whatever the calculator and
 * gives a job that is alone the whole cluster; the FifoScheduler counts memory only.
 */
function schedulerSettings(yarn: EffectiveYarn): SchedulerSettings {
  const { queue } = yarn;
  const isCapacity = yarn.scheduler.value === 'capacity';
  const ofQueue = (limit: number | undefined, ofScheduler: number | undefined): number | undefined =>
    limit === undefined || !isCapacity ? ofScheduler : Math.min(limit, ofScheduler ?? limit);
  return {
    calculator: calculatorFor(yarn),
    minAllocationMiB: stepMiB(yarn),
    minAllocationVcores: yarn.minAllocationVcores.value,
    maxAllocationMiB: ofQueue(queue.maxAllocationMiB?.value, yarn.maxAllocationMiB?.value),
    maxAllocationVcores: ofQueue(queue.maxAllocationVcores?.value, yarn.maxAllocationVcores.value),
    ...(isCapacity && isLimited(yarn)
      ? {
          queue: {
            capacity: queue.capacity.value,
            maximumCapacity: queue.maximumCapacity.value,
            userLimitFactor: queue.userLimitFactor.value,
          },
        }
      : {}),
    amResourcePercent: isCapacity ? yarn.maxAmResourcePercent.value : 1,
  };
}

/** The calculator by which containers are counted. */
export function calculatorFor({ scheduler, calculator }: EffectiveYarn): Calculator {
  if (scheduler.value === 'fair') return 'dominant';
  return scheduler.value === 'fifo' ? 'default' : calculator.value;
}

/** What a container's memory is rounded up to a multiple of. */
export function stepMiB({ scheduler, incrementMiB, minAllocationMiB }: EffectiveYarn): number {
  return scheduler.value === 'fair' ? incrementMiB.value : minAllocationMiB.value;
}

/** The FairScheduler's minimum is not the step of its rounding. */
function atLeastMinimum({ minAllocationMiB }: EffectiveYarn, { memoryMiB, vcores }: ContainerSize): ContainerSize {
  return { memoryMiB: Math.max(memoryMiB, minAllocationMiB.value), vcores };
}

/** A queue that may use everything limits nothing, and the model is exact without it. */
function isLimited({ queue }: EffectiveYarn): boolean {
  const { capacity, maximumCapacity, userLimitFactor } = queue;
  return capacity.value !== 100 || maximumCapacity.value !== 100 || userLimitFactor.value !== 1;
}

/** Undefined where there are none, or something of them is not known. */
export function knownNodes({ nodes, scheduler }: EffectiveYarn): readonly KnownNodes[] | undefined {
  const known = nodes.flatMap((node): KnownNodes[] => {
    const { instanceType, count, memoryMiB, vcores, label } = node;
    if (count === undefined || memoryMiB === undefined || vcores === undefined) return [];
    const labelled = label === undefined || scheduler.value !== 'capacity' ? {} : { label: label.value };
    return [{ instanceType, count, memoryMiB: memoryMiB.value, vcores: vcores.value, ...labelled }];
  });
  return known.length === nodes.length && known.length > 0 ? known : undefined;
}

/** A container that YARN refuses, and the limit that it exceeds. */
export interface Refusal {
  readonly container: 'executor' | 'application master';
  readonly resource: 'memory' | 'vcores';
  /** MiB or vcores. */
  readonly asked: number;
  readonly limit: number;
  /** The node that is the limit; undefined where a maximum allocation is. */
  readonly node?: EffectiveNodes;
}

/** Containers that no node or no limit has room for, memory and vcores each judged wherever it is known. */
export function refusals({ spark, yarn }: Effective): Refusal[] {
  const { executor, driver } = spark;
  const master = driver.applicationMaster?.value;
  const asked = [
    ['application master', 'memory', master?.memoryMiB],
    ['application master', 'vcores', master?.vcores],
    // The heap alone is a floor where what is added to it cannot be read.
    ['executor', 'memory', (executor.containerMiB ?? executor.memoryMiB)?.value],
    ['executor', 'vcores', executor.cores?.value],
  ] as const;
  return asked.flatMap(([container, resource, value]): Refusal[] => {
    const limit = value === undefined ? undefined : limitOf(yarn, resource);
    if (value === undefined || limit === undefined || value <= limit.limit) return [];
    return [{ container, resource, asked: value, ...limit }];
  });
}

function limitOf(yarn: EffectiveYarn, resource: Refusal['resource']): Pick<Refusal, 'limit' | 'node'> | undefined {
  const { maxAllocationMiB, maxAllocationVcores } = schedulerSettings(yarn);
  const maximum = resource === 'memory' ? maxAllocationMiB : maxAllocationVcores;
  const sizes = yarn.nodes.flatMap((node) => {
    const limit = (resource === 'memory' ? node.memoryMiB : node.vcores)?.value;
    return limit === undefined ? [] : [{ limit, node }];
  });
  const isWhole = sizes.length === yarn.nodes.length && sizes.length > 0;
  const largest = isWhole ? sizes.reduce((a, b) => (b.limit > a.limit ? b : a)) : undefined;
  if (largest !== undefined && (maximum === undefined || largest.limit <= maximum)) return largest;
  return maximum === undefined ? undefined : { limit: maximum };
}
