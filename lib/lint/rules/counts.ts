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
  const { admission, missing } = capacity;
  if (admission.refused !== undefined || admission.executors === 0) return [];
  const fit: Fit = { executors: admission.executors, isBound: missing.length > 0, limitedBy: admission.limitedBy };
  return [...moreThanFit(facts, fit), ...minimumAboveCapacity(facts, fit)];
}

/** What fits; at the most, where something of the executor is not known. */
interface Fit {
  readonly executors: number;
  readonly isBound: boolean;
  readonly limitedBy: Limit;
}

function moreThanFit(facts: LintFacts, { executors, isBound, limitedBy }: Fit): PlacedFinding[] {
  const key = facts.dynamicAllocation ? MAX_EXECUTORS : EXECUTOR_INSTANCES;
  const [place, wanted] = [placeOf(facts, key), facts.effective.spark.maxAsked];
  if (place === undefined || wanted === undefined || !Number.isFinite(wanted) || wanted <= executors) return [];
  const rest = grouped(wanted - executors);
  return [
    {
      id: 'more-than-fit',
      severity: 'warning',
      key,
      ...place,
      message: `${isBound ? 'at most ' : ''}${grouped(executors)} of ${grouped(wanted)} executors run on these nodes (${schedulerInWords(facts)}, ${limitInWords(limitedBy)}); ${facts.dynamicAllocation ? `the other ${rest} are asked for and wait` : `the other ${rest} stay pending`}`,
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
function minimumAboveCapacity(facts: LintFacts, { executors }: Fit): PlacedFinding[] {
  const key = MIN_EXECUTORS;
  const place = placeOf(facts, key);
  const least = findCount(facts, key);
  if (!facts.dynamicAllocation || place === undefined || least === undefined || least <= executors) return [];
  return [
    {
      id: 'minimum-above-capacity',
      severity: 'warning',
      key,
      ...place,
      message: `${counted(least, 'executor')} ${least === 1 ? 'is' : 'are'} always asked for, and ${grouped(executors)} fit: the rest stays pending as long as the job runs`,
      instead: `set it to ${executors} or less`,
      fix: [{ edit: 'set', key, value: String(executors) }],
    },
  ];
}
