import type { OracleCase } from './case';
import { dice } from './dice';
import { withFeatures } from './draw-features';

/** Memory (MiB) and vcores that EMR gives to YARN on common nodes. */
const NODES = [
  [6144, 4],
  [11712, 4],
  [12288, 4],
  [24576, 8],
  [54272, 16],
  [57344, 8],
  [57344, 16],
  [90112, 48],
  [116736, 16],
  [122880, 16],
  [241664, 32],
  [253952, 32],
  [366592, 48],
  [385024, 48],
  [757760, 96],
] as const;
/** More containers than this cost seconds and teach nothing. */
const MAX_CONTAINERS = 4000;

/**
 * Case `index` of a seed: the same whatever the number of cases, and whatever the model says.
 *
 * Odd indices are drawn at the boundaries: a container of node / k, give or take a few MiB, where a rounding bug shows.
 */
export function drawCase(seed: number, index: number): OracleCase {
  const drawn = dice(seed, index);
  const { chance, int, logInt, pick } = drawn;
  const boundary = index % 2 === 1;

  const calculator = pick(['Default', 'Dominant'] as const);
  const minAllocMb = pick([1, 32, 32, 256, 1024]);
  const minAllocVcores = chance(0.08) ? pick([2, 4]) : 1;
  const nodes = drawNodes();
  const total = sum(nodes.map((n) => n.count));
  const largestMb = Math.max(...nodes.map((n) => n.memoryMb));
  const largestVcores = Math.max(...nodes.map((n) => n.vcores));
  const target = pick(nodes);

  let am = drawAm();
  const executor = boundary ? drawAtBoundary() : drawAnywhere();
  if (chance(0.1)) am = { ...executor };
  if (chance(0.04)) executor.memMb = largestMb + (chance(0.5) ? 1 : int(1, 4096));
  if (chance(0.03)) executor.vcores = largestVcores + int(1, 4);
  if (chance(0.02)) am.memMb = largestMb + int(0, 4);
  if (chance(0.02)) am.vcores = largestVcores + int(0, 2);
  const limits = {
    ...(chance(0.12) ? { maxAllocMb: Math.max(minAllocMb, drawMaxMb()) } : {}),
    ...(chance(0.08) ? { maxAllocVcores: Math.max(minAllocVcores, drawMaxVcores()) } : {}),
  };
  const room = roughRoom();
  const requested = pick([() => int(1, 50), () => room + int(-3, 3), () => Math.ceil(room * 1.2) + 10])();

  const plain = {
    id: `s${seed}-${index}`,
    calculator,
    minAllocMb,
    ...(minAllocVcores > 1 ? { minAllocVcores } : {}),
    ...limits,
    amResourcePercent: pick([0.01, 0.1, 0.1, 0.5, 1]),
    nodes,
    am,
    executor,
    requested: chance(0.01) ? 0 : Math.min(MAX_CONTAINERS, Math.max(1, requested)),
    order: pick(['roundrobin', 'fill', 'reverse', `shuffle:${int(0, 999)}`]),
  };
  return withFeatures(plain, drawn);

  function drawNodes(): { count: number; memoryMb: number; vcores: number }[] {
    const groups = chance(0.5) ? 1 : int(2, 3);
    const most = chance(0.03) ? 500 : logInt(groups, 500);
    const counts = [most];
    while (counts.length < groups) {
      const first = counts[0] ?? 1;
      const part = int(1, first - (groups - counts.length));
      counts.splice(0, 1, first - part, part);
    }
    return counts.map((count, i) => {
      if (i > 0 && chance(0.1))
        return { count, memoryMb: Math.max(1, pick([int(64, 1100), minAllocMb + int(-2, 2)])), vcores: int(1, 4) };
      if (chance(0.3)) return { count, memoryMb: logInt(2048, 800_000), vcores: logInt(1, 192) };
      const [memoryMb, vcores] = pick(NODES);
      return { count, memoryMb: chance(0.2) ? memoryMb + int(-40, 40) : memoryMb, vcores };
    });
  }

  function drawAm(): { memMb: number; vcores: number } {
    const usual = pick([
      { memMb: 896, vcores: 1 },
      { memMb: 1024, vcores: 1 },
      { memMb: 2432, vcores: 1 },
      { memMb: 18022, vcores: 4 },
    ]);
    if (chance(0.5) && usual.memMb <= target.memoryMb && usual.vcores <= target.vcores) return { ...usual };
    if (chance(0.5)) return { memMb: near(target.memoryMb / int(1, 8)), vcores: int(1, Math.min(8, largestVcores)) };
    return { memMb: int(1, Math.min(20_000, largestMb)), vcores: int(1, Math.min(5, largestVcores)) };
  }

  function drawAtBoundary(): { memMb: number; vcores: number } {
    const most = Math.max(1, Math.min(12, target.vcores, Math.floor(MAX_CONTAINERS / total)));
    const k = int(1, most);
    const rest = chance(0.2) && target.memoryMb > am.memMb ? am.memMb : 0;
    const memMb = near((target.memoryMb - rest) / k);
    const vcores = chance(0.5) ? Math.floor(target.vcores / k) + int(-1, 1) : int(1, 8);
    return { memMb, vcores: Math.min(largestVcores, Math.max(1, vcores)) };
  }

  function drawAnywhere(): { memMb: number; vcores: number } {
    const least = Math.min(largestMb, Math.max(512, Math.ceil((largestMb * total) / MAX_CONTAINERS)));
    const memMb = chance(0.2) ? minAllocMb * int(1, 40) + int(-1, 1) : logInt(least, largestMb);
    return { memMb: Math.max(1, memMb), vcores: int(1, Math.min(8, largestVcores)) };
  }

  function drawMaxMb(): number {
    return pick([
      largestMb + int(-4, 4),
      Math.floor(largestMb / 2),
      largestMb * 2,
      Math.min(...nodes.map((n) => n.memoryMb)),
      executor.memMb + int(-2, 2),
      Math.ceil(executor.memMb / minAllocMb) * minAllocMb + int(-2, 2),
      am.memMb + int(-1, 1),
    ]);
  }

  function drawMaxVcores(): number {
    return pick([largestVcores + int(-1, 1), executor.vcores + int(-1, 1), am.vcores, 1, 256]);
  }

  /** About as many executors as fit: only to ask for some more or some fewer. */
  function roughRoom(): number {
    const memMb = Math.ceil(executor.memMb / minAllocMb) * minAllocMb;
    const each = nodes.map((n) => {
      const byMemory = Math.floor(n.memoryMb / memMb);
      return (
        n.count * (calculator === 'Default' ? byMemory : Math.min(byMemory, Math.floor(n.vcores / executor.vcores)))
      );
    });
    return sum(each);
  }

  function near(value: number): number {
    return Math.max(1, Math.floor(value) + int(-4, 4));
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
