import { roomOf, type Slot } from './masters';
import { type Arithmetic, less, type Resource } from './resource';

/** Up to so many masters the ends of the range are attained; above they are bounds. */
export const EXACT_RANGE_MASTERS = 16;

/** Executors that the masters of a partition displace, where they fall best and where they fall worst. */
export interface Displaced {
  readonly least: number;
  readonly most: number;
}

/**
 * Over all the ways to put `count` masters on the nodes of a partition: any node with room may report first, so all of them occur.
 *
 * @param slots the partition's nodes, empty; together they have room for `count` masters
 */
export function displacedBy(
  arithmetic: Arithmetic,
  slots: readonly Slot[],
  master: Resource,
  count: number,
  executor: Resource,
): Displaced {
  if (count === 1) return displacedByOne(arithmetic, slots, master, executor);
  if (count > EXACT_RANGE_MASTERS) return boundsOfDisplaced(master, count, executor);
  const start = (value: number): number[] => [0, ...new Array<number>(count).fill(value)];
  let least = start(Number.POSITIVE_INFINITY);
  let most = start(Number.NEGATIVE_INFINITY);
  for (const { lost, nodes } of kindsOf(slots, (slot) => lostBy(arithmetic, slot, master, count, executor))) {
    // More nodes than masters change nothing.
    for (let node = 0; node < Math.min(nodes, count); node++) {
      least = withOneNode(least, lost, Math.min);
      most = withOneNode(most, lost, Math.max);
    }
  }
  return { least: least[count] as number, most: most[count] as number };
}

function displacedByOne(
  arithmetic: Arithmetic,
  slots: readonly Slot[],
  master: Resource,
  executor: Resource,
): Displaced {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const { node } of slots) {
    if (!arithmetic.fits(master, node)) continue;
    const lost = arithmetic.timesInto(node, executor) - arithmetic.timesInto(less(node, master), executor);
    least = Math.min(least, lost);
    most = Math.max(most, lost);
  }
  return { least, most };
}

/** For each number of masters on the nodes so far, the best (or worst) once one more node may hold some. */
function withOneNode(
  sofar: readonly number[],
  lost: readonly number[],
  choose: (a: number, b: number) => number,
): number[] {
  return sofar.map((without, masters) => {
    let value = without;
    for (let here = 1; here < lost.length && here <= masters; here++) {
      value = choose(value, (sofar[masters - here] as number) + (lost[here] as number));
    }
    return value;
  });
}

/** Executors that a node loses to 0, 1, 2, … masters, as many as it can hold. */
function lostBy(arithmetic: Arithmetic, slot: Slot, master: Resource, count: number, executor: Resource): number[] {
  const empty = arithmetic.timesInto(slot.node, executor);
  const held = Math.min(count, arithmetic.timesInto(slot.node, master));
  return Array.from(
    { length: held + 1 },
    (_, masters) => empty - arithmetic.timesInto(roomOf({ ...slot, masters }, master), executor),
  );
}

/** Nodes that lose the same are one kind: few kinds, however many shapes. */
function kindsOf(slots: readonly Slot[], lostOn: (slot: Slot) => number[]): { lost: number[]; nodes: number }[] {
  const kinds = new Map<string, { lost: number[]; nodes: number }>();
  for (const slot of slots) {
    const lost = lostOn(slot);
    const key = lost.join();
    const kind = kinds.get(key);
    if (kind) kind.nodes += slot.nodes;
    else kinds.set(key, { lost, nodes: slot.nodes });
  }
  return [...kinds.values()];
}

/** A master displaces its size in executors, rounded down at least, rounded up at most, in the dimension that counts. */
function boundsOfDisplaced(master: Resource, count: number, executor: Resource): Displaced {
  const parts = [
    master.memoryMiB / executor.memoryMiB,
    executor.vcores > 0 ? master.vcores / executor.vcores : undefined,
  ].filter((part) => part !== undefined);
  return { least: count * Math.floor(Math.min(...parts)), most: count * Math.ceil(Math.max(...parts)) };
}
