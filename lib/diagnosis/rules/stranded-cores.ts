import { grouped, percent } from '../../numbers';
import { arithmeticFor, CORES_IDLE, type Facts, MEMORY_FULL } from '../facts';
import type { Finding } from '../types';

/** Memory is full while cores have no task: executors too fat for the node's memory per core. */
export function strandedCores(facts: Facts): Finding | undefined {
  if (facts.memoryUtilisation < MEMORY_FULL || facts.explanations.length === 0) return undefined;
  if (facts.explanations.some((e) => e.coreUtilisation > CORES_IDLE)) return undefined;
  const [reading] = facts.explanations;
  if (reading === undefined) return undefined;
  // Some number of executors gives any amount of memory; only a second figure confirms their size.
  const { containersAllocated, allocatedVcores } = facts.evidence;
  const confirmed = containersAllocated !== undefined || allocatedVcores !== undefined;
  return {
    id: 'stranded-cores',
    severity: 'critical',
    summary: `${percent(facts.memoryUtilisation)} of YARN memory is taken while task slots cover ${percent(reading.coreUtilisation)} of ${grouped(reading.totalVcores)} vcores: each executor is too fat`,
    arithmetic: arithmeticFor(reading, facts),
    remedy: confirmed
      ? 'run more, smaller executors that fill memory and vcores together'
      : 'give the cores or the containers in use as well: many readings fit the memory alone',
    actionable: confirmed,
  };
}
