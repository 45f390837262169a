import { describe, expect, test } from 'vitest';
import {
  containerMiB,
  defaultOverheadMiB,
  largestHeapMiB,
  losesCompressedOops,
  unifiedMemoryMiB,
} from '../../lib/spark';
import { fc, property } from '../support/property';

/** Overhead in whole numbers, apart from the code under test: 3/16 is EMR's 0.1875, 1/10 Spark's own. */
const overhead = {
  emr: (heap: number) => Math.max(384, (heap * 3 - ((heap * 3) % 16)) / 16),
  spark: (heap: number) => Math.max(384, (heap - (heap % 10)) / 10),
};

describe('container arithmetic', () => {
  test('a container is the sum of its four parts', () => {
    expect(containerMiB({ memoryMiB: 16384, memoryOverheadMiB: 4096, offHeapMiB: 4096, pysparkMiB: 512 })).toBe(25088);
  });

  test.each([
    [11264, 0.1875, 9486],
    [5632, 0.1875, 4743],
    [30720, 0.1875, 25870],
    [384, 0.1875, 0],
    [0, 0.1875, 0],
  ])('the largest heap for %i MiB at %d is %i, the figure EMR itself writes', (container, factor, heap) => {
    expect(largestHeapMiB(container, factor)).toBe(heap);
  });

  test('the largest heap is the one that trying every heap finds, up to 64 GiB', () => {
    for (const [factor, of] of [
      [0.1875, overhead.emr],
      [0.1, overhead.spark],
    ] as const) {
      let best = 0;
      for (let container = 0; container <= 65_536; container++) {
        while (best + 1 + of(best + 1) <= container) best += 1;
        if (largestHeapMiB(container, factor) !== best)
          expect([factor, container, largestHeapMiB(container, factor)]).toEqual([factor, container, best]);
      }
    }
  });

  property([fc.integer({ min: 1, max: 2_000_000 })], { numRuns: 5_000 })(
    'overhead is truncated, never rounded',
    (heap) => {
      expect(defaultOverheadMiB(heap, 0.1875)).toBe(overhead.emr(heap));
    },
  );

  test('unified memory is 0.6 of the heap less 300 MiB', () => {
    expect(unifiedMemoryMiB(25870)).toBe(15342);
    expect(unifiedMemoryMiB(200)).toBe(0);
  });

  test('compressed pointers are lost from 32 to 48 GiB', () => {
    expect([32_736, 32_737, 49_152, 49_153].map(losesCompressedOops)).toEqual([false, true, true, false]);
  });
});
