import { instanceFacts } from '../catalog';
import {
  type ClusterLayerRequest,
  type PlannedAdmission,
  planClusterLayer,
  planJobLayer,
  usableVcores,
} from '../sizing';
import { applicationMasterFor, type ExecutorSize } from '../spark';
import {
  type Admission,
  AS_MANY_AS_FIT,
  admit,
  type Calculator,
  type ContainerSize,
  containersOn,
  firstNodes,
  grantedMiB,
} from '../yarn';
import { type LintFacts, readable } from './facts';
import type { LintHardware } from './types';

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
  /** Hardware threads: YARN counts two vcores for each of m4, d2 and i2. */
  readonly cores: number;
  /** Share of the nodes' memory that no executor of this size can use. */
  readonly strandedMemory: number;
}

/** Undefined without hardware, without an executor, or where its settings cannot be read. */
export function sizeOnCluster(facts: LintFacts): SizeOnCluster | undefined {
  const { executor, hardware, calculator } = facts;
  const applicationMaster = applicationMasterOf(facts);
  if (executor === undefined || hardware === undefined || applicationMaster === undefined) return undefined;
  const capacity = worst(hardware, (applicationMasterNode) =>
    admit({
      nodes: hardware.nodes,
      calculator: calculator.name,
      applicationMaster,
      applicationMasterNode,
      executor: { memoryMiB: executor.containerMiB, vcores: executor.cores },
      requested: AS_MANY_AS_FIT,
    }),
  );
  const granted = grantedMiB(executor.containerMiB);
  const total = sum(hardware.nodes.map((node) => node.count * node.memoryMiB));
  const used = sum(hardware.nodes.map((node) => node.count * perNode(node, executor, calculator.name) * granted));
  return {
    executor,
    hardware,
    calculator: calculator.name,
    applicationMaster,
    capacity,
    taskSlots: capacity.executors * executor.cores,
    cores: coresOf(hardware),
    strandedMemory: 1 - used / total,
  };
}

/** What the sizing engine would choose for the same nodes, release and kind of memory; undefined where it finds nothing. */
export function plannedInstead(facts: LintFacts): { executor: ExecutorSize; admission: PlannedAdmission } | undefined {
  const { hardware, executor, release } = facts;
  if (hardware === undefined) return undefined;
  const request: ClusterLayerRequest = {
    release,
    instanceTypes: hardware.nodes.map(({ instanceType }) => instanceType),
    primaryInstanceType: hardware.primary ?? hardware.nodes[0]?.instanceType ?? '',
    deployMode: facts.deployMode,
    ...(executor !== undefined && executor.offHeapMiB > 0 ? { offHeapMiB: executor.offHeapMiB } : {}),
    ...(executor !== undefined && executor.pysparkMiB > 0 ? { pysparkMiB: executor.pysparkMiB } : {}),
  };
  return readable(() => {
    const cluster = planClusterLayer(request);
    const nodes = hardware.nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count }));
    return { executor: cluster.executor, admission: planJobLayer({ cluster, nodes }).admission };
  });
}

/** Executors on one node without application master. */
export function perNode(
  node: { readonly memoryMiB: number; readonly vcores: number },
  executor: ExecutorSize,
  calculator: Calculator,
): number {
  return containersOn(node, { memoryMiB: executor.containerMiB, vcores: executor.cores }, calculator);
}

function applicationMasterOf({ settings, deployMode, release }: LintFacts): ContainerSize | undefined {
  return readable(() => applicationMasterFor(settings, deployMode ?? 'client', release.sparkVersion));
}

/** The answer with the fewest executors over one node of each group. */
function worst({ nodes }: LintHardware, ask: (node: number) => Admission): Admission {
  const answers = firstNodes(nodes).map(ask);
  const running = answers.filter((answer) => answer.refused === undefined && answer.containers > 0);
  const candidates = running.length > 0 ? running : answers;
  return candidates.reduce((a, b) => (b.executors < a.executors ? b : a));
}

function coresOf({ nodes }: LintHardware): number {
  return sum(nodes.map((n) => n.count * usableVcores(instanceFacts(n.instanceType))));
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
