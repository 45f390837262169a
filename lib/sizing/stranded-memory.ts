import { type Calculator, type ContainerSize, containersOn, type NodeGroup } from '../yarn';

/** Share of the nodes' memory beyond that of another size, from which on it is worth a word. */
const MUCH_MORE = 0.1;

/** An executor's container as YARN grants it, and the calculator by which it is placed. */
export interface PlacedSize {
  readonly container: ContainerSize;
  readonly calculator: Calculator;
}

/** Share of the nodes' memory that no executor of this size can use, as if no application master took any. */
export function strandedShare(nodes: readonly NodeGroup[], { container, calculator }: PlacedSize): number {
  const total = nodes.reduce((sum, { count, memoryMiB }) => sum + count * memoryMiB, 0);
  const places = nodes.reduce((sum, node) => sum + node.count * containersOn(node, container, calculator), 0);
  return 1 - (places * container.memoryMiB) / total;
}

/** Two sizes on the same nodes, beside the same application master. */
export interface SizesToCompare {
  readonly nodes: readonly NodeGroup[];
  readonly applicationMaster: ContainerSize;
  readonly size: PlacedSize;
  readonly planned: PlacedSize;
}

/**
 * Whether a size leaves materially more memory to no executor than a planned one. Where the application master takes a large share itself, as a
 * driver does on few nodes, its size goes with the executor's, and nothing is judged.
 */
export function strandsMemory({ nodes, applicationMaster, size, planned }: SizesToCompare): boolean {
  const total = nodes.reduce((sum, { count, memoryMiB }) => sum + count * memoryMiB, 0);
  if (applicationMaster.memoryMiB >= MUCH_MORE * total) return false;
  return strandedShare(nodes, size) >= strandedShare(nodes, planned) + MUCH_MORE;
}
