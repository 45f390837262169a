import { workingCores } from '../catalog';
import { InputError } from '../errors';
import { keepAnswers } from '../keep-answers';
import { CLIENT_AM_CONTAINER_MIB, containerOf, type ExecutorSize } from '../spark';
import { AS_MANY_AS_FIT, admitInEachPlace, type Calculator, type ContainerSize, grantedMiB } from '../yarn';
import type { ClusterEvidence, NodesInEvidence } from './cluster-evidence';
import type { Explanation } from './types';

/** Figures of the model and of the cluster that differ by more are not explained. */
export const EXPLAINED_WITHIN = 0.1;

/** An executor that has just died, or a mean over five minutes, leaves a full cluster short of this share of its executors. */
const FULL_WITHIN = 0.02;

/** The calculators that may be in force. */
export function calculatorsIn({ calculator }: ClusterEvidence): readonly Calculator[] {
  return calculator === undefined ? ['dominant', 'default'] : [calculator];
}

/**
 * What this executor size gives on these nodes, for each calculator that may be in force and that reproduces memory, containers and vcores (those that were observed) within 10 %.
 *
 * @throws InputError when YARN would refuse such an executor under every calculator
 */
export function explanations(evidence: ClusterEvidence, executor: ExecutorSize): Explanation[] {
  const answers = calculatorsIn(evidence).map((calculator) => explain(evidence, executor, calculator));
  return answers.filter((answer) => reproduces(answer, evidence));
}

/** The application master where the evidence names none: a client-mode one. */
export function applicationMasterIn(evidence: ClusterEvidence): ContainerSize {
  return evidence.applicationMaster ?? { memoryMiB: CLIENT_AM_CONTAINER_MIB, vcores: 1 };
}

/** Task slots that the cores of all nodes are to have: one for each that can work, more where that is on purpose. */
export function totalCores({ nodes, oversubscription = 1 }: ClusterEvidence): number {
  const slotsOn = ({ instanceType, vcores }: NodesInEvidence): number =>
    Math.floor(workingCores(instanceType, vcores / oversubscription) * oversubscription);
  return nodes.reduce((sum, node) => sum + node.count * slotsOn(node), 0);
}

/** Every point of a window asks about the same nodes. */
const admissionsFor = keepAnswers(admitInEachPlace, JSON.stringify);

/** Executors beside the application master: by containers, else by memory. */
function executorsSeen(evidence: ClusterEvidence, containerMiB: number): number {
  const { containersAllocated, memoryAllocatedMB } = evidence;
  const seen =
    containersAllocated === undefined
      ? (memoryAllocatedMB - applicationMasterIn(evidence).memoryMiB) / containerMiB
      : containersAllocated - 1;
  return Math.max(0, Math.round(seen));
}

/**
 * The model's answer, whether or not it fits what was observed: as many executors as were seen (by containers, else by memory), but
 * no more than fit where the application master displaces least. Nothing says where it is: every place counts that leaves room for them.
 */
export function explain(evidence: ClusterEvidence, executor: ExecutorSize, calculator: Calculator): Explanation {
  const request = {
    nodes: evidence.nodes,
    maxAllocationMiB: evidence.maxAllocationMiB,
    calculator,
    applicationMaster: applicationMasterIn(evidence),
    executor: containerOf(executor),
  };
  const places = admissionsFor({ ...request, requested: AS_MANY_AS_FIT });
  const { refused } = places[0].admission;
  if (refused !== undefined) {
    throw new InputError('refused-by-yarn', `${refused}; give the size of the executors that really run`);
  }
  const capacities = places.map(({ admission }) => admission.executors);
  const most = Math.max(...capacities);
  const seen = Math.min(executorsSeen(evidence, executor.containerMiB), most);
  const capacity = capacities.find((executors) => executors >= seen) ?? most;
  const [worst, ...others] = admissionsFor({ ...request, requested: seen });
  const answer = (others.at(-1) ?? worst).admission;
  const taskSlots = answer.executors * executor.cores;
  const cores = totalCores(evidence);
  return {
    calculator,
    executor,
    executors: answer.executors,
    containers: answer.containers,
    saturated: answer.executors >= capacity * (1 - FULL_WITHIN),
    shownVcores: answer.allocatedVcores,
    predictedMB: answer.allocatedMiB,
    observedMB: evidence.memoryAllocatedMB,
    taskSlots,
    totalVcores: cores,
    coreUtilisation: taskSlots / cores,
    memoryUtilisation: evidence.memoryAllocatedMB / evidence.memoryTotalMB,
  };
}

/** A mean over a period in which an executor came or went lies between two counts: what it is above the nearest, or below. */
function partOfContainer({ containersAllocated = 0 }: ClusterEvidence): number {
  return containersAllocated - Math.round(containersAllocated);
}

function reproduces(answer: Explanation, evidence: ClusterEvidence): boolean {
  const part = partOfContainer(evidence);
  const vcores = answer.calculator === 'dominant' ? answer.executor.cores : 1;
  const pairs: [number, number | undefined][] = [
    [answer.predictedMB + part * grantedMiB(answer.executor.containerMiB), evidence.memoryAllocatedMB],
    [answer.containers + part, evidence.containersAllocated],
    [answer.shownVcores + part * vcores, evidence.allocatedVcores],
  ];
  return pairs.every(
    ([predicted, observed]) => observed === undefined || relativeError(predicted, observed) <= EXPLAINED_WITHIN,
  );
}

export function relativeError(predicted: number, observed: number): number {
  if (observed === 0) return predicted === 0 ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(predicted - observed) / observed;
}
