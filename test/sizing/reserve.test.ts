import { describe, expect, test } from 'vitest';
import { placesToLeave } from '../../lib/sizing/reserve';
import { planOf } from '../render/plans';
import { fc, property } from '../support/property';

interface Node {
  memory: number;
  vcores: number;
}
interface Size {
  memory: number;
  vcores: number;
}

/** Every way to put `count` containers of one size on these nodes, up to the order within a node. */
function* placements(nodes: readonly Node[], size: Size, count: number, from = 0): Generator<Node[]> {
  if (count === 0) yield nodes.map((n) => ({ ...n }));
  else if (from < nodes.length) {
    for (let here = 0; here <= count; here++) {
      const node = nodes[from] as Node;
      if (here * size.memory > node.memory || here * size.vcores > node.vcores) break;
      const rest = nodes.map((n, i) =>
        i === from ? { memory: n.memory - here * size.memory, vcores: n.vcores - here * size.vcores } : n,
      );
      yield* placements(rest, size, count - here, from + 1);
    }
  }
}

const holds = (nodes: readonly Node[], size: Size): number =>
  nodes.reduce((sum, n) => sum + Math.min(Math.floor(n.memory / size.memory), Math.floor(n.vcores / size.vcores)), 0);

describe('a reserve for another application', () => {
  const size = fc.record({ memory: fc.integer({ min: 1, max: 6 }), vcores: fc.integer({ min: 1, max: 4 }) });
  const node = fc.record({ memory: fc.integer({ min: 6, max: 20 }), vcores: fc.integer({ min: 4, max: 12 }) });

  property([fc.array(node, { minLength: 1, maxLength: 3 }), size, size, size, fc.integer({ min: 1, max: 4 })], {
    numRuns: 300,
  })('always finds room, wherever executors and application master lie', (nodes, executor, am, wish, containers) => {
    const other = {
      memory: Math.min(wish.memory, executor.memory),
      vcores: Math.min(wish.vcores, executor.vcores),
    };
    // In units of 32 MiB, YARN's smallest allocation.
    const leave = placesToLeave({
      reserve: { memoryMiB: 32 * other.memory, vcores: other.vcores, containers },
      nodes: nodes.map((n) => ({ count: 1, memoryMiB: 32 * n.memory, vcores: n.vcores })),
      executor: { memoryMiB: 32 * executor.memory, vcores: executor.vcores },
    });
    const masters = nodes.flatMap((_, i) => {
      const taken = nodes.map((n, j) => (i === j ? { memory: n.memory - am.memory, vcores: n.vcores - am.vcores } : n));
      return taken[i] && taken[i].memory >= 0 && taken[i].vcores >= 0 ? [taken] : [];
    });
    const most = Math.min(...masters.map((taken) => holds(taken, executor))) - leave;
    for (const taken of most < 0 ? [] : masters) {
      for (const rest of placements(taken, executor, most))
        expect(holds(rest, other)).toBeGreaterThanOrEqual(containers);
    }
  });

  test('costs an executor where full nodes have nothing left, and nothing where they have', () => {
    const executors = (reserve?: { memoryMiB: number; vcores: number; containers: number }): number =>
      planOf({ reserve }).job.dynamicAllocation.max;
    expect(executors()).toBe(327);
    // Four of 7 GiB fit into the 30,720 MiB and 4 vcores of one executor.
    expect(executors({ memoryMiB: 7_168, vcores: 1, containers: 4 })).toBe(326);
    expect(executors({ memoryMiB: 7_168, vcores: 1, containers: 5 })).toBe(325);
  });

  test.each([
    [{ memoryMiB: 40_000, vcores: 1, containers: 1 }, /memory \(MiB\) of reserved containers must be at most 30720/],
    [{ memoryMiB: 1_024, vcores: 8, containers: 1 }, /cores of reserved containers must be at most 4/],
    [{ memoryMiB: 1_024, vcores: 1, containers: 0 }, /number of reserved containers must be a positive whole number/],
    [{ memoryMiB: Number.NaN, vcores: 1, containers: 1 }, /got NaN/],
  ])('refuses %o', (reserve, message) => {
    expect(() => planOf({ reserve })).toThrow(message);
  });

  test('refuses more than the smallest cluster has', () => {
    expect(() =>
      planOf({
        nodes: [{ instanceType: 'r5.4xlarge', min: 1, max: 82 }],
        reserve: { memoryMiB: 30_000, vcores: 4, containers: 3 },
      }),
    ).toThrow(/no room for an executor beside the application master and the reserved containers/);
  });
});
