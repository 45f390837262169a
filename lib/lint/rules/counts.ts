import { capacityOf } from '../../effective';
import { counted, grouped } from '../../numbers';
import { EXECUTOR_INSTANCES, MAX_EXECUTORS, MIN_EXECUTORS } from '../../spark';
import type { Limit } from '../../yarn';
import { findCount, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

/** How many executors the cluster can hold, also where only memory or only cores of one are known. */
export function counts(facts: LintFacts): PlacedFinding[] {
  const capacity = capacityOf(facts.effective);
  if (capacity === undefined) return [];
  const { admission, places, missing } = capacity;
  if (admission.refused !== undefined || admission.executors === 0) return [];
  const fit: Fit = {
    executors: admission.executors,
    most: Math.max(...places.map((place) => place.admission.executors)),
    isBound: missing.length > 0,
    limitedBy: admission.limitedBy,
  };
  return [...moreThanFit(facts, fit), ...minimumAboveCapacity(facts, fit)];
}

/** What fits; at the most, where something of the executor is not known. */
interface Fit {
  /** With the application master where it displaces most. */
  readonly executors: number;
  /** Where it displaces least. */
  readonly most: number;
  readonly isBound: boolean;
  readonly limitedBy: Limit;
}

function moreThanFit(facts: LintFacts, { executors, most, isBound, limitedBy }: Fit): PlacedFinding[] {
  const key = facts.dynamicAllocation ? MAX_EXECUTORS : EXECUTOR_INSTANCES;
  const [place, wanted] = [placeOf(facts, key), facts.effective.spark.maxAsked];
  if (place === undefined || wanted === undefined || !Number.isFinite(wanted) || wanted <= executors) return [];
  const depends = most > executors;
  const running = depends ? `${grouped(executors)} to ${grouped(Math.min(most, wanted))}` : grouped(executors);
  const waits = facts.dynamicAllocation ? 'are asked for and wait' : 'stay pending';
  return [
    {
      id: 'more-than-fit',
      severity: wanted > most ? 'warning' : 'note',
      key,
      ...place,
      message: `${isBound ? 'at most ' : ''}${running} of ${grouped(wanted)} executors run on these nodes${depends ? ', by the place of the application master' : ''} (${schedulerInWords(facts)}, ${limitInWords(limitedBy)}); ${depends ? 'all others' : `the other ${grouped(wanted - executors)}`} ${waits}`,
      instead: `set it to ${executors}, or add nodes`,
      fix: [{ edit: 'set', key, value: String(executors) }],
    },
  ];
}

function schedulerInWords({ effective, calculator }: LintFacts): string {
  switch (effective.yarn.scheduler.value) {
    case 'fair':
      return 'FairScheduler: memory and vcores both bind';
    case 'fifo':
      return 'FifoScheduler: memory alone binds';
    default:
      return `${calculator.name} calculator`;
  }
}

function limitInWords(limit: Limit): string {
  switch (limit) {
    case 'queue':
      return "the queue's maximum capacity is reached";
    case 'user-limit':
      return "the queue's share for one user is reached";
    case 'vcores':
      return 'vcores run out';
    default:
      return 'memory runs out';
  }
}

/** A minimum above what fits leaves containers pending from the first minute to the last. */
function minimumAboveCapacity(facts: LintFacts, { executors, most }: Fit): PlacedFinding[] {
  const key = MIN_EXECUTORS;
  const place = placeOf(facts, key);
  const least = findCount(facts, key);
  if (!facts.dynamicAllocation || place === undefined || least === undefined || least <= executors) return [];
  return [
    {
      id: 'minimum-above-capacity',
      severity: least > most ? 'warning' : 'note',
      key,
      ...place,
      message: `${counted(least, 'executor')} ${least === 1 ? 'is' : 'are'} always asked for, and ${most > executors ? `${grouped(executors)} to ${grouped(most)}, by the place of the application master,` : grouped(executors)} fit: the rest stays pending as long as the job runs`,
      instead: `set it to ${executors} or less`,
      fix: [{ edit: 'set', key, value: String(executors) }],
    },
  ];
}
