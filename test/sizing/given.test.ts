import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { type PlanRequest, plan, Workload } from '../../lib/sizing';
import { admit } from '../../lib/yarn';

const brief: PlanRequest = {
  release: EmrRelease.EMR_7_9_0,
  nodes: [{ instanceType: 'r5.4xlarge', min: 82, max: 82 }],
  primaryInstanceType: 'm5.xlarge',
  workload: Workload.rows(641_000_000, 1_000),
};
const withConf = (sparkConf: Record<string, string>, rest: Partial<PlanRequest> = {}) =>
  plan({ ...brief, ...rest, sparkConf });
/** What YARN runs beside an application master of this size on the brief's nodes. */
const running = (container: number, cores: number, am: { memoryMiB: number; vcores: number }) =>
  admit({
    nodes: [{ count: 82, memoryMiB: 122_880, vcores: 16 }],
    calculator: 'dominant',
    applicationMaster: am,
    executor: { memoryMiB: container, vcores: cores },
    requested: 10_000,
  }).executors;

describe('settings that the user gives', () => {
  test.each([
    ['spark.sql.shuffle.partitions', '9000'],
    ['spark.dynamicAllocation.maxExecutors', '100'],
    ['spark.dynamicAllocation.minExecutors', '9'],
    ['spark.dynamicAllocation.initialExecutors', '50'],
  ])('win over the job layer too: %s', (key, value) => {
    const { cluster, job } = withConf({ [key]: value });
    // A job's arguments beat spark-defaults, so both together are what runs.
    expect({ ...cluster.sparkConf, ...job.jobConf }[key]).toBe(value);
    expect(job.reasons.find((reason) => reason.key === key)).toMatchObject({ value, source: 'user' });
  });

  test('for the job are what its figures say', () => {
    const { job } = withConf({
      'spark.sql.shuffle.partitions': '9000',
      'spark.dynamicAllocation.maxExecutors': '100',
      'spark.dynamicAllocation.initialExecutors': '5',
      'spark.dynamicAllocation.minExecutors': '7',
    });
    expect(job.partitions).toBe(9_000);
    expect(job.dynamicAllocation).toEqual({ min: 7, initial: 7, max: 100 });
    expect(job.admission).toMatchObject({ executors: 100, taskSlots: 400, limitedBy: 'requested' });
  });

  test('without dynamic allocation get a number of executors, as Spark would start two', () => {
    const { job } = withConf({ 'spark.dynamicAllocation.enabled': 'false' });
    expect(job.jobConf['spark.executor.instances']).toBe('327');
    expect(Object.keys(job.jobConf).filter((key) => key.startsWith('spark.dynamicAllocation.'))).toEqual([]);
    const fewer = withConf({ 'spark.dynamicAllocation.enabled': 'FALSE', 'spark.executor.instances': '20' });
    expect(fewer.job.jobConf['spark.executor.instances']).toBe('20');
    expect(fewer.job.admission.executors).toBe(20);
  });

  test('for the driver decide the container that displaces executors', () => {
    const conf = {
      'spark.driver.memory': '10g',
      'spark.driver.memoryOverhead': '20g',
      'spark.driver.cores': '9',
    };
    const { cluster, job } = withConf(conf, { deployMode: 'cluster', driverMemoryMiB: 4_096 });
    expect([cluster.driverMemoryMiB, cluster.driverOverheadMiB]).toEqual([10_240, 20_480]);
    // 9 of 16 vcores leave one executor of 4 cores on the driver's node, not three.
    expect(job.admission.executors).toBe(running(30_720, 4, { memoryMiB: 30_720, vcores: 9 }));
    expect(job.admission.executors).toBe(325);
  });

  test('for the application master of a client-mode job count too', () => {
    const { job } = withConf({ 'spark.yarn.am.memory': '40g', 'spark.yarn.am.cores': '5' });
    expect(job.admission.executors).toBe(running(30_720, 4, { memoryMiB: 45_056, vcores: 5 }));
  });

  test('under an old name are taken for the present one, and not written twice', () => {
    const { cluster } = withConf({ 'spark.yarn.executor.memoryOverhead': '8192' });
    expect(cluster.sparkConf).not.toHaveProperty(['spark.yarn.executor.memoryOverhead']);
    expect(cluster.sparkConf['spark.executor.memoryOverhead']).toBe('8192');
    expect(cluster.executor.memoryOverheadMiB).toBe(8_192);
    expect(cluster.executor.containerMiB).toBe(30_720);
  });

  test('beat the same thing asked for in another way', () => {
    const offHeap = { 'spark.memory.offHeap.enabled': 'True', 'spark.memory.offHeap.size': '8g' };
    const { executor, sparkConf } = withConf(offHeap, { offHeapMiB: 4_096 }).cluster;
    expect(executor.offHeapMiB).toBe(8_192);
    expect(sparkConf['spark.memory.offHeap.size']).toBe('8g');
    const off = withConf({ 'spark.memory.offHeap.enabled': 'false' }, { offHeapMiB: 4_096 }).cluster;
    expect(off.executor.offHeapMiB).toBe(0);
    expect(off.sparkConf).not.toHaveProperty(['spark.memory.offHeap.size']);
    expect(withConf({ 'spark.executor.pyspark.memory': '2g' }, { pysparkMiB: 512 }).cluster.executor.pysparkMiB).toBe(
      2_048,
    );
  });

  test('are never called computed, and what would have been computed is what the engine chooses by itself', () => {
    const { reasons } = withConf({ 'spark.executor.memory': '16g', 'spark.executor.cores': '2' }).cluster;
    const reason = (key: string) => reasons.find((one) => one.key === key);
    expect(reason('spark.executor.memory')).toMatchObject({ value: '16g', source: 'user' });
    expect(reason('spark.executor.memory')?.reason).toMatch(/^given by you; computed would be 25870m/);
    expect(reason('spark.executor.cores')).toMatchObject({ value: '2', source: 'user' });
    expect(reason('spark.executor.cores')?.reason).toMatch(/^given by you; computed would be 4 /);
  });

  test('of several cores a task make fewer task slots', () => {
    const { job } = withConf({ 'spark.task.cpus': '2' });
    expect(job.admission).toMatchObject({ executors: 327, taskSlots: 654 });
    expect(job.admission.coreUtilisation).toBeCloseTo(1308 / 1312, 10);
    // 641e9 bytes in tasks of 128 MiB are 4,776, eight waves of 654.
    expect(job.partitions).toBe(5_232);
  });

  test.each([
    ['fails for a task larger than the executor', { 'spark.task.cpus': '8' }, 'with which Spark does not start'],
    [
      'fails for a minimum above what runs',
      { 'spark.dynamicAllocation.minExecutors': '400' },
      'spark.dynamicAllocation.minExecutors of 400 is above the 327 executors that run',
    ],
    [
      'fails for partitions that are no number',
      { 'spark.sql.shuffle.partitions': 'auto' },
      'spark.sql.shuffle.partitions must be a positive whole number, got "auto"',
    ],
  ])('%s', (_, conf, message) => {
    expect(() => withConf(conf as Record<string, string>)).toThrow(message);
  });
});

