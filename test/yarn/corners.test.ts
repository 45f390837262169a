import { describe, expect, test } from 'vitest';
import { admit } from '../../lib/yarn';

/** Answers of a real CapacityScheduler (Hadoop 3.4.3) to cases that random search turned up: `npm run oracle:check` asks it again. */
describe('corners that a real scheduler decides', () => {
  test('rounding stops at the largest node even where the configured maximum is larger', () => {
    const { executors, granted, allocatedMiB } = admit({
      calculator: 'default',
      maxAllocationMiB: 318_360,
      nodes: [{ count: 81, memoryMiB: 159_180, vcores: 3 }],
      applicationMaster: { memoryMiB: 896, vcores: 1 },
      executor: { memoryMiB: 159_178, vcores: 3 },
      requested: 10,
    });
    expect([executors, granted?.memoryMiB, allocatedMiB]).toEqual([10, 159_180, 1_592_696]);
  });

  test('an application master that is below every maximum but fits no node waits, and is not refused', () => {
    const answer = admit({
      calculator: 'dominant',
      nodes: [
        { count: 9, memoryMiB: 2_715, vcores: 65 },
        { count: 9, memoryMiB: 6_144, vcores: 4 },
      ],
      applicationMaster: { memoryMiB: 3_075, vcores: 5 },
      executor: { memoryMiB: 4_596, vcores: 7 },
      requested: 10,
    });
    expect(answer).toMatchObject({ executors: 0, containers: 0, pending: 1 });
    expect(answer.refused).toBeUndefined();
  });

  test('where every node is below the minimum allocation nothing registers, and the application waits', () => {
    const answer = admit({
      calculator: 'default',
      minAllocationMiB: 1,
      minAllocationVcores: 2,
      nodes: [{ count: 93, memoryMiB: 5_212, vcores: 1 }],
      applicationMaster: { memoryMiB: 3_503, vcores: 1 },
      executor: { memoryMiB: 572, vcores: 1 },
      requested: 39,
    });
    expect(answer).toMatchObject({ executors: 0, pending: 1, totalMiB: 0 });
    expect(answer.refused).toBeUndefined();
  });

  test.each([
    ['maximum memory', { maxAllocationMiB: 0 }, 'maximum allocation (MB) must be a positive whole number, got 0'],
    [
      'maximum vcores',
      { maxAllocationVcores: -1 },
      'maximum allocation vcores must be a positive whole number, got -1',
    ],
    [
      'node memory',
      { nodes: [{ count: 1, memoryMiB: Number.NaN, vcores: 1 }] },
      'node memory (MB) must be a positive whole number, got NaN',
    ],
  ])('fails for a %s that is none', (_, change, message) => {
    const fine = {
      calculator: 'default' as const,
      nodes: [{ count: 1, memoryMiB: 4_096, vcores: 4 }],
      applicationMaster: { memoryMiB: 512, vcores: 1 },
      executor: { memoryMiB: 512, vcores: 1 },
      requested: 1,
    };
    expect(() => admit({ ...fine, ...change })).toThrow(message);
  });
});
