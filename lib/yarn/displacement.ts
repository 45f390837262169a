import { type SchedulerNodes, unallocatedOn } from './cluster';
import { executorsPerNode, type Placement } from './placement';

/** Up to this many application masters the ends of the range are attained; above it they are bounds. */
const EXACT_RANGE_MASTERS = 16;

/** Executors that the application masters of a partition displace, at their best places and at their worst. */
export interface Displacement {
  readonly min: number;
  readonly max: number;
}

/**
 * The displacement over all the ways to put the running application masters on the nodes of their partition: any node with enough
 * resources may report first, so all of them occur.
 *
 * @param empty the partition's nodes, without masters; together they have resources for all that run
 */
export function displacementOn(empty: Placement): Displacement {
  const { running } = empty.applicationMasters;
  if (running === 1) return displacementOfOne(empty);
  if (running > EXACT_RANGE_MASTERS) return boundsOfDisplacement(empty);
  const start = (value: number): number[] => [0, ...new Array<number>(running).fill(value)];
  let min = start(Number.POSITIVE_INFINITY);
  let max = start(Number.NEGATIVE_INFINITY);
  for (const { lost, count } of kindsOf(empty)) {
    // More nodes than masters change nothing.
    for (let node = 0; node < Math.min(count, running); node++) {
      min = withOneNode(min, lost, Math.min);
      max = withOneNode(max, lost, Math.max);
    }
  }
  return { min: min[running] as number, max: max[running] as number };
}

function displacementOfOne(empty: Placement): Displacement {
  const { cluster, nodes, applicationMasters } = empty;
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const some of nodes) {
    if (!cluster.calculator.fitsIn(applicationMasters.container, some.node)) continue;
    const lost = executorsPerNode(empty, some) - executorsPerNode(empty, { ...some, mastersPerNode: 1 });
    min = Math.min(min, lost);
    max = Math.max(max, lost);
  }
  return { min, max };
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

/** Executors that a node loses to 0, 1, 2, … application masters, as many as it can hold. */
function lostOn(empty: Placement, some: SchedulerNodes): number[] {
  const { cluster, applicationMasters } = empty;
  const { container, running } = applicationMasters;
  const held = Math.min(
    running,
    cluster.calculator.computeAvailableContainers(unallocatedOn(some, container), container),
  );
  const without = executorsPerNode(empty, some);
  return Array.from(
    { length: held + 1 },
    (_, mastersPerNode) => without - executorsPerNode(empty, { ...some, mastersPerNode }),
  );
}

/** Nodes that lose the same are one kind: few kinds, however many sizes. */
function kindsOf(empty: Placement): { lost: number[]; count: number }[] {
  const kinds = new Map<string, { lost: number[]; count: number }>();
  for (const some of empty.nodes) {
    const lost = lostOn(empty, some);
    const key = lost.join();
    const kind = kinds.get(key);
    if (kind) kind.count += some.count;
    else kinds.set(key, { lost, count: some.count });
  }
  return [...kinds.values()];
}

/** An application master displaces its size in executors: rounded down at best, rounded up at worst, in the dimension that counts. */
function boundsOfDisplacement({ applicationMasters, executor }: Placement): Displacement {
  const { container, running } = applicationMasters;
  const parts = [
    container.memoryMiB / executor.memoryMiB,
    executor.vcores > 0 ? container.vcores / executor.vcores : undefined,
  ].filter((part) => part !== undefined);
  return { min: running * Math.floor(Math.min(...parts)), max: running * Math.ceil(Math.max(...parts)) };
}
