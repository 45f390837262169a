import { AS_MANY_AS_FIT, admit, type Calculator, type ContainerSize, containersOn, largestRequestMiB } from '../yarn';
import type { ClusterEvidence } from './cluster-evidence';
import { applicationMasterIn, calculatorsIn, EXPLAINED_WITHIN, relativeError } from './explain';
import type { Facts } from './facts';
import { isMaterial } from './full';
import type { Potential } from './potential';
import type { ReproducingSize } from './types';

/** Executors with more cores than this are not seen in practice. */
const MAX_CORES = 16;

/**
 * Every uniform executor size that would give the observed memory and vcores (and containers, where known) within 10 %: saturated
 * ones first, then closest first.
 *
 * For each calculator, cores and containers a node, two containers are tried: the one that fills the observed memory when every
 * place is taken, and the largest that fits so many times on a node.
 */
export function reproducingSizes(evidence: ClusterEvidence): ReproducingSize[] {
  const sizes = calculatorsIn(evidence).flatMap((calculator) =>
    coresToTry(evidence, calculator).flatMap((cores) =>
      placesToTry(evidence, calculator, cores).flatMap((perNode) => closestSize(evidence, calculator, cores, perNode)),
    ),
  );
  return sizes.sort(
    (a, b) => Number(b.saturated) - Number(a.saturated) || a.error - b.error || b.containerMiB - a.containerMiB,
  );
}

/** Under the default calculator cores are not counted, so one look serves them all. */
function coresToTry(evidence: ClusterEvidence, calculator: Calculator): number[] {
  if (calculator === 'default') return [1];
  const most = Math.min(MAX_CORES, Math.max(...evidence.nodes.map((n) => n.vcores)));
  return Array.from({ length: most }, (_, i) => i + 1);
}

function placesToTry(evidence: ClusterEvidence, calculator: Calculator, cores: number): number[] {
  const most = Math.max(
    ...evidence.nodes.map((n) =>
      calculator === 'default' ? Math.floor(n.memoryMiB / 512) : Math.floor(n.vcores / cores),
    ),
  );
  return Array.from({ length: most }, (_, i) => i + 1);
}

function closestSize(
  evidence: ClusterEvidence,
  calculator: Calculator,
  cores: number,
  perNode: number,
): ReproducingSize[] {
  const am = applicationMasterIn(evidence);
  const forExecutors = evidence.memoryAllocatedMB - am.memoryMiB;
  const nodes = evidence.nodes.reduce((sum, n) => sum + n.count, 0);
  const largestNode = Math.max(...evidence.nodes.map((n) => n.memoryMiB));
  const allTaken = forExecutors / (nodes * perNode);
  const largest = largestRequestMiB(largestNode / perNode);
  const tried = [allTaken, largest].flatMap((container) =>
    reproducingSize(evidence, calculator, cores, perNode, container),
  );
  return tried.filter((size) => size.error <= EXPLAINED_WITHIN).slice(0, 1);
}

function reproducingSize(
  evidence: ClusterEvidence,
  calculator: Calculator,
  cores: number,
  perNode: number,
  container: number,
): ReproducingSize[] {
  const am = applicationMasterIn(evidence);
  const containerMiB = Math.round(container);
  const largest = Math.max(...evidence.nodes.map((n) => n.memoryMiB));
  if (containerMiB > (evidence.maxAllocationMiB ?? largest)) return [];
  if (containerMiB <= 0 || containerMiB > largest) return [];
  if (containersAnywhere(evidence, { memoryMiB: containerMiB, vcores: cores }, calculator) !== perNode) return [];
  const ask = {
    nodes: evidence.nodes,
    calculator,
    applicationMaster: am,
    executor: { memoryMiB: containerMiB, vcores: cores },
  };
  const capacity = admit({ ...ask, requested: AS_MANY_AS_FIT });
  const wanted = Math.max(1, Math.round((evidence.memoryAllocatedMB - am.memoryMiB) / containerMiB));
  const seen = admit({ ...ask, requested: Math.min(wanted, capacity.executors) });
  const errors = [relativeError(seen.allocatedMiB, evidence.memoryAllocatedMB)];
  if (evidence.allocatedVcores !== undefined)
    errors.push(relativeError(seen.allocatedVcores, evidence.allocatedVcores));
  if (evidence.containersAllocated !== undefined)
    errors.push(relativeError(seen.containers, evidence.containersAllocated));
  return [
    {
      calculator,
      perNode,
      executorCores: calculator === 'default' ? undefined : cores,
      containerMiB,
      executors: seen.executors,
      memoryUtilisation: seen.allocatedMiB / evidence.memoryTotalMB,
      shownVcores: seen.allocatedVcores,
      taskSlots: calculator === 'default' ? undefined : seen.executors * cores,
      saturated: seen.executors === capacity.executors,
      capacity: capacity.executors,
      error: Math.max(...errors),
    },
  ];
}

/** On the node that takes most: memory or, under the dominant calculator, vcores are what ends first. */
const containersAnywhere = ({ nodes }: ClusterEvidence, size: ContainerSize, calculator: Calculator): number =>
  Math.max(...nodes.map((node) => containersOn(node, size, calculator)));

/** The sizes that may be running: where containers are pending, only those of which no further one fits. */
export function possibleSizes({ sizes, evidence }: Facts): readonly ReproducingSize[] {
  return (evidence.containersPending ?? 0) > 0 ? sizes.filter(({ saturated }) => saturated) : sizes;
}

/** Whether hardly a further container fits: within the tolerance by which sizes are read from figures. */
export const isNearlySaturated = ({ executors, capacity }: ReproducingSize): boolean =>
  executors >= capacity * (1 - EXPLAINED_WITHIN);

/** Whether a size strands cores even where as many run as fit. */
export function strandsAtCapacity({ executorCores, capacity }: ReproducingSize, potential: Potential): boolean {
  return executorCores !== undefined && isMaterial(potential, capacity * executorCores);
}
