import { type Cluster, partitionOf, type SchedulerNodes, unallocatedOn } from './cluster';
import type { Resource } from './resource';

/** Application masters of one size that are to be placed on the nodes of a partition. */
export interface MastersToPlace {
  readonly partition: string;
  readonly container: Resource;
  readonly count: number;
  /** Indices over all nodes of the cluster; where one cannot take its master, that master and all after it wait. */
  readonly given: readonly number[];
}

/**
 * The nodes of a cluster once the application masters are placed: those with a given node there, the others one per node in turn, as
 * long as nodes of the partition have resources. That is the order of nodes that report in turn, for a heartbeat places one master.
 */
export function placeApplicationMasters(
  { calculator, nodes }: Cluster,
  { partition, container, count, given }: MastersToPlace,
): { nodes: readonly SchedulerNodes[]; placed: number } {
  const takes = (some: SchedulerNodes): boolean =>
    partitionOf(some) === partition && calculator.fitsIn(container, unallocatedOn(some, container));
  let placed = 0;
  let current = nodes;
  for (const index of given.slice(0, count)) {
    const next = placeOn(index, current, takes);
    if (next === current) return { nodes: current, placed };
    placed++;
    current = next;
  }
  let left = count - Math.min(count, given.length);
  for (let taken = -1; left > 0 && taken !== 0; left -= taken) {
    taken = 0;
    const next: SchedulerNodes[] = [];
    for (const some of current) {
      const here = taken < left && takes(some) ? Math.min(some.count, left - taken) : 0;
      if (here > 0) next.push({ ...some, count: here, mastersPerNode: some.mastersPerNode + 1 });
      if (here < some.count) next.push({ ...some, count: some.count - here });
      taken += here;
    }
    current = next;
    placed += taken;
  }
  return { nodes: current, placed };
}

/** The nodes with a master on the one of this index, which gets an entry of its own; unchanged where it cannot take a master. */
function placeOn(
  index: number,
  nodes: readonly SchedulerNodes[],
  takes: (some: SchedulerNodes) => boolean,
): readonly SchedulerNodes[] {
  let before = 0;
  for (const [i, some] of nodes.entries()) {
    if (index < before + some.count) {
      if (!takes(some)) return nodes;
      const split = [
        { ...some, count: index - before },
        { ...some, count: 1, mastersPerNode: some.mastersPerNode + 1 },
        { ...some, count: some.count - 1 - (index - before) },
      ];
      return [...nodes.slice(0, i), ...split.filter(({ count }) => count > 0), ...nodes.slice(i + 1)];
    }
    before += some.count;
  }
  return nodes;
}
