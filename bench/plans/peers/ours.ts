import { clusterSizeFor, plan } from '../../../lib/sizing';
import { applicationMasterFor } from '../../../lib/spark';
import { typesOf } from './executor';
import type { Cluster, Peer, PeerAnswer } from './types';

export const ours: Peer = {
  name: 'this project',
  heading: 'this\nproject',
  formula: 'searches every core count from 1 to 6 and every container that divides a node ([guide](guide.md))',
  source: 'lib/sizing',
  reading:
    'its defaults: client mode, the small class for up to 4 nodes, nothing known of the data; executors as spark.dynamicAllocation.maxExecutors',
  assumes: 'memory and cores: it configures the dominant calculator',
  calculators: ['dominant'],
  plan(cluster: Cluster): PeerAnswer {
    const arm = typesOf(cluster).every((type) => type.architecture === 'arm64');
    const nodes = cluster.nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count }));
    const { cluster: layer, job } = plan({
      release: cluster.release,
      nodes,
      clusterSize: clusterSizeFor(nodes.reduce((sum, { max }) => sum + max, 0)),
      primaryInstanceType: arm ? 'm6g.xlarge' : 'm5.xlarge',
    });
    return {
      executor: layer.executor,
      promised: job.dynamicAllocation.max,
      capped: true,
      applicationMaster: applicationMasterFor(layer.settings, layer.deployMode, cluster.release.sparkVersion),
      partitions: job.partitions,
    };
  },
};
