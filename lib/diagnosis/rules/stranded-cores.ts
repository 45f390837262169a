import { grouped, percent } from '../../numbers';
import { arithmeticFor, type Facts, gainFor, times } from '../facts';
import { isMaterial } from '../full';
import type { Explanation, Finding } from '../types';

/** Twice the task slots, or more. */
const CRITICAL_GAIN = 2;

/** Whether a reading leaves cores without a task that another executor size would use. */
export const strands = (reading: Explanation, { potential }: Facts): boolean =>
  reading.saturated && reading.taskSlots <= reading.totalVcores && isMaterial(potential(), reading.taskSlots);

/** Nothing more of the executor's size fits, and the nodes could run materially more tasks: executors too fat for the node's memory per core. */
export function strandedCores(facts: Facts): Finding | undefined {
  const { explanations, evidence } = facts;
  const [reading] = explanations;
  if (reading === undefined || evidence.containersPending === 0) return undefined;
  if (!explanations.every((one) => strands(one, facts))) return undefined;
  // Some number of executors gives any amount of memory; only a second figure confirms their size.
  const confirmed = evidence.containersAllocated !== undefined || evidence.allocatedVcores !== undefined;
  const gain = gainFor(facts, reading.taskSlots);
  return {
    id: 'stranded-cores',
    severity: gain.factor >= CRITICAL_GAIN ? 'critical' : 'warning',
    summary: `no further executor of this size fits, with ${percent(facts.memoryUtilisation)} of YARN memory in use, and its task slots cover ${percent(reading.coreUtilisation)} of ${grouped(reading.totalVcores)} vcores; ${grouped(gain.possibleTaskSlots)} task slots are possible, ${times(gain.factor)} as many`,
    arithmetic: arithmeticFor(reading, facts),
    remedy: confirmed
      ? 'run more, smaller executors that fill memory and vcores together'
      : 'give the containers or the cores in use as well: many readings fit the memory alone',
    actionable: confirmed,
    gain,
  };
}
