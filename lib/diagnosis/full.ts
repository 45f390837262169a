import type { ExecutorSize } from '../spark';
import type { ClusterEvidence } from './cluster-evidence';
import { explanations } from './explain';
import type { Potential } from './potential';
import type { Explanation } from './types';

/** Task slots that the nodes could run for each that runs: from this ratio on cores are stranded. */
export const MATERIAL_GAIN = 1.2;

/** Task slots that the nodes could run for each that runs. */
export const gainOver = ({ taskSlots }: Potential, running: number): number => taskSlots / running;

/** Whether so many task slots are materially fewer than the nodes could run. */
export const isMaterial = (potential: Potential, running: number): boolean =>
  running > 0 && gainOver(potential, running) >= MATERIAL_GAIN;

/**
 * Whether cores are stranded at one moment: no further executor of this size fits while containers are pending, whatever the share of memory
 * in use, and the nodes could run materially more task slots. Undefined where the size does not explain the figures.
 *
 * @throws InputError when YARN would refuse such an executor
 */
export function strandsCores(
  evidence: ClusterEvidence,
  executor: ExecutorSize,
  potential: Potential,
): boolean | undefined {
  return holdsWaiting(evidence, executor, ({ taskSlots }) => isMaterial(potential, taskSlots));
}

/**
 * Whether a cluster is full at one moment: no further executor of this size fits while containers are pending, whatever the share of memory
 * in use. Undefined where the size does not explain the figures.
 *
 * @throws InputError when YARN would refuse such an executor
 */
export const isFull = (evidence: ClusterEvidence, executor: ExecutorSize): boolean | undefined =>
  holdsWaiting(evidence, executor, () => true);

function holdsWaiting(
  evidence: ClusterEvidence,
  executor: ExecutorSize,
  counts: (reading: Explanation) => boolean,
): boolean | undefined {
  const readings = explanations(evidence, executor);
  if (readings.length === 0) return undefined;
  const isWaiting = (evidence.containersPending ?? 0) > 0;
  return isWaiting && readings.some((reading) => reading.saturated && counts(reading));
}
