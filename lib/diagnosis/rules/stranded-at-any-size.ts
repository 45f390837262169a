import { grouped, percent } from '../../numbers';
import { type Facts, MEMORY_FULL } from '../facts';
import { strandsCores } from '../reproducing-sizes';
import type { Finding } from '../types';

/** Stranded cores as far as a dashboard alone can tell: every size that reproduces it, whatever the calculator, leaves half of the cores idle. */
export function strandedAtAnySize(facts: Facts): Finding | undefined {
  const { evidence, sizes } = facts;
  if (facts.executor !== undefined || facts.memoryUtilisation < MEMORY_FULL) return undefined;
  const [closest] = sizes;
  if (closest === undefined || !sizes.every((size) => strandsCores(size, evidence))) return undefined;
  return {
    id: 'stranded-cores',
    severity: 'critical',
    summary: `${percent(facts.memoryUtilisation)} of YARN memory is taken while at most half of ${grouped(facts.totalVcores)} vcores run tasks, whichever executor size is running`,
    arithmetic: [
      `closest: ${closest.perNode} a node of ${grouped(closest.containerMiB)} MiB and ${closest.executorCores} cores, ${grouped(closest.executors)} executors`,
    ],
    remedy:
      'run more, smaller executors; give --executor-memory, --executor-overhead and --executor-cores for the numbers',
    actionable: false,
  };
}
