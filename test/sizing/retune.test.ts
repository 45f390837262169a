import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { type RetuneRequest, retune, Workload } from '../../lib/sizing';

const fat: RetuneRequest = {
  release: EmrRelease.EMR_7_9_0,
  nodes: [{ instanceType: 'r5.4xlarge', count: 82 }],
  calculator: 'dominant',
  deployMode: 'client',
  settings: new Map([
    ['spark.executor.memory', '101053m'],
    ['spark.executor.cores', '7'],
    ['spark.executor.memoryOverhead', '18947m'],
    ['spark.sql.shuffle.partitions', '60000'],
  ]),
};
const with_ = (settings: Record<string, string>): RetuneRequest => ({
  ...fat,
  settings: new Map([...fat.settings, ...Object.entries(settings)]),
});
const changed = (request: RetuneRequest) => Object.fromEntries(retune(request).changes.map((c) => [c.key, c.to]));

describe("retuning the brief's fat step", () => {
  test('takes 574 task slots to 1,308', () => {
    const { before, after, slotRatio } = retune(fat);
    expect([before.executors, before.taskSlots]).toEqual([82, 574]);
    expect([after.executors, after.taskSlots]).toEqual([327, 1_308]);
    expect(slotRatio).toBeCloseTo(2.279, 3);
  });

  test('changes the shape, holds partitions at 100,000 for want of bytes, and touches nothing else', () => {
    expect(changed(fat)).toEqual({
      'spark.executor.memory': '25870m',
      'spark.executor.memoryOverhead': '4850m',
      'spark.executor.cores': '4',
      'spark.yarn.heterogeneousExecutors.enabled': 'false',
      'spark.sql.shuffle.partitions': '100000',
    });
  });

  test('takes partitions from bytes where they are known', () => {
    expect(retune({ ...fat, workload: Workload.rows(641_000_000, 1_000) }).partitions).toBe(5_232);
  });

  test('raises a maximum that would hold the smaller executors back', () => {
    expect(changed(with_({ 'spark.dynamicAllocation.maxExecutors': '100' }))).toMatchObject({
      'spark.dynamicAllocation.maxExecutors': '327',
    });
    expect(changed(with_({ 'spark.dynamicAllocation.maxExecutors': '500' }))).not.toHaveProperty([
      'spark.dynamicAllocation.maxExecutors',
    ]);
  });

  test('sets the number of executors only where dynamic allocation is off', () => {
    const fixed = { 'spark.executor.instances': '82' };
    expect(changed(with_(fixed))).not.toHaveProperty(['spark.executor.instances']);
    expect(changed(with_({ ...fixed, 'spark.dynamicAllocation.enabled': 'false' }))).toMatchObject({
      'spark.executor.instances': '327',
    });
  });

  test('lowers a minimum that could never be reached', () => {
    expect(changed(with_({ 'spark.dynamicAllocation.minExecutors': '400' }))).toMatchObject({
      'spark.dynamicAllocation.minExecutors': '327',
    });
  });

  test('keeps off-heap memory inside the container', () => {
    const { executor } = retune(
      with_({
        'spark.executor.memory': '96957m',
        'spark.memory.offHeap.enabled': 'true',
        'spark.memory.offHeap.size': '4g',
      }),
    );
    expect(executor).toMatchObject({ offHeapMiB: 4_096, containerMiB: 30_720 });
  });

  test('never cuts memory per task slot by more than 2.5 without evidence', () => {
    // One core in the whole node: 120,000 MiB a slot.
    expect(retune(with_({ 'spark.executor.cores': '1' }))).toMatchObject({ changes: [], refused: expect.any(String) });
    const { memoryCut, executor, refused } = retune(with_({ 'spark.executor.cores': '5' }));
    expect(refused).toBeUndefined();
    expect(memoryCut).toBeLessThanOrEqual(2.5);
    expect(executor.containerMiB / executor.cores).toBeGreaterThanOrEqual(24_000 / 2.5);
  });

  test('refuses where no shape runs more slots', () => {
    const balanced = with_({
      'spark.executor.memory': '25870m',
      'spark.executor.cores': '4',
      'spark.executor.memoryOverhead': '4850m',
    });
    expect(retune(balanced).refused).toMatch(/no shape runs more than the 1308 task slots of today/);
  });

  test('fails for an executor that YARN would refuse', () => {
    expect(() => retune(with_({ 'spark.executor.memory': '200g' }))).toThrow(/above the largest that YARN grants here/);
  });
});
