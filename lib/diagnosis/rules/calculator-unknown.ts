import { counted, grouped, percent } from '../../numbers';
import { type Facts, gainFor, times } from '../facts';
import { isNearlySaturated, possibleSizes, strandsAtCapacity } from '../reproducing-sizes';
import type { Explanation, Finding } from '../types';
import { strands } from './stranded-cores';

/** Cores that an executor often has. */
const USUAL_CORES = 4;

/** Two readings of one dashboard, with opposite cures. */
export function calculatorUnknown(facts: Facts): Finding | undefined {
  if (facts.evidence.calculator !== undefined || facts.evidence.containersPending === 0) return undefined;
  return facts.executor === undefined ? fromSizes(facts) : fromExplanations(facts);
}

function fromExplanations(facts: Facts): Finding | undefined {
  const [first, second] = facts.explanations;
  if (first === undefined || second === undefined) return undefined;
  const verdict = (reading: Explanation): string =>
    reading.taskSlots > reading.totalVcores ? 'over' : strands(reading, facts) ? 'stranded' : 'fine';
  if (verdict(first) === verdict(second)) return undefined;
  return finding(
    facts.explanations.map(
      (e) => `${e.calculator} calculator: ${grouped(e.taskSlots)} task slots on ${grouped(e.totalVcores)} vcores`,
    ),
  );
}

function fromSizes(facts: Facts): Finding | undefined {
  // Without vcores nothing tells a size of many cores from one of few, under either calculator.
  if (facts.evidence.allocatedVcores === undefined) return undefined;
  const sizes = possibleSizes(facts).filter(isNearlySaturated);
  const slim = sizes.find((s) => s.calculator === 'default');
  if (slim === undefined) return undefined;
  const fat = sizes.find((s) => s.calculator === 'dominant' && strandsAtCapacity(s, facts.potential()));
  if (fat?.taskSlots === undefined) return undefined;
  const total = facts.totalVcores;
  const { possibleTaskSlots, factor } = gainFor(facts, fat.taskSlots);
  // Usual ones, or the fewest with which tasks share cores.
  const cores = Math.max(USUAL_CORES, Math.floor(total / slim.executors) + 1);
  return finding([
    `dominant calculator: ${counted(fat.executors, 'executor')} of ${grouped(fat.containerMiB)} MiB and ${counted(fat.executorCores ?? 0, 'core')}; ${grouped(total - fat.taskSlots)} of ${grouped(total)} vcores idle (${percent(1 - fat.taskSlots / total)}): smaller executors help, up to ${grouped(possibleTaskSlots)} task slots, ${times(factor)} as many`,
    `default calculator: ${counted(slim.executors, 'executor')} of ${grouped(slim.containerMiB)} MiB, one vcore counted for each; with ${counted(cores, 'core')} each they would run ${grouped(slim.executors * cores)} tasks on ${grouped(total)} vcores: smaller executors do harm`,
  ]);
}

function finding(arithmetic: string[]): Finding {
  return {
    id: 'calculator-unknown',
    severity: 'warning',
    summary:
      'two readings fit these figures and need opposite cures; which one is right depends on the resource calculator',
    arithmetic,
    remedy:
      'none before one of them is ruled out; CPU on the nodes tells them apart as well: idle nodes mean the first reading, busy nodes the second',
    actionable: false,
  };
}
