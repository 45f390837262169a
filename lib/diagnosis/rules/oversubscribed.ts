import { counted, grouped } from '../../numbers';
import { arithmeticFor, type Facts, planInWords } from '../facts';
import { possibleSizes } from '../reproducing-sizes';
import type { Finding } from '../types';

/** More executors than cores, of whatever size: even with one core each they over-subscribe. */
export function oversubscribedAtAnySize(facts: Facts): Finding | undefined {
  const { executor, totalVcores } = facts;
  const sizes = executor === undefined ? possibleSizes(facts) : [];
  const [closest] = sizes;
  if (closest === undefined || !sizes.every((size) => size.calculator === 'default' && size.executors > totalVcores)) {
    return undefined;
  }
  const { containersAllocated } = facts.evidence;
  const executors = containersAllocated === undefined ? closest.executors : containersAllocated - 1;
  return {
    id: 'oversubscribed',
    severity: 'warning',
    summary: `some ${grouped(executors)} executors share ${grouped(totalVcores)} vcores: with a single core each that is ${(executors / totalVcores).toFixed(2)} tasks a core`,
    arithmetic: [
      `closest: ${closest.perNode} a node of ${grouped(closest.containerMiB)} MiB, ${counted(closest.executors, 'executor')}`,
    ],
    remedy: remedyFor(facts),
    actionable: false,
  };
}

/** More task slots than vcores: the look-alike of stranded cores, which needs the opposite cure. */
export function oversubscribed(facts: Facts): Finding | undefined {
  const readings = facts.explanations.filter((e) => e.taskSlots > e.totalVcores);
  const [reading] = readings;
  if (reading === undefined || readings.length < facts.explanations.length) return undefined;
  return {
    id: 'oversubscribed',
    severity: 'warning',
    summary: `${grouped(reading.taskSlots)} task slots share ${grouped(reading.totalVcores)} vcores (${reading.coreUtilisation.toFixed(2)} tasks a core), whatever the dashboard says`,
    arithmetic: arithmeticFor(reading, facts),
    remedy: remedyFor(facts),
    actionable: false,
  };
}

/** With the numbers of a plan, where there is one. */
function remedyFor(facts: Facts): string {
  const plan = planInWords(facts);
  const isDominant = facts.evidence.calculator === 'dominant';
  const instead = isDominant ? 'ask for no more executors than the cores can run' : 'use the dominant calculator';
  return `do not make executors smaller: that adds task slots to busy cores; ${[instead, plan ?? []].flat().join(': ')}, or keep it on purpose for jobs that wait for I/O`;
}
