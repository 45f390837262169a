import { describe, expect, test } from 'vitest';
import { EIGHT, FAT, FAT_BESIDE_A_DRIVER, predicted, WHOLE_NODES } from '../../../bench/yarn-loop/jobs';
import { NODES } from '../../../bench/yarn-loop/yarn-process';
import { instanceFacts } from '../../../lib/catalog';

const container = ({ memoryMiB, overheadMiB }: typeof FAT): number => memoryMiB + overheadMiB;

describe('the bench declares', () => {
  test('nodes as EMR gives them to YARN', () => {
    const { yarnMemoryMiB, yarnVcores } = instanceFacts(NODES.instanceType);
    expect(NODES).toMatchObject({ memoryMiB: yarnMemoryMiB, vcores: yarnVcores });
  });

  test('a fat executor and the master that fill a node to the megabyte, and more than 95 % of the cluster', () => {
    expect(container(FAT)).toBe(23_680);
    expect(container(FAT) + 896).toBe(NODES.memoryMiB);
    expect(container(FAT_BESIDE_A_DRIVER) + 1024 + 384).toBe(NODES.memoryMiB);
    const { executors, allocatedMiB, totalMiB, allocatedVcores } = predicted(FAT, 'dominant');
    expect([executors, allocatedVcores]).toEqual([4, 29]);
    expect(allocatedMiB / totalMiB).toBeGreaterThan(0.95);
  });

  test('executors of 8 cores, two a node but for the one with the master', () => {
    expect(predicted(EIGHT, 'dominant')).toMatchObject({ executors: 7, containers: 8, allocatedVcores: 57 });
  });

  test('executors and a master that leave not a megabyte', () => {
    expect(predicted(WHOLE_NODES, 'default')).toMatchObject({
      containers: 4,
      allocatedVcores: 4,
      allocatedMiB: 98_304,
    });
  });
});
