import { expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { diagnose } from '../../lib/diagnosis';

// 4 r5.4xlarge of 122,880 MiB, one executor of 120,000 MiB and 7 cores on each; the application master takes 896 MiB.
const executor = {
  cores: 7,
  memoryMiB: 101_053,
  memoryOverheadMiB: 18_947,
  offHeapMiB: 0,
  pysparkMiB: 0,
  containerMiB: 120_000,
};

const verdictOver = (executors: number, memoryExecutors = executors) =>
  diagnose({
    release: EmrRelease.EMR_7_9_0,
    executor,
    evidence: {
      nodes: [{ instanceType: 'r5.4xlarge', count: 4, memoryMiB: 122_880, vcores: 16 }],
      calculator: 'dominant',
      memoryTotalMB: 4 * 122_880,
      memoryAllocatedMB: 896 + memoryExecutors * 120_000,
      containersAllocated: executors + 1,
      containersPending: 12,
    },
  }).verdict;

test('a mean over a period in which an executor came or went is explained by the two counts that it lies between', () => {
  expect(verdictOver(4)).toBe('stranded-cores');
  for (const executors of [3.9, 3.6, 3.5, 3.4, 2.5, 1.4]) {
    expect([executors, verdictOver(executors)]).not.toEqual([executors, 'unexplained']);
  }
  expect(verdictOver(3.6)).toBe('stranded-cores');
});

test('memory that the same mean does not give stays unexplained', () => {
  expect(verdictOver(3.4, 4)).toBe('unexplained');
  expect(verdictOver(3.6, 3)).toBe('unexplained');
});
