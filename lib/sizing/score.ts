import type { InstanceFacts } from '../catalog';
import type { ExecutorSize } from '../spark';
import { type ContainerSize, containersOn, grantedMiB } from '../yarn';
import { besideMasterMiB } from './candidates';
import {
  declaredVcores,
  type FewNodes,
  type SizeChoice,
  type SizeConstraints,
  targetMemoryMiB,
  usableVcores,
} from './size-choice';

export interface Candidate extends SizeChoice {
  /** Whether a client-mode application master displaces no executor wherever a vcore is left for it. */
  readonly keepsRoom: boolean;
}

interface TypeScore {
  /** Task slots ÷ vcores. */
  readonly cores: number;
  /** Share of YARN memory that no executor can use. */
  readonly stranded: number;
  readonly keepsRoom: boolean;
}

/** What an executor of this size does on these nodes. */
export function scored(
  types: readonly InstanceFacts[],
  executor: ExecutorSize,
  constraints: SizeConstraints,
): Candidate {
  const rows = types.map((type) => ({
    type,
    perNode: containersOn(
      {
        memoryMiB: targetMemoryMiB(type, constraints),
        vcores: usableVcores(type, constraints.cpuOversubscription),
      },
      containerOf(executor),
      'dominant',
    ),
  }));
  const { fewNodes } = constraints;
  const scores = rows.map(({ type, perNode }): TypeScore => {
    if (fewNodes !== undefined) return scoreOnFewNodes(type, perNode, executor, { ...constraints, fewNodes });
    return scoreOfNode(type, perNode, executor, constraints);
  });
  return {
    executor,
    perNode: Object.fromEntries(rows.map(({ type, perNode }) => [type.name, perNode])),
    worstCoreUtilisation: Math.min(...scores.map((s) => s.cores)),
    meanCoreUtilisation: mean(scores.map((s) => s.cores)),
    strandedMemory: mean(scores.map((s) => s.stranded)),
    keepsRoom: scores.every((s) => s.keepsRoom),
  };
}

/** As if no application master existed. */
function scoreOfNode(
  type: InstanceFacts,
  perNode: number,
  executor: ExecutorSize,
  constraints: SizeConstraints,
): TypeScore {
  const granted = grantedMiB(executor.containerMiB);
  const besideMaster = Math.floor(besideMasterMiB(type, perNode * executor.cores, constraints) / granted);
  return {
    cores: (perNode * executor.cores) / usableVcores(type, constraints.cpuOversubscription),
    stranded: 1 - (perNode * granted) / type.yarnMemoryMiB,
    keepsRoom: besideMaster >= perNode,
  };
}

/** The mean over clusters of 1 to so many nodes of this type, one of which holds the application master. */
function scoreOnFewNodes(
  type: InstanceFacts,
  perNode: number,
  executor: ExecutorSize,
  constraints: SizeConstraints & { readonly fewNodes: FewNodes },
): TypeScore {
  const { fewNodes, cpuOversubscription } = constraints;
  const node = { memoryMiB: type.yarnMemoryMiB, vcores: declaredVcores(type, cpuOversubscription) };
  const master = fewNodes.masterBeside(executor);
  const besideMaster = containersOn(
    { memoryMiB: node.memoryMiB - grantedMiB(master.memoryMiB), vcores: node.vcores - master.vcores },
    containerOf(executor),
    'dominant',
  );
  // Where YARN counts more vcores than tasks may use, another node can take what the master displaces.
  const elsewhere = containersOn(node, containerOf(executor), 'dominant');
  const running = Array.from({ length: fewNodes.maxNodes }, (_, others) =>
    Math.min((others + 1) * perNode, others * elsewhere + besideMaster),
  );
  const perNodeOnAverage = mean(running.map((executors, others) => executors / (others + 1)));
  return {
    cores: (perNodeOnAverage * executor.cores) / usableVcores(type, cpuOversubscription),
    stranded: 1 - (perNodeOnAverage * grantedMiB(executor.containerMiB)) / type.yarnMemoryMiB,
    keepsRoom: true,
  };
}

const containerOf = ({ containerMiB, cores }: ExecutorSize): ContainerSize => ({
  memoryMiB: containerMiB,
  vcores: cores,
});

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
