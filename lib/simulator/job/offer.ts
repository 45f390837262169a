import type { ContainerSize } from '../../yarn';
import type { Capacity, WorkerGroup } from './capacity';

/** What one application holds. */
export interface Holding {
  /** Undefined: it has no application master yet, and holds nothing. */
  readonly applicationMaster?: ContainerSize;
  readonly executor: ContainerSize;
  /** Executors on each group of the cluster. */
  readonly executors: readonly number[];
  /** vCPUs that a full executor keeps busy. */
  readonly vcpusPerExecutor: number;
}

/** Nodes of a group that have the same left, and the vCPUs that are busy on each. */
interface Left extends WorkerGroup {
  readonly of: number;
  readonly busy: number;
}

/**
 * What the others leave of the cluster. Their application masters are on the first node that holds them, and their executors spread
 * over a group's nodes, one after another on the node with most memory left, as YARN does where nodes report in turn.
 */
export function leftBy(capacity: Capacity, others: readonly Holding[]): Capacity {
  const holders = others.filter(({ applicationMaster }) => applicationMaster !== undefined);
  if (holders.length === 0) return capacity;
  const { calculator, groups: whole } = capacity;
  const takes = (left: Left, { memoryMiB, vcores }: ContainerSize, busy = 0): Left => ({
    ...left,
    memoryMiB: left.memoryMiB - memoryMiB,
    vcores: calculator === 'dominant' ? left.vcores - vcores : left.vcores,
    busy: left.busy + busy,
  });
  const fits = (left: Left, { memoryMiB, vcores }: ContainerSize): boolean =>
    left.count > 0 && memoryMiB <= left.memoryMiB && (calculator === 'default' || vcores <= left.vcores);

  let nodes: Left[] = whole.map((group, of) => ({ ...group, of, busy: 0 }));
  const place = (container: ContainerSize, some: Left | undefined, count: number, busy: number): number => {
    if (some === undefined) return 0;
    const placed = Math.min(count, some.count);
    const rest = { ...some, count: some.count - placed };
    nodes = nodes.flatMap((one) => (one === some ? [{ ...takes(some, container, busy), count: placed }, rest] : [one]));
    return placed;
  };
  for (const { applicationMaster, executor, executors, vcpusPerExecutor } of holders) {
    if (applicationMaster !== undefined) {
      place(
        applicationMaster,
        nodes.find((some) => fits(some, applicationMaster)),
        1,
        0,
      );
    }
    for (const [group, held] of executors.entries()) {
      for (let left = held; left > 0; ) {
        const free = nodes.filter((some) => some.of === group && fits(some, executor));
        const most = free.reduce<Left | undefined>(
          (best, some) => (best === undefined || some.memoryMiB > best.memoryMiB ? some : best),
          undefined,
        );
        const placed = place(executor, most, left, vcpusPerExecutor);
        if (placed === 0) break;
        left -= placed;
      }
    }
  }
  const groups = nodes
    .filter(({ count, memoryMiB, vcores }) => count > 0 && memoryMiB > 0 && vcores > 0)
    // An application's share of busy vCPUs is never less than a fair one.
    .map(({ busy, ...left }) => ({ ...left, vcpus: Math.max(left.vcpus / (holders.length + 1), left.vcpus - busy) }));
  return { groups, calculator, whole };
}
