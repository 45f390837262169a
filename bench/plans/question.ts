import { instanceFacts } from '../../lib/catalog';
import { type Calculator, DEFAULT_MIN_ALLOCATION_MIB } from '../../lib/yarn';
import type { OracleCase } from '../yarn-oracle/case';
import type { Cluster, PeerPlan } from './peers';

/** A node as YARN and the CPU see it. */
export interface JudgedNodes {
  readonly count: number;
  readonly memoryMiB: number;
  readonly yarnVcores: number;
  /** Hardware threads: what tasks share. */
  readonly vcpus: number;
}

export function nodesUnder(cluster: Cluster, plan: PeerPlan): JudgedNodes[] {
  return cluster.nodes.map(({ instanceType, count }) => {
    const { yarnMemoryMiB, yarnVcores, ec2Vcpus } = instanceFacts(instanceType);
    const memoryMiB = plan.yarnMemoryMiB?.[instanceType] ?? yarnMemoryMiB;
    return { count, memoryMiB, yarnVcores, vcpus: ec2Vcpus };
  });
}

/** What the scheduler is asked: the application master on the first node that can take it, then the plan's executors. */
export function questionOf(id: string, cluster: Cluster, plan: PeerPlan, calculator: Calculator): OracleCase {
  const nodes = nodesUnder(cluster, plan);
  const { containerMiB, cores } = plan.executor;
  // More than all memory holds never runs; asking for it is what dynamic allocation without a maximum comes to.
  const allMemory = nodes.reduce((sum, n) => sum + n.count * Math.ceil(n.memoryMiB / containerMiB), 0);
  return {
    id,
    calculator: calculator === 'default' ? 'Default' : 'Dominant',
    minAllocMb: DEFAULT_MIN_ALLOCATION_MIB,
    nodes: nodes.map((n) => ({ count: n.count, memoryMb: n.memoryMiB, vcores: n.yarnVcores })),
    am: { memMb: plan.applicationMaster.memoryMiB, vcores: plan.applicationMaster.vcores },
    executor: { memMb: containerMiB, vcores: cores },
    requested: plan.capped && plan.promised !== undefined ? plan.promised : allMemory,
    order: 'roundrobin',
  };
}
