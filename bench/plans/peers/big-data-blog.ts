import type { InstanceFacts } from '../../../lib/catalog';
import { BOTH_CALCULATORS, executorOf, GIB, leastBy, overNodes, physicalMiB, typesOf } from './executor';
import type { Cluster, Peer, PeerAnswer } from './types';

const CORES = 5;

export const bigDataBlog: Peer = {
  name: 'AWS Big Data blog',
  heading: 'AWS Big Data\nblog',
  formula:
    'cores 5; executors a node = floor((vCPU − 1) ÷ 5); memory of each = floor((RAM − 1 GB) ÷ executors), of it heap 90 % (rounded down) and overhead 10 % (rounded up), in whole GB; driver = executor; instances = executors a node × nodes − 1; partitions = instances × 5 × 2',
  source:
    'AWS Big Data blog, "Best practices for successfully managing memory for Apache Spark applications on Amazon EMR" (its example: r5.12xlarge, 19 core nodes)',
  reading:
    'as its example computes; the driver runs in cluster mode, for which it subtracts an executor. For fleets it has words, no formula: the executor of the type that gives the smallest, on each type as many as its own vCPUs give',
  assumes:
    'both: executors a node follow from vCPUs, their memory from what a node has; it leaves memory only in force',
  calculators: BOTH_CALCULATORS,
  plan(cluster: Cluster): PeerAnswer {
    const types = typesOf(cluster);
    const tooSmall = types.find((type) => perNode(type) === 0);
    if (tooSmall) return { noRule: `${tooSmall.name} has fewer than 6 vCPUs: no executor of 5 cores` };
    const total = memoryGB(leastBy(types, memoryGB));
    const overhead = Math.ceil(total / 10);
    const executor = executorOf((total - overhead) * GIB, overhead * GIB, CORES);
    const promised = overNodes(cluster, perNode) - 1;
    return {
      executor,
      promised,
      capped: true,
      applicationMaster: { memoryMiB: executor.containerMiB, vcores: CORES },
      partitions: promised * CORES * 2,
      extension: types.length > 1 ? 'the smallest executor that the formula gives for any type' : undefined,
    };
  },
};

function perNode(type: InstanceFacts): number {
  return Math.floor((type.ec2Vcpus - 1) / CORES);
}

/** Of one executor, heap and overhead together. */
function memoryGB(type: InstanceFacts): number {
  return Math.floor((physicalMiB(type) / GIB - 1) / perNode(type));
}
