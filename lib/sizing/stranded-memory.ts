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

/** Whether a size leaves materially more memory to no executor than a planned one. */
export const strandsMemory = (nodes: readonly NodeGroup[], size: PlacedSize, planned: PlacedSize): boolean =>
  strandedShare(nodes, size) >= strandedShare(nodes, planned) + MUCH_MORE;
