import { type InstanceFacts, instanceFacts } from '../../../lib/catalog';
import { BOTH_CALCULATORS, CLIENT_MODE, GIB, physicalMiB, withEmrOverhead } from './executor';
import type { Cluster, Peer, PeerAnswer } from './types';

/** `Config.EmrOnEc2ReservedOsMemoryGb` and `SparkExecutorCoresBalanced`; the factor is `SparkRuntime.getMemoryWithOverhead`'s. */
const RESERVED_MIB = 4 * GIB;
const BALANCED_CORES = [4, 5, 6, 7, 8];
const OVERHEAD = 0.1;

export const emrAdvisor: Peer = {
  name: 'aws-emr-advisor',
  heading: 'aws-emr-\nadvisor',
  formula:
    'usable = RAM − 4 GB, written as yarn.nodemanager.resource.memory-mb; container = heap × 1.1; executors a node = min(usable ÷ container, vCPU ÷ cores); heap in whole GB from an event log, overhead left to EMR',
  source: 'aws-samples/aws-emr-advisor: SparkEnvOptimizer.evaluateInstance, EmrOnEc2Env, SparkRuntime, Config',
  reading:
    'without a log: of its balanced 4 to 8 cores those with the most task slots (the fewest cores where equal), and the largest heap that its own packing accepts. With a log that shows less need the heap is smaller, and the packing may come true. Its yarn-site is in force: nodes have more memory for YARN than EMR gives, and the system less',
  assumes: 'both: it packs by memory and cores, and leaves memory only in force',
  calculators: BOTH_CALCULATORS,
  plan(cluster: Cluster): PeerAnswer {
    const [only, ...others] = cluster.nodes;
    if (only === undefined || others.length > 0) return { noRule: 'one type of core node only' };
    const type = instanceFacts(only.instanceType);
    const cores = BALANCED_CORES.reduce((a, b) => (slots(type, b) > slots(type, a) ? b : a));
    const wanted = Math.floor(type.ec2Vcpus / cores);
    const heapGB = Math.floor(usableMiB(type) / wanted / (1 + OVERHEAD) / GIB);
    const promised = only.count * containersPerInstance(type, heapGB * GIB, cores);
    return {
      executor: withEmrOverhead(cluster, heapGB * GIB, cores),
      promised,
      capped: true,
      applicationMaster: CLIENT_MODE,
      yarnMemoryMiB: { [type.name]: usableMiB(type) },
    };
  },
};

/** Its own packing: what it believes runs on a node. */
export function containersPerInstance(type: InstanceFacts, heapMiB: number, cores: number): number {
  const byMemory = Math.floor(usableMiB(type) / Math.floor(heapMiB * (1 + OVERHEAD)));
  return Math.min(byMemory, Math.floor(type.ec2Vcpus / cores));
}

function usableMiB(type: InstanceFacts): number {
  return physicalMiB(type) - RESERVED_MIB;
}

function slots(type: InstanceFacts, cores: number): number {
  return Math.floor(type.ec2Vcpus / cores) * cores;
}
