/**
 * The best executor by trying them all: every number of cores, every container in steps of a few MiB. Written from the rule that
 * docs/guide.md states ("How an executor's size is chosen"), with its own arithmetic, and sharing no code with the engine, so that what the engine
 * leaves out of its search would show here.
 *
 * Where the rule can be read in two ways:
 * - "Within 1 %" is taken in turn: of the worst-used type first, then of the mean among those that remain. So is "more task slots": of the
 *   worst-used type, or as many of it and more on average.
 * - Room for a client-mode application master is a wish, not a condition: it decides among sizes within 1 %, before stranded memory.
 *   A mixed fleet has it where every type has it, since the application master may go to any.
 * - "A vcore is free" means one of those that YARN counts.
 * - Stranded memory is the mean share over types, of containers as YARN grants them: multiples of 32 MiB.
 * - Of a small cluster, each number of nodes from 1 to 4 counts alike, and each type as a cluster of its own.
 */
export interface SearchNode {
  readonly name: string;
  /** What YARN has of a node, MiB. */
  readonly memoryMiB: number;
  /** That tasks may use. */
  readonly vcores: number;
  /** That YARN counts; default: the same. */
  readonly yarnVcores?: number;
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
  /** Clusters of 1 to 4 nodes, one of which holds a client-mode application master. Default: no master. */
  readonly small?: boolean;
  /** Whether the master of these is a driver in cluster mode, sized as the guide says. Default: false. */
  readonly holdsDriver?: boolean;
}

export interface Shape {
  readonly cores: number;
  readonly heapMiB: number;
  /** As YARN grants it. */
  readonly containerMiB: number;
  /** Executors on a node without application master, in the order of the nodes. */
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
/** The last heap for which G1 has compressed pointers (measured), and where a JVM without them holds more again. */
const LAST_WITH_POINTERS_MIB = 32_736;
const FAR_ABOVE_MIB = 48 * 1024;
/** Spark does not start with less: 1.5 × 300 MiB reserved, and what the JVM keeps for itself. */
const LEAST_HEAP_MIB = 471;
/** A client-mode application master: 512 MiB and 384 of overhead; kept round where room is left for it. */
const MASTER_MIB = 896;
const ROOM_FOR_MASTER_MIB = 1024;
/** One core has to bring more than so many times the task slots. */
const SINGLE_CORE_GAIN = 1.1;
/** Share of memory within which larger executors are worth more. */
const EQUAL_MEMORY = 0.005;
const SMALL_CLUSTER = [1, 2, 3, 4];
const CORES = [1, 2, 3, 4, 5, 6];

/** The best of all; undefined where none runs. */
export function searchBest(nodes: readonly SearchNode[], options: SearchOptions = {}): Shape | undefined {
  const most = Math.max(...nodes.map((n) => n.vcores));
  const cores = CORES.filter((n) => n <= most);
  const single = bestOf(nodes, options, [1], false);
  const several = bestOf(nodes, options, cores.slice(1), false);
  const usual = hasMoreSlots(single, several, SINGLE_CORE_GAIN) ? single : several;
  const far = bestOf(nodes, options, cores, true);
  return hasMoreSlots(far, usual, 1 / (1 - tolerance(options))) ? far : usual;
}

const tolerance = (options: SearchOptions): number => options.tolerance ?? 0.01;

function hasMoreSlots(a: Shape | undefined, b: Shape | undefined, times: number): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return a.worst > times * b.worst || (a.worst >= 0.99 * b.worst && a.mean > times * b.mean);
}

/** The best of these numbers of cores, with heaps that have compressed pointers or with those far above. */
function bestOf(
  nodes: readonly SearchNode[],
  options: SearchOptions,
  cores: readonly number[],
  far: boolean,
): Shape | undefined {
  const least = 1 - tolerance(options);
  const good = allNearWorst(nodes, options, cores, far);
  const bestMean = most(good, (s) => s.mean);
  const equal = good.filter((s) => s.mean >= least * bestMean);
  const roomy = equal.filter((s) => s.hasRoomForMaster || options.small);
  const wanted = roomy.length > 0 ? roomy : equal;
  const leastStranded = wanted.reduce((low, s) => Math.min(low, s.stranded), 1);
  return wanted
    .filter((s) => s.stranded <= leastStranded + EQUAL_MEMORY)
    .reduce<Shape | undefined>((best, s) => (best === undefined || isPreferred(s, best) ? s : best), undefined);
}

