import { grouped, percent } from '../../numbers';
import { CORES_IDLE, type Facts, MEMORY_FULL } from '../facts';
import { strandsCores } from '../reproducing-sizes';
import type { Finding } from '../types';

/** Two readings of one dashboard, with opposite cures. */
export function calculatorUnknown(facts: Facts): Finding | undefined {
  if (facts.evidence.calculator !== undefined || facts.memoryUtilisation < MEMORY_FULL) return undefined;
  return facts.executor === undefined ? fromSizes(facts) : fromExplanations(facts);
}

function fromExplanations(facts: Facts): Finding | undefined {
  const [first, second] = facts.explanations;
  if (first === undefined || second === undefined) return undefined;
  const verdict = (utilisation: number): string =>
    utilisation > 1 ? 'over' : utilisation <= CORES_IDLE ? 'idle' : 'fine';
  if (verdict(first.coreUtilisation) === verdict(second.coreUtilisation)) return undefined;
  return finding(
    facts.explanations.map(
      (e) => `${e.calculator} calculator: ${grouped(e.taskSlots)} task slots on ${grouped(e.totalVcores)} vcores`,
    ),
  );
}

function fromSizes(facts: Facts): Finding | undefined {
  const fat = facts.sizes.find((s) => s.calculator === 'dominant' && strandsCores(s, facts.evidence));
  const slim = facts.sizes.find((s) => s.calculator === 'default');
  if (fat === undefined || slim === undefined) return undefined;
  const total = facts.totalVcores;
  return finding([
    `dominant calculator: ${grouped(fat.executors)} executors of ${grouped(fat.containerMiB)} MiB and ${fat.executorCores} cores; ${grouped(total - (fat.taskSlots ?? 0))} of ${grouped(total)} vcores idle (${percent(1 - (fat.taskSlots ?? 0) / total)}): smaller executors help`,
    `default calculator: ${grouped(slim.executors)} executors of ${grouped(slim.containerMiB)} MiB, one vcore counted for each; with 4 cores each they would run ${grouped(slim.executors * 4)} tasks on ${grouped(total)} vcores: smaller executors do harm`,
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
      'give --calculator and the executor size (--executor-memory, --executor-cores), or look at CPU on the nodes: idle nodes mean the first reading, busy nodes the second',
    actionable: false,
  };
}
