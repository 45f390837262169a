import { type Arithmetic, less, type Resource, times } from './resource';
import type { NodeGroup } from './types';

/** Equal nodes that hold equally many application masters. */
export interface Slot {
  /** Index into the request's nodes. */
  readonly group: number;
  readonly node: NodeGroup;
  readonly nodes: number;
  readonly masters: number;
}

/** What its masters leave of a node. */
export const roomOf = ({ node, masters }: Slot, master: Resource): Resource =>
  masters === 0 ? node : less(node, times(master, masters));

/**
 * The slots of a cluster once the masters have their places: those with a given node there, the others one a node in turn, as long as
 * nodes of the label have room. That is the order of nodes that report in turn, for a heartbeat places one master.
 *
 * @param given indices over all nodes of `slots`; where one cannot take its master, that one and all after it wait
 * @returns the slots, and how many masters are placed
 */
export function placeMasters(
  { fits }: Arithmetic,
  slots: readonly Slot[],
  label: string,
  master: Resource,
  count: number,
  given: readonly number[],
): { slots: readonly Slot[]; placed: number } {
  const takes = (slot: Slot): boolean => (slot.node.label ?? '') === label && fits(master, roomOf(slot, master));
  let placed = 0;
  let current = slots;
  for (const index of given.slice(0, count)) {
    const next = placeOn(index, current, takes);
    if (next === current) return { slots: current, placed };
    placed++;
    current = next;
  }
  let left = count - Math.min(count, given.length);
  for (let taken = -1; left > 0 && taken !== 0; left -= taken) {
    taken = 0;
    const next: Slot[] = [];
    for (const slot of current) {
      const here = taken < left && takes(slot) ? Math.min(slot.nodes, left - taken) : 0;
      if (here > 0) next.push({ ...slot, nodes: here, masters: slot.masters + 1 });
      if (here < slot.nodes) next.push({ ...slot, nodes: slot.nodes - here });
      taken += here;
    }
    current = next;
    placed += taken;
  }
  return { slots: current, placed };
}

/** The node becomes a slot of its own; the same slots where it cannot take a master. */
function placeOn(index: number, slots: readonly Slot[], takes: (slot: Slot) => boolean): readonly Slot[] {
  let before = 0;
  for (const [i, slot] of slots.entries()) {
    if (index < before + slot.nodes) {
      if (!takes(slot)) return slots;
      const split = [
        { ...slot, nodes: index - before },
        { ...slot, nodes: 1, masters: slot.masters + 1 },
        { ...slot, nodes: slot.nodes - 1 - (index - before) },
      ];
      return [...slots.slice(0, i), ...split.filter(({ nodes }) => nodes > 0), ...slots.slice(i + 1)];
    }
    before += slot.nodes;
  }
  return slots;
}