/** Every executor that the rule allows and that uses the worst-used type to within the given share of the best. */
function allNearWorst(
  nodes: readonly SearchNode[],
  options: SearchOptions,
  allowed: readonly number[],
  far: boolean,
): Shape[] {
  const { stepMiB = GRANTED_IN_MIB, besidesHeapMiB = 0 } = options;
  const least = 1 - tolerance(options);
  // On EMR the core type, which comes first, is the most that YARN grants a container.
  const largest = nodes[0]?.memoryMiB ?? 0;
  const found: Shape[] = [];
  let bestWorst = 0;
  let before = 0;
  for (let asked = stepMiB; asked <= largest; asked += stepMiB) {
    const fitting = heapWithin(asked - besidesHeapMiB);
    const heapMiB = far ? fitting : Math.min(fitting, LAST_WITH_POINTERS_MIB);
    if (heapMiB < LEAST_HEAP_MIB || heapMiB === before || (far && heapMiB <= FAR_ABOVE_MIB)) continue;
    before = heapMiB;
    for (const cores of allowed) {
      // Millions are tried: only those that may be kept are written down.
      // Without an application master no fewer run.
      if (worstUse(nodes, cores, heapMiB, options) < least * bestWorst) continue;
      const shape = shapeOf(nodes, cores, heapMiB, options);
      bestWorst = Math.max(bestWorst, shape.worst);
      if (shape.mean > 0 && shape.worst >= least * bestWorst) found.push(shape);
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
  { besidesHeapMiB = 0, memoryTarget = 1, small = false, holdsDriver = false }: SearchOptions = {},
): Shape {
  const containerMiB = granted(heapMiB + overheadMiB(heapMiB) + besidesHeapMiB);
  const perNode = nodes.map(({ memoryMiB, vcores }) =>
    Math.min(Math.floor((memoryMiB * memoryTarget) / containerMiB), Math.floor(vcores / cores)),
  );
  const running = nodes.map((node, i) =>
    small
      ? onAverageBesideMaster(
          node,
          perNode[i] ?? 0,
          cores,
          containerMiB,
          holdsDriver ? driverMiB(containerMiB) : MASTER_MIB,
        )
      : (perNode[i] ?? 0),
  );
  const of = (i: number): number => (running[i] ?? 0) * containerMiB;
  const used = nodes.map(({ vcores }, i) => ((running[i] ?? 0) * cores) / vcores);
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
      ({ memoryMiB, vcores, yarnVcores = vcores }, i) =>
        (perNode[i] ?? 0) * cores === yarnVcores || memoryMiB - of(i) >= ROOM_FOR_MASTER_MIB,
    ),
  };
}

/** Executors a node, on the mean of clusters of 1 to 4 nodes, the first of which holds the application master. */
function onAverageBesideMaster(
  node: SearchNode,
  perNode: number,
  cores: number,
  containerMiB: number,
  masterMiB: number,
): number {
  const vcores = node.yarnVcores ?? node.vcores;
  const holds = (memory: number, free: number): number =>
    Math.max(0, Math.min(Math.floor(memory / containerMiB), Math.floor(free / cores)));
  const first = holds(node.memoryMiB - masterMiB, vcores - 1);
  const others = holds(node.memoryMiB, vcores);
  const means = SMALL_CLUSTER.map((count) => Math.min(first + (count - 1) * others, count * perNode) / count);
  return sum(means) / means.length;
}

/** The driver beside executors of this container: a heap of at most 16 GiB with a tenth of it, at least 384 MiB, beside it, and no larger than an executor. */
function driverMiB(containerMiB: number): number {
  const heap = Math.min(16_384, containerMiB - 384, Math.floor(containerMiB / 1.1));
  return granted(heap + Math.max(384, Math.trunc(0.1 * heap)));
}

const granted = (mib: number): number => Math.ceil(mib / GRANTED_IN_MIB) * GRANTED_IN_MIB;

/** EMR's overhead, MiB: 18.75 % of the heap, at least 384. */
const overheadMiB = (heapMiB: number): number => Math.max(384, Math.trunc(0.1875 * heapMiB));

/** The largest heap that with its overhead fits; 0 where none fits. */
function heapWithin(mib: number): number {
  let heap = Math.min(mib - 384, Math.ceil(mib / 1.1875) + 1);
  while (heap > 0 && heap + overheadMiB(heap) > mib) heap--;
  return Math.max(0, heap);
}

/** Fewer, larger executors; of as many cores less stranded memory. */
function isPreferred(a: Shape, b: Shape): boolean {
  if (a.cores !== b.cores) return a.cores > b.cores;
  if (a.stranded !== b.stranded) return a.stranded < b.stranded;
  return a.containerMiB > b.containerMiB;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const most = (shapes: readonly Shape[], of: (shape: Shape) => number): number =>
  shapes.reduce((best, shape) => Math.max(best, of(shape)), 0);
