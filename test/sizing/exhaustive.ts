/**
 * The best executor by trying them all: every number of cores, every container in steps of a few MiB. Written from the rule that
 * docs/guide.md states ("How an executor's size is chosen"), with its own arithmetic, and sharing no code with the engine, so that what the engine
 * leaves out of its search would show here.
 *
 * Where the rule can be read in two ways:
 * - "Within 1 %" is taken in turn: of the worst-used type first, then of the mean among those that remain.
 * - Room for a client-mode application master is a wish, not a condition: it decides among sizes within 1 %, before stranded memory.
 *   A mixed fleet has it where every type has it, since the application master may go to any.
 * - "A vcore is free" means one of those that tasks may use, also where YARN counts them double.
 * - Stranded memory is the mean share over types, of containers as YARN grants them: multiples of 32 MiB.
 */
export interface SearchNode {
  readonly name: string;
  /** What YARN has of a node, MiB. */
  readonly memoryMiB: number;
  /** That tasks may use. */
  readonly vcores: number;
}

export interface SearchOptions {
  /** Between the containers that are tried, MiB. Default 32, what YARN rounds to. */
  readonly stepMiB?: number;
  /** Off-heap and PySpark memory of an executor, MiB. */
  readonly besidesHeapMiB?: number;
  /** Share of a node that executors may take. Default 1. */
  readonly memoryTarget?: number;
  /** Share of the best within which memory decides. Default 0.01. */
  readonly tolerance?: number;
}

export interface Shape {
  readonly cores: number;
  readonly heapMiB: number;
  /** As YARN grants it. */
  readonly containerMiB: number;
  /** Executors on a node, in the order of the nodes. */
  readonly perNode: readonly number[];
  /** Task slots ÷ vcores. */
  readonly worst: number;
  readonly mean: number;
  /** Share of the nodes' memory that no executor has. */
  readonly stranded: number;
  /** MiB of the nodes that no executor has. */
  readonly strandedMiB: number;
  readonly hasRoomForMaster: boolean;
}

/** What YARN rounds to: `yarn.scheduler.minimum-allocation-mb` as event logs of EMR 6.x have it. */
const GRANTED_IN_MIB = 32;
/** Where a JVM has no compressed pointers and still holds less than just below (HotSpot's limit of 32 GiB with 8-byte alignment). */
const ZONE_MIB = [32 * 1024, 48 * 1024] as const;
/** Spark does not start with less: 1.5 × 300 MiB reserved, and what the JVM keeps for itself. */
const LEAST_HEAP_MIB = 471;
/** A client-mode application master: 512 MiB and 384 of overhead, kept round. */
const MASTER_MIB = 1024;

/** The best of all; undefined where none runs. */
export function searchBest(nodes: readonly SearchNode[], options: SearchOptions = {}): Shape | undefined {
  const least = 1 - (options.tolerance ?? 0.01);
  const good = allNearWorst(nodes, options, least);
  const bestMean = most(good, (s) => s.mean);
  const equal = good.filter((s) => s.mean >= least * bestMean);
  const roomy = equal.filter((s) => s.hasRoomForMaster);
  return (roomy.length > 0 ? roomy : equal).reduce<Shape | undefined>(
    (best, s) => (best === undefined || isPreferred(s, best) ? s : best),
    undefined,
  );
}

/** Every executor that the rule allows and that uses the worst-used type to within the given share of the best. */
function allNearWorst(nodes: readonly SearchNode[], options: SearchOptions, least: number): Shape[] {
  const { stepMiB = GRANTED_IN_MIB, besidesHeapMiB = 0 } = options;
  const largest = Math.max(...nodes.map((n) => n.memoryMiB));
  const allowed = coresAllowed(nodes);
  const found: Shape[] = [];
  let bestWorst = 0;
  for (let asked = stepMiB; asked <= largest; asked += stepMiB) {
    const heapMiB = heapWithin(asked - besidesHeapMiB);
    if (heapMiB < LEAST_HEAP_MIB) continue;
    for (const cores of allowed) {
      // Millions are tried: only those that may be kept are written down.
      const worst = worstUse(nodes, cores, heapMiB, options);
      if (worst < least * bestWorst) continue;
      bestWorst = Math.max(bestWorst, worst);
      const shape = shapeOf(nodes, cores, heapMiB, options);
      if (shape.mean > 0) found.push(shape);
    }
  }
  return found.filter((s) => s.worst >= least * bestWorst);
}

