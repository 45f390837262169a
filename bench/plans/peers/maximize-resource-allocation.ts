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
  formula: 'one executor a core node, its memory and cores "as large as possible"; the formula is not published',
  source:
    'EMR Release Guide, "Configure Spark"; best-practices guide: "one fat executor JVM per node that uses all of the available cores"',
  reading:
    "the largest heap that leaves the application master its 896 MB, so that it displaces no executor; EC2's vCPUs even where YARN counts them double; of a fleet the least memory and the fewest vCPUs of any type, so that an executor fits every node",
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
