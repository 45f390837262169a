import { AS_MANY_AS_FIT, admit, type Calculator, largestRequestMiB } from '../yarn';
import type { ClusterEvidence } from './cluster-evidence';
import { applicationMasterOf, EXPLAINED_WITHIN, relativeError, totalCores } from './explain';
import type { ReproducingShape } from './types';

/** Executors with more cores than this are not seen in practice. */
const MOST_CORES = 16;

/**
 * Every uniform executor shape that would give the observed memory and vcores (and containers, where known) within 10 %: saturated
 * ones first, then closest first.
 *
 * For each calculator, cores and containers a node, two containers are tried: the one that fills the observed memory when every
 * place is taken, and the largest that fits so many times on a node.
 */
export function reproducingShapes(evidence: ClusterEvidence): ReproducingShape[] {
  const calculators: Calculator[] = evidence.calculator === undefined ? ['dominant', 'default'] : [evidence.calculator];
  const shapes = calculators.flatMap((calculator) =>
    coresToTry(evidence, calculator).flatMap((cores) =>
      placesToTry(evidence, calculator, cores).flatMap((perNode) => closestOf(evidence, calculator, cores, perNode)),
    ),
  );
  return shapes.sort(
    (a, b) => Number(b.saturated) - Number(a.saturated) || a.error - b.error || b.containerMiB - a.containerMiB,
  );
}

/** Under the default calculator cores are not counted, so one look serves them all. */
function coresToTry(evidence: ClusterEvidence, calculator: Calculator): number[] {
  if (calculator === 'default') return [1];
  const most = Math.min(MOST_CORES, Math.max(...evidence.nodes.map((n) => n.vcores)));
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

function closestOf(
  evidence: ClusterEvidence,
  calculator: Calculator,
  cores: number,
  perNode: number,
): ReproducingShape[] {
  const am = applicationMasterOf(evidence);
  const forExecutors = evidence.memoryAllocatedMB - am.memoryMiB;
  const nodes = evidence.nodes.reduce((sum, n) => sum + n.count, 0);
  const largestNode = Math.max(...evidence.nodes.map((n) => n.memoryMiB));
  const allTaken = forExecutors / (nodes * perNode);
  const largest = largestRequestMiB(largestNode / perNode);
  const tried = [allTaken, largest].flatMap((container) => shapeOf(evidence, calculator, cores, perNode, container));
  return tried.filter((shape) => shape.error <= EXPLAINED_WITHIN).slice(0, 1);
}

function shapeOf(
  evidence: ClusterEvidence,
  calculator: Calculator,
  cores: number,
  perNode: number,
  container: number,
): ReproducingShape[] {
  const am = applicationMasterOf(evidence);
  const containerMiB = Math.round(container);
  const largest = Math.max(...evidence.nodes.map((n) => n.memoryMiB));
  if (containerMiB <= 0 || containerMiB > largest || Math.floor(largest / containerMiB) !== perNode) return [];
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
      error: Math.max(...errors),
    },
  ];
}

/** Whether a shape leaves half of the cores or more without a task. */
export function strandsCores(shape: ReproducingShape, evidence: ClusterEvidence): boolean {
  return shape.taskSlots !== undefined && shape.taskSlots / totalCores(evidence) <= 0.5;
}
