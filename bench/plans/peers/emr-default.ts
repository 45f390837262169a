import { BOTH_CALCULATORS, CLIENT_MODE, leastBy, typesOf, withEmrOverhead } from './executor';
import type { Cluster, Peer, PeerAnswer } from './types';

/** What was seen of EMR's own `spark.executor.memory` and `spark.executor.cores`, by node. MiB. */
const SEEN = [
  { yarnMemoryMiB: 90_112, vcpus: 48, memoryMiB: 4_743, cores: 3, where: 'c5.12xlarge' },
  { yarnMemoryMiB: 57_344, memoryMiB: 9_486, cores: 4, where: 'emr-6.13.0, instance type not recorded' },
  { yarnMemoryMiB: 54_272, vcpus: 8, memoryMiB: 9_397, cores: 3, where: 'Spark 3.3.0' },
  { yarnMemoryMiB: 6_144, memoryMiB: 4_269, cores: 4, where: 'several releases, 7.x among them' },
] as const;

export const emrDefault: Peer = {
  name: 'EMR default',
  heading: 'EMR\ndefault',
  formula: 'not published; EMR writes spark.executor.memory and spark.executor.cores at launch',
  source:
    'event logs and AWS texts: nodes of 90,112 MB (4743M, 3 cores), 57,344 (9486M, 4), 54,272 with 8 vCPUs (9397M, 3), 6,144 (4269M, 4)',
  reading:
    'the recorded pair on every node with that much YARN memory, whatever the release; of a fleet that of the smallest node, on which EMR bases it (best-practices guide); executors are not grown (spark.yarn.heterogeneousExecutors.enabled, whose rule is not published)',
  assumes: "memory only, EMR's default",
  calculators: BOTH_CALCULATORS,
  plan(cluster: Cluster): PeerAnswer {
    const types = typesOf(cluster);
    const smallest = leastBy(types, (t) => t.yarnMemoryMiB);
    const seen = SEEN.find(
      (one) => one.yarnMemoryMiB === smallest.yarnMemoryMiB && (!('vcpus' in one) || one.vcpus === smallest.ec2Vcpus),
    );
    if (seen === undefined) return { noRule: `no default recorded for ${smallest.name}` };
    return {
      executor: withEmrOverhead(cluster, seen.memoryMiB, seen.cores),
      capped: false,
      applicationMaster: CLIENT_MODE,
      extension: types.length > 1 ? `the default of its smallest node, ${smallest.name}` : undefined,
    };
  },
};
