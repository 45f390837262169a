import { workingCores } from '../catalog';
import { capacityOf, type EffectiveYarn, stepMiB } from '../effective';
import { counted } from '../numbers';
import {
  type ClusterLayerRequest,
  clusterSizeFor,
  type PlannedAdmission,
  planClusterLayer,
  planJobLayer,
  strandedShare,
} from '../sizing';
import { applicationMasterSettings, type ExecutorSize } from '../spark';
import { type Admission, type Calculator, type ContainerSize, containersOn } from '../yarn';
import { type LintFacts, readable } from './facts';
import type { LintHardware } from './types';

/** Executors that run, and what they run. */
interface Running {
  readonly executors: number;
  readonly taskSlots: number;
  /** Cores that their tasks take when every slot is in use. */
  readonly busyCores: number;
}

/** What runs while the application master has one place. */
export interface RunningInPlace {
  /** The type of the node that holds the application master. */
  readonly instanceType: string;
  /** When as many executors are asked for as fit. */
  readonly capacity: Running;
  /** Of the executors that the settings ask for. */
  readonly asked: Running;
}

/** A size's fate on the cluster, by the admission model. */
export interface SizeOnCluster {
  readonly executor: ExecutorSize;
  readonly hardware: LintHardware;
  readonly calculator: Calculator;
  readonly applicationMaster: ContainerSize;
  /** What runs when as many are asked for as fit, with the application master where it displaces most. */
  readonly capacity: Admission;
  /** Task slots of those. */
  readonly taskSlots: number;
  /** What runs of the executors that the settings ask for, with the application master in the same place. */
  readonly asked: Running;
  /** Every place of the application master in which an executor runs, the fewest executors first. */
  readonly places: readonly RunningInPlace[];
  /** What YARN grants of the executor's container, MiB. */
  readonly grantedMiB: number;
  /** Hardware threads: YARN counts two vcores for each of m4, d2 and i2. */
  readonly cores: number;
  /** Share of the nodes' memory that no executor of this size can use. */
  readonly strandedMemory: number;
}

/** Undefined without hardware, without an executor, or where its settings or those of its queue cannot be read. */
export function sizeOnCluster(facts: LintFacts): SizeOnCluster | undefined {
  const { executor, hardware, calculator } = facts;
  const { spark } = facts.effective;
  const applicationMaster = spark.driver.applicationMaster?.value;
  const fate = capacityOf(facts.effective);
  if (executor === undefined || hardware === undefined || applicationMaster === undefined || fate === undefined) {
    return undefined;
  }
  const granted = grantedMiB(facts, executor);
  // A task takes `spark.task.cpus` cores.
  const running = (executors: number): Running => {
    const taskSlots = executors * (spark.executor.slots ?? 0);
    return { executors, taskSlots, busyCores: taskSlots * spark.taskCpus.value };
  };
  const asked = (executors: number): Running =>
    running(Math.min(executors, spark.maxAsked ?? Number.POSITIVE_INFINITY));
  const { admission: capacity } = fate;
  return {
    executor,
    hardware,
    calculator: calculator.name,
    applicationMaster,
    capacity,
    taskSlots: running(capacity.executors).taskSlots,
    asked: asked(capacity.executors),
    places: fate.places
      .filter(({ admission: { executors } }) => executors > 0)
      .map(({ group, admission: { executors } }) => ({
        instanceType: hardware.nodes[group]?.instanceType ?? '',
        capacity: running(executors),
        asked: asked(executors),
      })),
    grantedMiB: granted,
    cores: sum(hardware.nodes.map((node) => node.count * workingCores(node.instanceType, node.vcores))),
    strandedMemory: strandedShare(hardware.nodes, {
      container: grantedOf(facts, executor),
      calculator: calculator.name,
    }),
  };
}

/** The sizing engine's answer. */
interface Planned {
  readonly executor: ExecutorSize;
  readonly admission: PlannedAdmission;
}

