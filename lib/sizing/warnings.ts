import type { InstanceFacts } from '../catalog';
import { grouped, percent } from '../numbers';
import {
  isFarAboveCompressedOops,
  MAX_COMPRESSED_OOPS_HEAP_MIB,
  offHeapIsInContainer,
  type SparkSettings,
  slotsPerExecutor,
  taskMemoryMiB,
} from '../spark';
import { grantedMiB } from '../yarn';
import { eventLogWarnings } from './event-log-settings';
import { findSize } from './find-size';
import { CORES_STRANDED, typesThatWouldFit } from './hardware';
import { type SizeChoice, type SizeConstraints, usableVcores } from './size-choice';
import { typeWarnings } from './type-warnings';
import type { ClusterLayerRequest, PlanWarning } from './types';

export interface PlannedSize {
  readonly request: ClusterLayerRequest;
  /** The user's own. */
  readonly given: SparkSettings;
  readonly types: readonly InstanceFacts[];
  readonly choice: SizeChoice;
  readonly constraints: SizeConstraints;
}

/** What the user should know before deploying the plan, each with what to change. */
export function warningsFor(planned: PlannedSize): PlanWarning[] {
  return [
    ...unknownRelease(planned),
    ...typeWarnings(planned.request, planned.types),
    ...planned.types.flatMap((type) => [...idleCores(planned, type), ...doubledVcores(planned, type)]),
    ...largeHeap(planned),
    ...idleMemory(planned),
    ...offHeapInOverhead(planned),
    ...offHeapAlone(planned),
    ...eventLogWarnings(planned.given),
  ];
}

function unknownRelease({ request: { release } }: PlannedSize): PlanWarning[] {
  if (release.isKnown) return [];
  return [
    {
      id: 'unknown-release',
      text: `release ${release.label} is newer than this version of the library; it is treated as Spark ${release.sparkVersion}`,
    },
  ];
}

function idleCores(planned: PlannedSize, type: InstanceFacts): PlanWarning[] {
  const slots = slotsOn(planned, type);
  const vcores = usableVcores(type);
  if (slots === 0) {
    return [
      {
        id: 'type-unused',
        text: `no executor fits ${type.name}; leave the type out or ask for smaller executors`,
      },
    ];
  }
  if (slots >= CORES_STRANDED * vcores) return [];
  return [
    {
      id: 'cores-stranded',
      text: `${type.name} runs ${slots} task slots on ${vcores} vcores: ${strandedBecause(planned, type)}`,
    },
  ];
}

/** Why cores idle, and which hardware would use them. */
function strandedBecause({ types, constraints }: PlannedSize, type: InstanceFacts): string {
  const { fixed, ...others } = constraints;
  if (fixed?.cores !== undefined || fixed?.memoryMiB !== undefined) {
    return 'the executor that you set leaves the rest idle; do not set its memory and cores, so that they are computed';
  }
  if (types.length > 1) return 'all types share one executor size, and this type has another ratio of memory to cores';
  const better = typesThatWouldFit([type], others);
  return `no executor size with this memory uses more${better.length === 0 ? '' : `; ${better.join(', ')} would use the cores`}`;
}

function doubledVcores(planned: PlannedSize, type: InstanceFacts): PlanWarning[] {
  if (type.yarnVcores <= type.ec2Vcpus) return [];
  const { executor, perNode } = planned.choice;
  const here = perNode[type.name] ?? 0;
  const byMemory = Math.floor(type.yarnMemoryMiB / executor.containerMiB);
  const most = Math.min(byMemory, Math.floor(type.yarnVcores / executor.cores));
  const bunched = `; YARN may put up to ${most} executors on one such node where the plan counts ${here}, and fewer on others`;
  return [
    {
      id: 'doubled-vcores',
      text: `EMR counts ${type.yarnVcores} vcores on ${type.name}, which has ${type.ec2Vcpus} vCPUs; the plan fills the vCPUs, so YARN will show ${type.yarnVcores - slotsOn(planned, type)} of its vcores idle${most > here ? bunched : ''}`,
    },
  ];
}

