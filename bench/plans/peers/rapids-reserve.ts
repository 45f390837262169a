import { type InstanceFacts, instanceFacts } from '../../../lib/catalog';
import { BOTH_CALCULATORS, CLIENT_MODE, executorOf, GIB, physicalMiB } from './executor';
import type { Cluster, Peer, PeerAnswer } from './types';

const CORES = 16;
const USABLE = 0.7;
const HEAP_PER_CORE_MIB = 2 * GIB;
const HEAP_OVERHEAD = 0.1;

export const rapidsReserve: Peer = {
  name: 'RAPIDS reserve rule',
  heading: 'RAPIDS\nreserve rule',
  formula:
    'one executor of 16 cores a GPU; executors share 70 % of the physical memory on EMR; heap 2 GB a core, overhead = the rest (10 % of the heap, pinned and spill memory)',
  source:
    'NVIDIA/spark-rapids-tools: AutoTuner.calcOverallMemory, Platform.fractionOfSystemMemoryForExecutors (EMR 0.7)',
  reading:
    'made for GPU nodes and extended here to all: one executor for 16 vCPUs, all of them where there are fewer; overhead takes all that is left, though the source stops at 4 GB each of pinned and spill memory; where 2 GB a core do not fit, the heap shrinks instead of no advice',
  assumes: 'both: the RAPIDS documentation asks for the dominant calculator on YARN',
  calculators: BOTH_CALCULATORS,
  plan(cluster: Cluster): PeerAnswer {
    const [only, ...others] = cluster.nodes;
    if (only === undefined || others.length > 0) return { noRule: 'one type of worker only' };
    const type = instanceFacts(only.instanceType);
    const cores = Math.min(CORES, type.ec2Vcpus);
    const perNode = Math.floor(type.ec2Vcpus / cores);
    const container = Math.floor(usableMiB(type) / perNode);
    const heap = Math.min(HEAP_PER_CORE_MIB * cores, Math.floor(container / (1 + HEAP_OVERHEAD)));
    return {
      executor: executorOf(heap, container - heap, cores),
      promised: only.count * perNode,
      capped: true,
      applicationMaster: CLIENT_MODE,
      extension: 'a rule for GPU nodes',
    };
  },
};

/** What its reserve leaves to executors on a node. */
export function usableMiB(type: InstanceFacts): number {
  return Math.round(physicalMiB(type) * USABLE);
}