/** Several rules ask the same. */
const planned = new WeakMap<LintFacts, { readonly found: Planned | undefined }>();

/** What the sizing engine would choose for the same nodes, release and kind of memory; undefined where it finds nothing. */
export function plannedInstead(facts: LintFacts): Planned | undefined {
  const known = planned.get(facts) ?? { found: planFor(facts) };
  planned.set(facts, known);
  return known.found;
}

function planFor(facts: LintFacts): Planned | undefined {
  const { hardware, executor, release } = facts;
  const { spark, yarn } = facts.effective;
  if (hardware === undefined || !isPlanned(yarn)) return undefined;
  const taskCpus = spark.taskCpus.value;
  const applicationMaster = spark.driver.applicationMaster?.value;
  const request: ClusterLayerRequest = {
    release,
    instanceTypes: hardware.nodes.map(({ instanceType }) => instanceType),
    clusterSize: clusterSizeFor(sum(hardware.nodes.map(({ count }) => count))),
    primaryInstanceType: hardware.primary ?? hardware.nodes[0]?.instanceType ?? '',
    deployMode: facts.deployMode,
    sparkConf: {
      ...(taskCpus === 1 ? {} : { 'spark.task.cpus': String(taskCpus) }),
      ...(applicationMaster && applicationMasterSettings(applicationMaster, facts.deployMode ?? 'client')),
    },
    ...(executor !== undefined && executor.offHeapMiB > 0 ? { offHeapMiB: executor.offHeapMiB } : {}),
    ...(executor !== undefined && executor.pysparkMiB > 0 ? { pysparkMiB: executor.pysparkMiB } : {}),
  };
  return readable(() => {
    const cluster = planClusterLayer(request);
    if (cluster.executor.cores % taskCpus !== 0) return undefined;
    const nodes = hardware.nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count }));
    return { executor: cluster.executor, admission: planJobLayer({ cluster, nodes }).admission };
  });
}

/** That in words. */
export function plannedAdvice(facts: LintFacts): string | undefined {
  const better = plannedInstead(facts);
  if (better === undefined) return undefined;
  const { executor, admission } = better;
  return `emr-autotune plan would give spark.executor.memory=${executor.memoryMiB}m, memoryOverhead=${executor.memoryOverheadMiB}m and ${counted(executor.cores, 'core')} under the dominant calculator: ${counted(admission.executors, 'executor')}, ${counted(admission.taskSlots, 'task slot')}`;
}

/** The sizing engine plans for EMR's own node sizes and limits, with the whole cluster to itself. */
function isPlanned({ nodes, scheduler, minAllocationMiB, maxAllocationMiB, queue }: EffectiveYarn): boolean {
  const values = [
    ...nodes.flatMap(({ memoryMiB, vcores }) => [memoryMiB, vcores]),
    ...[minAllocationMiB, maxAllocationMiB, queue.capacity, queue.maximumCapacity, queue.userLimitFactor],
  ];
  const isDefault = values.every(
    (value) => value === undefined || value.layer === 'default' || value.layer === 'assumed',
  );
  return scheduler.value === 'capacity' && isDefault;
}

/** Executors on one node without application master. */
export function perNode(
  facts: LintFacts,
  node: { readonly memoryMiB: number; readonly vcores: number },
  executor: ExecutorSize,
): number {
  return containersOn(node, grantedOf(facts, executor), facts.calculator.name);
}

/** What YARN grants of an executor's container, by the minimum allocation in force. */
export const grantedOf = (facts: LintFacts, executor: ExecutorSize): ContainerSize => ({
  memoryMiB: grantedMiB(facts, executor),
  vcores: executor.cores,
});

/** What YARN grants of a container, by the minimum allocation in force. */
function grantedMiB({ effective }: LintFacts, { containerMiB }: ExecutorSize): number {
  const step = stepMiB(effective.yarn);
  return Math.ceil(containerMiB / step) * step;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
