import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { type RetuneRequest, retune, Workload } from '../../lib/sizing';
import { SparkSettings } from '../../lib/spark';

const fat: RetuneRequest = {
  release: EmrRelease.EMR_7_9_0,
  nodes: [{ instanceType: 'r5.4xlarge', count: 82 }],
  calculator: 'dominant',
  deployMode: 'client',
  settings: SparkSettings.of([
    ['spark.executor.memory', '101053m'],
    ['spark.executor.cores', '7'],
    ['spark.executor.memoryOverhead', '18947m'],
    ['spark.sql.shuffle.partitions', '60000'],
  ]),
};
const with_ = (settings: Record<string, string>): RetuneRequest => ({
  ...fat,
  settings: fat.settings.with(settings),
});
const changed = (request: RetuneRequest) => Object.fromEntries(retune(request).changes.map((c) => [c.key, c.to]));

describe("retuning the brief's fat step", () => {
  test('takes 574 task slots to 1,308', () => {
    const { before, after, slotRatio } = retune(fat);
    expect([before.executors, before.taskSlots]).toEqual([82, 574]);
    expect([after.executors, after.taskSlots]).toEqual([327, 1_308]);
    expect(slotRatio).toBeCloseTo(2.279, 3);
  });

  test('changes the executor size, holds partitions at 100,000 for want of bytes, and touches nothing else', () => {
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
    // One core in the whole node, 120,000 MiB a slot: 48,000 leave a node two slots, for which no executor has three cores.
    const wide = retune(with_({ 'spark.executor.cores': '1' }));
    expect(wide).toMatchObject({ refused: undefined, slotRatio: 2, executor: { cores: 2, containerMiB: 121_856 } });
    expect(wide.memoryCut).toBeLessThanOrEqual(2.5);
    const { memoryCut, executor, refused } = retune(with_({ 'spark.executor.cores': '5' }));
    expect(refused).toBeUndefined();
    expect(memoryCut).toBeLessThanOrEqual(2.5);
    expect(executor.containerMiB / executor.cores).toBeGreaterThanOrEqual(24_000 / 2.5);
  });

  test('gives the driver what its partitions need: in cluster mode its container, in client mode as much as the primary has', () => {
    const of = (more: Partial<RetuneRequest>) => changed({ ...fat, ...more });
    const driver = 'spark.driver.memory';
    // 100,000 partitions and 327 executors: 512 + 654 + 1,563 + 2,385 MiB, in steps of 256.
    expect(of({ primaryInstanceType: 'm5.xlarge' })[driver]).toBe('5120m');
    expect(of({ primaryInstanceType: 'c4.large' })[driver]).toBeUndefined();
    expect(of({ deployMode: 'cluster' })[driver]).toBe('5120m');
    expect(of({})).not.toHaveProperty([driver]);
    const own = with_({ [driver]: '16g' });
    expect(changed({ ...own, primaryInstanceType: 'm5.2xlarge' })).not.toHaveProperty([driver]);
  });

  test('refuses where no executor size runs more slots', () => {
    const balanced = with_({
      'spark.executor.memory': '25870m',
      'spark.executor.cores': '4',
      'spark.executor.memoryOverhead': '4850m',
    });
    expect(retune(balanced).refused).toMatch(/no executor size runs more than the 1,308 task slots of today/);
  });

  test('fails for an executor that YARN would refuse', () => {
    expect(() => retune(with_({ 'spark.executor.memory': '200g' }))).toThrow(/above the largest that YARN grants here/);
  });

  test('never lowers partitions without bytes, neither above the cap nor where memory per slot does not fall', () => {
    expect(retune(with_({ 'spark.sql.shuffle.partitions': '200000' })).partitions).toBe(200_000);
    // Nine cores in 63,000 MiB: 7,000 MiB a slot before, 7,680 after, and 16 slots a node instead of 9.
    const wide = with_({
      'spark.executor.memory': '53000m',
      'spark.executor.memoryOverhead': '10000m',
      'spark.executor.cores': '9',
    });
    expect(retune(wide).memoryCut).toBeLessThan(1);
    expect(retune(wide).slotRatio).toBeGreaterThan(1.7);
    expect(retune(wide).partitions).toBe(60_000);
  });

  test('says where two waves of tasks decide', () => {
    const few = retune(with_({ 'spark.sql.shuffle.partitions': '400' }));
    expect(few.partitions).toBe(2_616);
    expect(few.changes.find(({ key }) => key === 'spark.sql.shuffle.partitions')?.reason).toContain(
      'raised to 2 waves of 1,308 task slots',
    );
  });

  test('changes the initial number of adaptive execution with the other, as it stands in for it', () => {
    const initial = 'spark.sql.adaptive.coalescePartitions.initialPartitionNum';
    const adaptive = with_({ [initial]: '20000', 'spark.sql.shuffle.partitions': '200' });
    // 20,000 in force: 17,142.86 ÷ 7,680 MiB a slot is 2.232.
    expect(changed(adaptive)).toMatchObject({ [initial]: '44643', 'spark.sql.shuffle.partitions': '44643' });
    const off = with_({ [initial]: '20000', 'spark.sql.adaptive.enabled': 'false' });
    expect(retune(off).partitions).toBe(100_000);
  });

  test('cuts the heap of a slot no more than its container, whatever off-heap memory takes', () => {
    const offHeap = with_({
      'spark.executor.memory': '76953m',
      'spark.memory.offHeap.enabled': 'true',
      'spark.memory.offHeap.size': '24100m',
    });
    const { executor, changes } = retune(offHeap);
    expect(changes).not.toEqual([]);
    expect(76_953 / 7 / (executor.memoryMiB / executor.cores)).toBeLessThanOrEqual(2.5);
  });

  test('counts a driver of several cores in cluster mode', () => {
    const { after } = retune({
      ...with_({ 'spark.driver.cores': '9', 'spark.driver.memory': '4g' }),
      deployMode: 'cluster',
    });
    // 16 - 9 vcores leave room for one executor of 4 on the driver's node.
    expect(after.executors).toBe(81 * 4 + 1);
  });

  test('counts executors where dynamic allocation is off in any spelling', () => {
    expect(changed(with_({ 'spark.dynamicAllocation.enabled': 'FALSE' }))).toMatchObject({
      'spark.executor.instances': '327',
    });
  });

  test.each([
    ['a task takes several cores', { 'spark.task.cpus': '7' }, 'spark.task.cpus'],
    ['executors ask for accelerators', { 'spark.executor.resource.gpu.amount': '1' }, 'spark.executor.resource.'],
    ['executors go to labelled nodes', { 'spark.yarn.executor.nodeLabelExpression': 'TASK' }, 'nodeLabelExpression'],
  ])('refuses, and changes nothing, where %s', (_, settings, why) => {
    const { changes, refused } = retune(with_(settings as Record<string, string>));
    expect(changes).toEqual([]);
    expect(refused).toContain(why);
  });

  test('counts the slots of the configuration in force in tasks, not in cores', () => {
    // 82 executors of 7 cores: one task of 7 cores, or three of 2, on each.
    expect(retune(with_({ 'spark.task.cpus': '7' })).before.taskSlots).toBe(82);
    expect(retune(with_({ 'spark.task.cpus': '2' })).before.taskSlots).toBe(246);
  });

  test('refuses off-heap memory before Spark 3.0, which lies within the overhead', () => {
    const offHeap = with_({ 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '4g' });
    const old = retune({ ...offHeap, release: EmrRelease.EMR_5_36_0 });
    expect(old.before.executors).toBe(82);
    expect([old.changes, old.refused]).toEqual([[], expect.stringContaining('before Spark 3.0')]);
  });

  test.each([
    ['spark.sql.shuffle.partitions', 'auto'],
    ['spark.dynamicAllocation.maxExecutors', 'many'],
  ])('fails for a %s that is no number', (key, value) => {
    expect(() => retune(with_({ [key]: value }))).toThrow(`${key} must be a`);
  });

  test('sets a maximum where YARN would admit more executors than the vCPUs carry', () => {
    // x1e.2xlarge: heaps with compressed pointers leave memory for more of them than 8 vCPUs carry, and the default calculator counts only that.
    const wide: RetuneRequest = {
      ...fat,
      nodes: [{ instanceType: 'x1e.2xlarge', count: 10 }],
      calculator: 'default',
      settings: SparkSettings.of([
        ['spark.executor.memory', '60000m'],
        ['spark.executor.cores', '4'],
      ]),
    };
    const { after, changes } = retune(wide);
    expect(after.taskSlots).toBeLessThanOrEqual(80);
    expect(changes.find(({ key }) => key === 'spark.dynamicAllocation.maxExecutors')?.to).toBe(String(after.executors));
  });
});
