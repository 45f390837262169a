import { counted, grouped, percent } from '../../numbers';
import { strandsMemory } from '../../sizing';
import { firstPlaceOf, type LintFacts, readable } from '../facts';
import {
  grantedOf,
  perNode,
  plannedAdvice,
  plannedInstead,
  type SizeOnCluster,
  sizeOnCluster,
} from '../size-on-cluster';
import type { PlacedFinding } from '../types';

/** A plan is worth naming from this gain on. */
const WORTH_NAMING = 1.1;

/** The executor's size on the cluster's nodes: over-subscribing, or leaving cores or memory unused. */
export function sizes(facts: LintFacts): PlacedFinding[] {
  const size = sizeOnCluster(facts);
  if (size === undefined) return [];
  const { refused } = size.capacity;
  if (refused !== undefined || size.capacity.executors === 0) return [];
  return [...oversubscribed(facts, size), ...stranded(facts, size), ...largerThanAsked(facts)];
}

const MEMORY = 'spark.executor.memory';
const CORES = 'spark.executor.cores';

function oversubscribed(facts: LintFacts, size: SizeOnCluster): PlacedFinding[] {
  const { capacity, executor, asked, taskSlots, cores } = size;
  if (size.calculator !== 'default' || asked.busyCores <= cores) return [];
  const load = (asked.busyCores / cores).toFixed(2);
  const slots =
    asked.busyCores === asked.taskSlots
      ? `${counted(asked.taskSlots, 'task slot')} on ${counted(cores, 'core')} (${load} tasks a core)`
      : `${counted(asked.taskSlots, 'task slot')} that take ${counted(asked.busyCores, 'core')}, on ${counted(cores, 'core')} (${load} times as many)`;
  const assumed = facts.calculator.from === 'assumed' ? "EMR's default calculator" : 'the default calculator';
  return [
    {
      id: 'oversubscribed',
      severity: 'warning',
      ...firstPlaceOf(facts, [CORES, MEMORY]),
      message: `${assumed} counts memory only: ${counted(asked.executors, 'executor')} of ${counted(executor.cores, 'core')} ${asked.executors === 1 ? 'runs' : 'run'}, ${slots}${asked.executors < capacity.executors ? `; as many as fit would give ${grouped(taskSlots)}` : ''}`,
      instead: plannedAdvice(facts) ?? 'give an executor more memory or fewer cores, or set the dominant calculator',
    },
  ];
}

/** Only where the sizing engine finds better for the same nodes: some hardware has more memory than any executor can use. */
function stranded(facts: LintFacts, size: SizeOnCluster): PlacedFinding[] {
  const better = plannedInstead(facts);
  if (better === undefined) return [];
  const { admission } = better;
  const usedCores = Math.min(size.busyCores, size.cores);
  if (admission.coreUtilisation * admission.totalVcores >= WORTH_NAMING * usedCores) {
    return [
      {
        id: 'strands-cores',
        severity: 'warning',
        ...firstPlaceOf(facts, [MEMORY, CORES]),
        message: `${nodesInWords(facts, size)}: ${counted(size.taskSlots, 'task slot')} on ${counted(size.cores, 'core')}; ${percent(1 - usedCores / size.cores)} of the cores never work`,
        instead: plannedAdvice(facts) ?? '',
      },
    ];
  }
  const here = { container: grantedOf(facts, size.executor), calculator: size.calculator };
  const planned = { container: grantedOf(facts, better.executor), calculator: 'dominant' } as const;
  const { nodes } = size.hardware;
  if (!strandsMemory({ nodes, applicationMaster: size.applicationMaster, size: here, planned })) return [];
  return [
    {
      id: 'strands-memory',
      severity: 'warning',
      ...firstPlaceOf(facts, [MEMORY, CORES]),
      message: `${nodesInWords(facts, size)}: ${percent(size.strandedMemory)} of the memory belongs to no executor`,
      instead: plannedAdvice(facts) ?? '',
    },
  ];
}

function nodesInWords(facts: LintFacts, { hardware, executor, calculator, grantedMiB }: SizeOnCluster): string {
  const each = hardware.nodes.map((n) => `${perNode(facts, n, executor)} on a ${n.instanceType}`);
  return `containers of ${grouped(grantedMiB)} MiB and ${counted(executor.cores, 'core')}, ${each.join(', ')} (${calculator} calculator)`;
}

/** EMR may give an executor more than was asked for, and the exact packing is gone. */
function largerThanAsked(facts: LintFacts): PlacedFinding[] {
  const key = 'spark.yarn.heterogeneousExecutors.enabled';
  if (!facts.release.hasHeterogeneousExecutors || readable(() => facts.settings.boolean(key)) === false) return [];
  return [
    {
      id: 'heterogeneous-executors',
      severity: 'note',
      ...firstPlaceOf(facts, [key, MEMORY, CORES]),
      message: `EMR may give an executor more memory and cores than you wrote, and these figures no longer hold`,
      instead: `set ${key}=false for exactly the executors that you wrote`,
      fix: [{ edit: 'set', key, value: 'false' }],
    },
  ];
}
