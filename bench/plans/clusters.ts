import { EmrRelease } from '../../lib/catalog';
import type { Cluster } from './peers';

const cluster = (release: EmrRelease, reason: string, ...nodes: [count: number, instanceType: string][]): Cluster => ({
  release,
  reason,
  nodes: nodes.map(([count, instanceType]) => ({ count, instanceType })),
});

/** Where a peer's own text has an example its cluster is here; the rest spreads over sizes, families, processors and releases. */
export const CLUSTERS: readonly Cluster[] = [
  cluster(EmrRelease.EMR_7_9_0, 'the stuck join of the README', [82, 'r5.4xlarge']),
  cluster(EmrRelease.EMR_5_36_0, "the Big Data blog's example", [19, 'r5.12xlarge']),
  cluster(EmrRelease.EMR_6_15_0, "the guide's first example", [10, 'r4.8xlarge']),
  cluster(EmrRelease.EMR_6_15_0, "the guide's second example, alone", [10, 'c5.4xlarge']),
  cluster(
    EmrRelease.EMR_6_15_0,
    "the guide's fleet",
    [5, 'c5.4xlarge'],
    [5, 'm5.4xlarge'],
    [5, 'c5.12xlarge'],
    [5, 'r5.4xlarge'],
    [5, 'm5.12xlarge'],
    [5, 'r5.12xlarge'],
  ),
  cluster(EmrRelease.EMR_7_9_0, 'small', [2, 'm5.xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'one small node', [1, 'm5.xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'small', [2, 'm5.2xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'small, arm64', [3, 'm6g.2xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'one larger node', [1, 'm5.4xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'small nodes, EMR default recorded', [4, 'c5.xlarge']),
  cluster(EmrRelease.EMR_5_36_0, 'EMR 5, Spark 2.4', [5, 'm5.2xlarge']),
  cluster(EmrRelease.EMR_6_13_0, 'large, EMR default recorded', [500, 'm5.4xlarge']),
  cluster(EmrRelease.EMR_6_15_0, 'EMR default recorded', [20, 'c5.12xlarge']),
  cluster(EmrRelease.EMR_6_8_0, 'EMR default recorded', [20, 'r6i.2xlarge']),
  cluster(EmrRelease.EMR_6_15_0, 'general purpose, generation 6', [24, 'm6i.4xlarge']),
  cluster(EmrRelease.EMR_6_15_0, 'mixed memory and sizes', [10, 'c5.12xlarge'], [10, 'r5.8xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'mixed memory, one size', [10, 'm5.4xlarge'], [20, 'r5.4xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'mixed memory, arm64', [8, 'c6g.8xlarge'], [8, 'r6g.8xlarge']),
  cluster(EmrRelease.EMR_6_15_0, 'arm64', [40, 'r6g.4xlarge']),
  cluster(EmrRelease.EMR_7_12_0, 'arm64', [50, 'm7g.8xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'arm64, little memory', [64, 'c7g.4xlarge']),
  cluster(EmrRelease.SPARK_8_0_0, 'Spark 4, arm64, large nodes', [12, 'r7g.16xlarge']),
  cluster(EmrRelease.EMR_5_36_0, 'YARN counts vCPUs double', [20, 'm4.4xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'memory-rich, arm64', [10, 'x2gd.2xlarge']),
  cluster(EmrRelease.EMR_6_15_0, 'memory-rich, large nodes', [6, 'x1.16xlarge']),
  cluster(EmrRelease.EMR_7_9_0, 'more memory than heaps with compressed pointers use', [8, 'x1e.4xlarge']),
];

/** `10 × c5.12xlarge + 10 × r5.8xlarge`; of many types their families. */
export function nameOf({ nodes }: Cluster): string {
  const [first] = nodes;
  if (first !== undefined && nodes.length > 2) return `${first.count} × each of ${nodes.length} types`;
  return nodes.map(({ count, instanceType }) => `${count} × ${instanceType}`).join(' + ');
}
