import { MATERIAL_GAIN } from '../../diagnosis';
import { counted, grouped, percent } from '../../numbers';
import { strandsMemory } from '../../sizing';
import type { ExecutorSize } from '../../spark';
import { firstPlaceOf, type LintFacts, readable } from '../facts';
import {
  grantedOf,
  perNode,
  plannedAdvice,
  plannedInstead,
  type RunningInPlace,
  type SizeOnCluster,
  sizeOnCluster,
} from '../size-on-cluster';
import type { PlacedFinding } from '../types';

/** The executor's size on the cluster's nodes: over-subscribing, or leaving cores or memory unused. */
export function sizes(facts: LintFacts): PlacedFinding[] {
  const size = sizeOnCluster(facts);
  if (size === undefined || size.places.length === 0) return [];
  return [...oversubscribed(facts, size), ...stranded(facts, size), ...largerThanAsked(facts)];
}

const MEMORY = 'spark.executor.memory';
const CORES = 'spark.executor.cores';

/** More busy cores than there are, wherever the application master is; where only in some places, that is said, and no more than a note. */
function oversubscribed(facts: LintFacts, size: SizeOnCluster): PlacedFinding[] {
  const { capacity, executor, places, taskSlots, cores } = size;
  const over = places.filter(({ asked }) => asked.busyCores > cores);
  const [fewest] = over;
  if (size.calculator !== 'default' || fewest === undefined) return [];
  const { asked } = fewest;
  const load = (asked.busyCores / cores).toFixed(2);
  const slots =
    asked.busyCores === asked.taskSlots
      ? `${counted(asked.taskSlots, 'task slot')} on ${counted(cores, 'core')} (${load} tasks a core)`
      : `${counted(asked.taskSlots, 'task slot')} that take ${counted(asked.busyCores, 'core')}, on ${counted(cores, 'core')} (${load} times as many)`;
  const assumed = facts.calculator.from === 'assumed' ? "EMR's default calculator" : 'the default calculator';
  const isSure = over.length === places.length;
  const more =
    isSure && asked.executors < capacity.executors ? `; as many as fit would give ${grouped(taskSlots)}` : '';
  return [
    {
      id: 'oversubscribed',
      severity: isSure ? 'warning' : 'note',
      ...firstPlaceOf(facts, [CORES, MEMORY]),
      message: `${assumed} counts memory only: ${isSure ? '' : `${placesInWords(over)} `}${counted(asked.executors, 'executor')} of ${counted(executor.cores, 'core')} ${asked.executors === 1 ? 'runs' : 'run'}, ${slots}${more}`,
      instead: plannedAdvice(facts) ?? 'give an executor more memory or fewer cores, or set the dominant calculator',
    },
  ];
}

/** `where the application master is on a c6i.12xlarge,`. */
function placesInWords(places: readonly RunningInPlace[]): string {
  const types = [...new Set(places.map(({ instanceType }) => instanceType))];
  return `where the application master is on ${types.map((type) => `a ${type}`).join(' or ')},`;
}

/** Only where the sizing engine finds better for the same nodes: some hardware has more memory than any executor can use. */
function stranded(facts: LintFacts, size: SizeOnCluster): PlacedFinding[] {
  const better = plannedInstead(facts);
  if (better === undefined) return [];
  const possible = better.admission.coreUtilisation * better.admission.totalVcores;
  const usedCores = ({ capacity }: RunningInPlace): number => Math.min(capacity.busyCores, size.cores);
  const strands = size.places.filter((place) => possible >= MATERIAL_GAIN * usedCores(place));
  const isSure = strands.length === size.places.length;
  const cores = strands.length === 0 ? [] : [strandedCores(facts, size, strands)];
  return isSure ? cores : [...cores, ...strandedMemory(facts, size, better.executor)];
}

/** @param strands the places of the application master in which cores are stranded */
function strandedCores(facts: LintFacts, size: SizeOnCluster, strands: readonly RunningInPlace[]): PlacedFinding {
  const isSure = strands.length === size.places.length;
  const slots = strands.map(({ capacity }) => capacity.taskSlots);
  const [least, most] = [Math.min(...slots), Math.max(...slots)];
  const inWords =
    least === most
      ? counted(most, 'task slot')
      : `${grouped(least)} to ${counted(most, 'task slot')}, by the place of the application master,`;
  const busy = Math.max(...strands.map(({ capacity }) => Math.min(capacity.busyCores, size.cores)));
  return {
    id: 'strands-cores',
    severity: isSure ? 'warning' : 'note',
    ...firstPlaceOf(facts, [MEMORY, CORES]),
    message: `${nodesInWords(facts, size)}: ${isSure ? '' : `${placesInWords(strands)} `}${inWords} on ${counted(size.cores, 'core')}; ${least === most ? '' : 'at least '}${percent(1 - busy / size.cores)} of the cores never work`,
    instead: plannedAdvice(facts) ?? '',
  };
}

function strandedMemory(facts: LintFacts, size: SizeOnCluster, better: ExecutorSize): PlacedFinding[] {
  const here = { container: grantedOf(facts, size.executor), calculator: size.calculator };
  const planned = { container: grantedOf(facts, better), calculator: 'dominant' } as const;
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