/** Chosen only where no smaller heap uses the cores. */
function largeHeap({ choice: { executor }, constraints: { fixed } }: PlannedSize): PlanWarning[] {
  if (fixed?.memoryMiB !== undefined || !isFarAboveCompressedOops(executor.memoryMiB)) return [];
  return [
    {
      id: 'large-heap',
      text: `no executor with a heap of up to ${grouped(MAX_COMPRESSED_OOPS_HEAP_MIB)} MiB uses the cores here, so heaps have ${grouped(executor.memoryMiB)} MiB: the JVM has no compressed pointers there, and its collections pause longer`,
    },
  ];
}

/** Share of a node's memory that may be idle without a word. */
const MEMORY_IDLE = 0.2;

/** Memory that no executor has: of a type that shares one size with others, or that has more than heaps with compressed pointers can use. */
function idleMemory(planned: PlannedSize): PlanWarning[] {
  const { types, choice, constraints, given } = planned;
  const { fixed, memoryTarget = 1 } = constraints;
  if (fixed?.memoryMiB !== undefined || fixed?.cores !== undefined) return [];
  return types.flatMap((type) => {
    const here = (choice.perNode[type.name] ?? 0) * grantedMiB(choice.executor.containerMiB);
    const idle = 1 - here / (type.yarnMemoryMiB * memoryTarget);
    if (here === 0 || idle < MEMORY_IDLE) return [];
    const what = `${type.name} leaves ${percent(idle)} of its memory to no executor`;
    if (types.length === 1) {
      const reason =
        choice.executor.memoryMiB === MAX_COMPRESSED_OOPS_HEAP_MIB
          ? 'a larger heap would lose compressed pointers and hold less; give tasks the rest as off-heap memory, or use a type with less memory'
          : 'no executor size that uses as many cores has more; a type with another ratio of memory to cores would use it';
      return [{ id: 'memory-idle', text: `${what}: ${reason}` }];
    }
    return [{ id: 'mixed-memory', text: `${what}, as all types share one executor size; ${aloneOn(planned, type)}` }];
  });

  function aloneOn({ choice: mixed }: PlannedSize, type: InstanceFacts): string {
    const alone = findSize([type], { ...constraints, maxAllocationMiB: undefined });
    if (alone === undefined) return `no executor fits ${type.name} alone`;
    const perTask = (size: SizeChoice): string =>
      grouped(size.executor.containerMiB / slotsPerExecutor(size.executor.cores, given));
    return `a cluster of ${type.name} alone would give a task ${perTask(alone)} MiB instead of ${perTask(mixed)}, and use ${percent(alone.worstCoreUtilisation)} of the cores and ${percent(1 - alone.strandedMemory)} of the memory`;
  }
}

function offHeapInOverhead({ request, given, constraints }: PlannedSize): PlanWarning[] {
  const { offHeapMiB = 0 } = constraints;
  const overhead = given.memoryMiB('spark.executor.memoryOverhead');
  if (offHeapMiB === 0 || offHeapIsInContainer(request.release.sparkVersion) || overhead === undefined) return [];
  return [
    {
      id: 'off-heap-in-overhead',
      text: `before Spark 3.0 the ${grouped(offHeapMiB)} MiB of off-heap memory are part of spark.executor.memoryOverhead, which you set to ${grouped(overhead)} MiB; set it to the sum, or YARN kills the executor`,
    },
  ];
}

/** Off-heap memory does not add to what sorts, joins and aggregations use of the heap: it takes its place. */
function offHeapAlone({ choice, constraints, given }: PlannedSize): PlanWarning[] {
  const { offHeapMiB = 0 } = constraints;
  const onHeap = taskMemoryMiB(choice.executor, given.with({ 'spark.memory.offHeap.enabled': 'false' }));
  const offHeap = Math.floor(offHeapMiB / slotsPerExecutor(choice.executor.cores, given));
  if (offHeapMiB === 0 || offHeap >= onHeap) return [];
  return [
    {
      id: 'off-heap-alone',
      text: `with off-heap memory on, sorts, joins and aggregations of Spark SQL use only that: ${grouped(offHeap)} MiB per task, where the heap would give ${grouped(onHeap)}; leave it off, or give more`,
    },
  ];
}

const slotsOn = ({ choice }: PlannedSize, type: InstanceFacts): number =>
  (choice.perNode[type.name] ?? 0) * choice.executor.cores;
