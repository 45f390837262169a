import { counted, grouped, percent } from '../numbers';
import type { ExecutorSize } from '../spark';
import { grantedMiB } from '../yarn';
import type { ClusterEvidence } from './cluster-evidence';
import { gainOver } from './full';
import type { Potential } from './potential';
import type { Explanation, Gain, ReproducingSize } from './types';

/** What a rule may look at. */
export interface Facts {
  readonly evidence: ClusterEvidence;
  readonly executor?: ExecutorSize;
  /** The readings, by calculator, that the admission model supports; empty where no executor size is known. */
  readonly explanations: readonly Explanation[];
  readonly sizes: readonly ReproducingSize[];
  readonly memoryUtilisation: number;
  readonly totalVcores: number;
  /** What the nodes could run; worked out when it is asked for. */
  readonly potential: () => Potential;
}

/** The gain over a number of task slots that run. */
export function gainFor({ potential }: Facts, taskSlots: number): Gain {
  const possible = potential();
  return { taskSlots, possibleTaskSlots: possible.taskSlots, factor: gainOver(possible, taskSlots) };
}

/** `a plan has 156 task slots in executors of 4 cores and 14,336 MiB`; undefined where there is none. */
export function planInWords({ potential }: Facts): string | undefined {
  const { executor, taskSlots } = potential();
  if (executor === undefined) return undefined;
  return `a plan has ${grouped(taskSlots)} task slots in executors of ${counted(executor.cores, 'core')} and ${grouped(executor.containerMiB)} MiB`;
}

/** `1.6 times`. */
export const times = (factor: number): string => `${factor.toFixed(1)} times`;

/** A reading's arithmetic, line by line. */
export function arithmeticFor(e: Explanation, facts: Facts): string[] {
  const { executor } = e;
  const parts = [
    `${grouped(executor.memoryMiB)} heap`,
    `${grouped(executor.memoryOverheadMiB)} overhead`,
    ...(executor.offHeapMiB > 0 ? [`${grouped(executor.offHeapMiB)} off-heap`] : []),
    ...(executor.pysparkMiB > 0 ? [`${grouped(executor.pysparkMiB)} PySpark`] : []),
  ];
  const rounded = grantedMiB(executor.containerMiB);
  const rounding = rounded === executor.containerMiB ? '' : `, which YARN rounds up to ${grouped(rounded)}`;
  const nodes = facts.evidence.nodes.map((n) => {
    const byMemory = Math.floor(n.memoryMiB / rounded);
    const byVcores = Math.floor(n.vcores / executor.cores);
    const limit = e.calculator === 'dominant' ? Math.min(byMemory, byVcores) : byMemory;
    const vcores = e.calculator === 'dominant' ? `, ${n.vcores} vcores ÷ ${executor.cores} = ${byVcores}` : '';
    return `${n.count} × ${n.instanceType}: ${grouped(n.memoryMiB)} MiB ÷ ${grouped(rounded)} = ${byMemory}${vcores}; ${limit} a node`;
  });
  return [
    `executor container: ${parts.join(' + ')} = ${grouped(executor.containerMiB)} MiB${rounding}, ${counted(executor.cores, 'core')}`,
    ...nodes,
    `${counted(e.executors, 'executor')} and the application master: ${grouped(e.predictedMB)} MB predicted, ${grouped(e.observedMB)} MB observed (${percent(Math.abs(e.predictedMB - e.observedMB) / e.observedMB)} apart)`,
    `task slots: ${grouped(e.executors)} × ${executor.cores} = ${grouped(e.taskSlots)} on ${grouped(e.totalVcores)} vcores (${percent(e.coreUtilisation)})`,
  ];
}
