import { InputError } from '../errors';

/**
 * A class of clusters by their number of nodes.
 *
 * Executors are sized from node types alone, as if no application master existed. On a few nodes the master's place is a large share of the
 * cluster; the class says so, and sizes then count it. A resize within the class changes no size; a move out of the class is a new
 * configuration, for which CloudFormation replaces the cluster.
 */
export class ClusterSize {
  /** At most 4 core and task nodes together, at the largest number that they may have. */
  public static readonly SMALL = new ClusterSize('small', 4);

  /** Such as `small`. */
  public readonly label: string;

  /** The largest number of core and task nodes. */
  public readonly maxNodes: number;

  private constructor(label: string, maxNodes: number) {
    this.label = label;
    this.maxNodes = maxNodes;
  }
}

/** The class of a cluster that never has more than this many core and task nodes; undefined where none is that large. */
export function clusterSizeFor(maxNodes: number): ClusterSize | undefined {
  return maxNodes <= ClusterSize.SMALL.maxNodes ? ClusterSize.SMALL : undefined;
}

/** @throws InputError `above-class` where a cluster may get more nodes than its class has */
export function checkClusterSize(size: ClusterSize | undefined, maxNodes: number): void {
  if (size === undefined || maxNodes <= size.maxNodes) return;
  throw new InputError(
    'above-class',
    `a ${size.label} cluster has at most ${size.maxNodes} core and task nodes, got up to ${maxNodes}; lower the maximum, or leave out clusterSize`,
  );
}
