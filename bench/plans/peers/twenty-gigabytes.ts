import { executorSizeFor, SparkSettings } from '../../../lib/spark';
import { BOTH_CALCULATORS, CLIENT_MODE, overNodes } from './executor';
import type { Cluster, Peer, PeerAnswer } from './types';

const SETTINGS = SparkSettings.of([
  ['spark.executor.memory', '16g'],
  ['spark.executor.memoryOverhead', '4g'],
  ['spark.executor.cores', '4'],
  ['spark.memory.offHeap.enabled', 'true'],
  ['spark.memory.offHeap.size', '4g'],
]);
/** Its author's arithmetic: 10.08 TB ÷ 20 GB = 504, a dashboard's TB being 10⁶ MB. */
const BELIEVED_MB = 20_000;

export const twentyGigabytes: Peer = {
  name: '20 GB by hand',
  heading: '20 GB\nby hand',
  formula:
    'heap 16g, overhead 4g, off-heap 4g, 4 cores, the same everywhere; executors = YARN memory ÷ 20 GB (504 on 82 × r5.4xlarge)',
  source: 'a tuning note for the stuck join of the README, settings as it gives them',
  reading:
    'off-heap memory counts in the container since Spark 3.0, so 24 GB; the smaller end of its "400 to 500 executors" would promise less and run the same',
  assumes: 'memory only: 504 × 4 cores are 2,016 of 1,312',
  calculators: BOTH_CALCULATORS,
  plan(cluster: Cluster): PeerAnswer {
    const isItsOwn = cluster.nodes.length === 1 && cluster.nodes[0]?.instanceType === 'r5.4xlarge';
    return {
      executor: executorSizeFor(SETTINGS, cluster.release.sparkVersion),
      promised: Math.round(overNodes(cluster, (type) => type.yarnMemoryMiB) / BELIEVED_MB),
      capped: true,
      applicationMaster: CLIENT_MODE,
      extension: isItsOwn ? undefined : 'the same executor on other nodes',
    };
  },
};
