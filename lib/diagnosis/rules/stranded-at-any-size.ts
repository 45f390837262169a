import { counted, grouped, percent } from '../../numbers';
import { type Facts, gainFor, times } from '../facts';
import { isNearlySaturated, possibleSizes, strandsAtCapacity } from '../reproducing-sizes';
import type { Finding, ReproducingSize } from '../types';

/** The size closest to the figures, where every size that gives them strands cores; undefined where one does not, or an executor was given. */
function strandedAtEverySize(facts: Facts): ReproducingSize | undefined {
  const { evidence, executor, potential } = facts;
  if (executor !== undefined || evidence.containersPending === 0) return undefined;
  const sizes = possibleSizes(facts);
  return sizes.every((size) => isNearlySaturated(size) && strandsAtCapacity(size, potential())) ? sizes[0] : undefined;
}

/** Stranded cores as far as a dashboard alone can tell. */
export function strandedAtAnySize(facts: Facts): Finding | undefined {
  const closest = strandedAtEverySize(facts);
  if (closest === undefined) return undefined;
  const gain = gainFor(facts, closest.taskSlots ?? 0);
  return {
    id: 'stranded-cores',
    severity: gain.factor >= 2 ? 'critical' : 'warning',
    summary: `${percent(facts.memoryUtilisation)} of YARN memory is in use, and whichever executor size gives these figures leaves cores idle: some ${counted(gain.taskSlots, 'task slot')} run; ${grouped(gain.possibleTaskSlots)} are possible, ${times(gain.factor)} as many`,
    arithmetic: [
      `closest: ${closest.perNode} a node of ${grouped(closest.containerMiB)} MiB and ${counted(closest.executorCores ?? 0, 'core')}, ${counted(closest.executors, 'executor')}`,
    ],
    remedy: 'run more, smaller executors that fill memory and vcores together',
    actionable: false,
    gain,
  };
}
