import { largestHeapMiB } from '../../../lib/spark';
import {
  BOTH_CALCULATORS,
  CLIENT_MODE,
  leastBy,
  overheadFactor,
  overNodes,
  typesOf,
  withEmrOverhead,
} from './executor';
import type { Cluster, Peer, PeerAnswer } from './types';

export const maximizeResourceAllocation: Peer = {
  name: 'maximizeResourceAllocation',
  heading: 'maximizeResource\nAllocation',
  formula:
    'one executor a core node: YARN memory − 896 MB, all cores; in cluster mode the driver takes a whole node where there is more than one',
  source:
    'EMR Release Guide, "Configure Spark"; the rule itself is public by github.com/tekumara/emr-node-provisioner (2019, observed on EMR 5)',
  reading:
    "in client mode, where the application master has the 896 MB and displaces no executor by memory; EC2's vCPUs even where YARN counts them double; of a fleet the least memory and the fewest vCPUs of any type, so that an executor fits every node",
  assumes: 'one executor a node, so either',
  calculators: BOTH_CALCULATORS,
  plan(cluster: Cluster): PeerAnswer {
    const types = typesOf(cluster);
    const smallest = leastBy(types, (t) => t.yarnMemoryMiB);
    const cores = leastBy(types, (t) => t.ec2Vcpus).ec2Vcpus;
    const heap = largestHeapMiB(smallest.yarnMemoryMiB - CLIENT_MODE.memoryMiB, overheadFactor(cluster));
    return {
      executor: withEmrOverhead(cluster, heap, cores),
      promised: overNodes(cluster, () => 1),
      capped: true,
      applicationMaster: CLIENT_MODE,
      extension: types.length > 1 ? 'the least memory and the fewest vCPUs of any type' : undefined,
    };
  },
};
