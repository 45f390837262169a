import type { InstanceFacts } from '../catalog';
import { isFarAboveCompressedOops } from '../spark';
import { candidateExecutors } from './candidates';
import { type Candidate, scored } from './score';
import type { SizeChoice, SizeConstraints } from './size-choice';

/** Task slots that lie within this share of the best count as equal, so that memory decides. */
const EQUAL_SLOTS = 0.99;

/** Share of the nodes' memory within which fewer, larger executors are worth more than memory. */
const EQUAL_MEMORY = 0.005;

/** An executor of one core shares nothing (broadcasts, JVM overhead): it has to run so many times the task slots of any other. */
const SINGLE_CORE_GAIN = 1.1;

/**
 * Searches every core count and every container that divides a node's memory, for the size that
 * uses the most cores of the worst-used type, then of the average; within 1 % of that keeps room for a client-mode application master where
 * a vcore is left for it; then strands the least memory; within 0.5 % of that has the fewest, largest executors. Undefined where nothing
 * fits.
 *
 * One core is chosen only where it gains more than 10 % of the task slots, a heap far above the limit of compressed pointers only where no
 * other size uses the cores. Counts play no part: they change, and a size that changed with them would replace the cluster.
 */
export function findSize(types: readonly InstanceFacts[], constraints: SizeConstraints): SizeChoice | undefined {
  const usable = candidateExecutors(types, constraints)
    .map((executor) => scored(types, executor, constraints))
    .filter((choice) => choice.meanCoreUtilisation > 0);
  const isOwnHeap = constraints.fixed?.memoryMiB !== undefined;
  const isFar = ({ executor }: Candidate): boolean => !isOwnHeap && isFarAboveCompressedOops(executor.memoryMiB);
  const near = usable.filter((choice) => !isFar(choice));
  const several = best(near.filter(({ executor }) => executor.cores > 1));
  const single = best(near.filter(({ executor }) => executor.cores === 1));
  const usual = gains(single, several, SINGLE_CORE_GAIN) ? single : several;
  const far = best(usable.filter(isFar));
  return gains(far, usual, 1 / EQUAL_SLOTS) ? far : usual;
}

/** Whether one size runs more than so many times the task slots of the other. */
function gains(one: SizeChoice | undefined, other: SizeChoice | undefined, times: number): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  if (one.worstCoreUtilisation > times * other.worstCoreUtilisation) return true;
  return (
    one.worstCoreUtilisation >= EQUAL_SLOTS * other.worstCoreUtilisation &&
    one.meanCoreUtilisation > times * other.meanCoreUtilisation
  );
}

function best(candidates: readonly Candidate[]): SizeChoice | undefined {
  const bestWorst = max(candidates, (c) => c.worstCoreUtilisation);
  const good = candidates.filter((c) => c.worstCoreUtilisation >= EQUAL_SLOTS * bestWorst);
  const bestMean = max(good, (c) => c.meanCoreUtilisation);
  const equal = good.filter((c) => c.meanCoreUtilisation >= EQUAL_SLOTS * bestMean);
  const roomy = equal.filter((c) => c.keepsRoom);
  const wanted = roomy.length > 0 ? roomy : equal;
  const leastStranded = -max(wanted, (c) => -c.strandedMemory);
  const near = wanted.filter((c) => c.strandedMemory <= leastStranded + EQUAL_MEMORY);
  return near.reduce<Candidate | undefined>((a, b) => (a === undefined || isPreferred(b, a) ? b : a), undefined);
}

/** Fewer, larger executors; of as many cores the one that strands less. */
function isPreferred(a: Candidate, b: Candidate): boolean {
  if (a.executor.cores !== b.executor.cores) return a.executor.cores > b.executor.cores;
  if (a.strandedMemory !== b.strandedMemory) return a.strandedMemory < b.strandedMemory;
  return a.executor.containerMiB > b.executor.containerMiB;
}

const max = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((largest, value) => Math.max(largest, of(value)), Number.NEGATIVE_INFINITY);