function worstUse(
  nodes: readonly SearchNode[],
  cores: number,
  heapMiB: number,
  { besidesHeapMiB = 0, memoryTarget = 1 }: SearchOptions,
): number {
  const containerMiB = granted(heapMiB + overheadMiB(heapMiB) + besidesHeapMiB);
  let worst = 1;
  for (const { memoryMiB, vcores } of nodes) {
    const here = Math.min(Math.floor((memoryMiB * memoryTarget) / containerMiB), Math.floor(vcores / cores));
    worst = Math.min(worst, (here * cores) / vcores);
  }
  return worst;
}

/** What an executor of these cores and this heap does on these nodes. */
export function shapeOf(
  nodes: readonly SearchNode[],
  cores: number,
  heapMiB: number,
  { besidesHeapMiB = 0, memoryTarget = 1 }: SearchOptions = {},
): Shape {
  const containerMiB = granted(heapMiB + overheadMiB(heapMiB) + besidesHeapMiB);
  const perNode = nodes.map(({ memoryMiB, vcores }) =>
    Math.min(Math.floor((memoryMiB * memoryTarget) / containerMiB), Math.floor(vcores / cores)),
  );
  const of = (i: number): number => (perNode[i] ?? 0) * containerMiB;
  const used = nodes.map(({ vcores }, i) => ((perNode[i] ?? 0) * cores) / vcores);
  return {
    cores,
    heapMiB,
    containerMiB,
    perNode,
    worst: Math.min(...used),
    mean: sum(used) / nodes.length,
    stranded: sum(nodes.map(({ memoryMiB }, i) => 1 - of(i) / memoryMiB)) / nodes.length,
    strandedMiB: sum(nodes.map(({ memoryMiB }, i) => memoryMiB - of(i))),
    hasRoomForMaster: nodes.every(
      ({ memoryMiB, vcores }, i) => (perNode[i] ?? 0) * cores === vcores || memoryMiB - of(i) >= MASTER_MIB,
    ),
  };
}

const granted = (mib: number): number => Math.ceil(mib / GRANTED_IN_MIB) * GRANTED_IN_MIB;

/** EMR's overhead, MiB: 18.75 % of the heap, at least 384. */
const overheadMiB = (heapMiB: number): number => Math.max(384, Math.trunc(0.1875 * heapMiB));

/** The largest heap that with its overhead fits, outside the zone; 0 where none fits. */
function heapWithin(mib: number): number {
  let heap = Math.min(mib - 384, Math.ceil(mib / 1.1875) + 1);
  while (heap > 0 && heap + overheadMiB(heap) > mib) heap--;
  const [from, to] = ZONE_MIB;
  return heap >= from && heap <= to ? from - 1 : Math.max(0, heap);
}

/** 3 to 6 where the nodes allow; smaller nodes what fits. */
function coresAllowed(nodes: readonly SearchNode[]): number[] {
  const smallest = Math.min(...nodes.map((n) => n.vcores));
  const largest = Math.max(...nodes.map((n) => n.vcores));
  return [1, 2, 3, 4, 5, 6].filter((cores) => cores >= Math.min(3, smallest) && cores <= largest);
}

/** Less stranded memory; then fewer, larger executors. */
function isPreferred(a: Shape, b: Shape): boolean {
  if (a.stranded !== b.stranded) return a.stranded < b.stranded;
  if (a.cores !== b.cores) return a.cores > b.cores;
  return a.containerMiB > b.containerMiB;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const most = (shapes: readonly Shape[], of: (shape: Shape) => number): number =>
  shapes.reduce((best, shape) => Math.max(best, of(shape)), 0);