describe('off-heap memory before Spark 3.0', () => {
  const release = EmrRelease.EMR_5_36_0;
  const sum = (conf: Readonly<Record<string, string>>) =>
    ['spark.executor.memory', 'spark.executor.memoryOverhead']
      .map((key) => Number.parseInt(conf[key] ?? '', 10))
      .reduce((a, b) => a + b, 0);

  test('is written into the overhead, as YARN is asked for heap and overhead only', () => {
    const { executor, sparkConf } = plan({ ...brief, release, offHeapMiB: 4_096 }).cluster;
    expect(sum(sparkConf)).toBe(30_720);
    expect(executor.containerMiB).toBe(30_720);
    expect(sparkConf['spark.memory.offHeap.size']).toBe('4096m');
    const heap = executor.memoryMiB;
    expect(Number.parseInt(sparkConf['spark.executor.memoryOverhead'] ?? '', 10) - 4_096).toBe(
      Math.max(384, (heap * 3 - ((heap * 3) % 16)) / 16),
    );
  });

  test('lies within an overhead of the user’s own, which is warned of', () => {
    const { cluster } = withConf({ 'spark.executor.memoryOverhead': '8192m' }, { release, offHeapMiB: 4_096 });
    expect(cluster.executor.containerMiB).toBe(30_720);
    expect(cluster.executor.memoryMiB + 8_192).toBe(30_720);
    expect(cluster.warnings.map(({ id }) => id)).toContain('off-heap-in-overhead');
  });

  test('from 3.0 on is a part of its own', () => {
    const { sparkConf } = plan({ ...brief, release: EmrRelease.EMR_6_1_0, offHeapMiB: 4_096 }).cluster;
    expect(sum(sparkConf)).toBe(30_720 - 4_096);
  });
});

describe('types whose vcores EMR doubles', () => {
  const fleet = (...types: string[]) =>
    plan({ ...brief, nodes: types.map((instanceType) => ({ instanceType, min: 10, max: 10 })) });

  test('in a mixed fleet are warned of where YARN may put more tasks on a node than it has vCPUs', () => {
    const { cluster } = fleet('d2.8xlarge', 'm5.4xlarge');
    // 80 vcores for YARN and 36 vCPUs: the plan counts nine executors of 4 cores, memory and vcores hold sixteen.
    expect(cluster.perNode['d2.8xlarge']).toBe(9);
    expect(cluster.warnings.find(({ id }) => id === 'doubled-vcores')?.text).toContain(
      'YARN will show 44 of its vcores idle; YARN may put up to 16 executors on one such node where the plan counts 9',
    );
  });

  test('alone hold no more than the plan counts', () => {
    const text = fleet('m4.4xlarge').cluster.warnings.find(({ id }) => id === 'doubled-vcores')?.text;
    expect(text).toContain('YARN will show 16 of its vcores idle');
    expect(text).not.toContain('may put');
  });
});
