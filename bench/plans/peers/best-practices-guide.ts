import { EMR_EXECUTOR_OVERHEAD_FACTOR } from '../../../lib/spark';
import { BOTH_CALCULATORS, CLIENT_MODE, leastBy, overNodes, typesOf, withEmrOverhead } from './executor';
import type { Cluster, Peer, PeerAnswer } from './types';

const CORES = 4;

export const bestPracticesGuide: Peer = {
  name: 'best-practices guide',
  heading: 'best-practices\nguide',
  formula:
    'cores 4; container = YARN memory of the (smallest) node ÷ executors that its vCPUs hold; heap = container × (1 − 0.1875); overhead left to EMR (18.75 % of the heap)',
  source:
    'aws/aws-emr-best-practices, Applications/Spark/performance.md, "Maximize cluster utilization" (its examples: r4.8xlarge 24,544 MB; c5.4xlarge 4,992 MB in a fleet with r5.12xlarge)',
  reading:
    "its printed results, not its equation, which gives 25,438 MB for r4.8xlarge: the printed heap leaves an application master room. Divided by executors, as for r4.8xlarge, where the second example divides by cores. It sets no count: EMR's dynamic allocation takes what YARN grants. It advises heterogeneous executors for mixed fleets, whose rule is not published",
  assumes: 'one executor for 4 vCPUs; of r5.12xlarge it says that 77 executors run 48 tasks, so memory only',
  calculators: BOTH_CALCULATORS,
  plan(cluster: Cluster): PeerAnswer {
    const types = typesOf(cluster);
    const smallest = leastBy(types, (t) => t.yarnMemoryMiB);
    const container = Math.floor(smallest.yarnMemoryMiB / Math.floor(smallest.ec2Vcpus / CORES));
    const heap = Math.floor(container * (1 - EMR_EXECUTOR_OVERHEAD_FACTOR));
    return {
      executor: withEmrOverhead(cluster, heap, CORES),
      promised: overNodes(cluster, (type) => Math.floor(type.ec2Vcpus / CORES)),
      capped: false,
      applicationMaster: CLIENT_MODE,
    };
  },
};
