import { grouped } from '../../numbers';
import { arithmeticFor, type Facts, gainFor, times } from '../facts';
import type { Finding } from '../types';
import { strands } from './stranded-cores';

/** The executors leave cores idle, and nothing waits for them. */
export function noDemand(facts: Facts): Finding | undefined {
  const { explanations, evidence } = facts;
  const [reading] = explanations;
  if (reading === undefined || evidence.containersPending !== 0) return undefined;
  if (!explanations.every((one) => strands(one, facts))) return undefined;
  const gain = gainFor(facts, reading.taskSlots);
  return {
    id: 'no-demand',
    severity: 'info',
    summary: `the nodes are full of executors that cover ${grouped(reading.taskSlots)} of ${grouped(reading.totalVcores)} vcores, and no container is pending: the job asks for no more`,
    arithmetic: arithmeticFor(reading, facts),
    remedy: `none while nothing waits; smaller executors would give ${grouped(gain.possibleTaskSlots)} task slots, ${times(gain.factor)} as many, to a job that asks for them`,
    actionable: false,
    gain,
  };
}
