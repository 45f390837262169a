import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { ClusterSize, type PlanRequest, plan, planClusterLayer, planJobLayer, Workload } from '../../lib/sizing';

const brief: PlanRequest = {
  release: EmrRelease.EMR_7_9_0,
  nodes: [{ instanceType: 'r5.4xlarge', min: 82, max: 82 }],
  primaryInstanceType: 'm5.xlarge',
  workload: Workload.rows(641_000_000, 1_000),
};

describe('a plan', () => {
  test("for the brief's cluster runs 327 executors of 4 cores, 1,308 of 1,312 vcores, nothing pending", () => {
    const { admission } = plan(brief).job;
    expect(admission).toMatchObject({
      executors: 327,
      pending: 0,
      taskSlots: 1_308,
      totalVcores: 1_312,
      allocatedVCores: 1_309,
    });
    expect(admission.coreUtilisation).toBeCloseTo(1308 / 1312, 10);
  });

  test('takes partitions from bytes: 641 GB at 128 MiB a task, rounded up to whole waves', () => {
    // 641e9 ÷ 134,217,728 = 4,775.8; four waves of 1,308.
    expect(plan(brief).job.partitions).toBe(5_232);
  });

  test("assumes three waves where no size is known, but never less than Spark's 200 nor more than 100,000", () => {
    const assumed = (max: number) =>
      plan({ ...brief, workload: undefined, nodes: [{ instanceType: 'r5.4xlarge', min: max, max }] }).job;
    expect(assumed(82)).toMatchObject({ partitions: 3 * 1_308, partitionsAreAssumed: true });
    expect(assumed(2)).toMatchObject({ partitions: 200, partitionsAreAssumed: true });
    expect(assumed(100_000)).toMatchObject({ partitions: 100_000, partitionsAreAssumed: true });
    expect(plan(brief).job.partitionsAreAssumed).toBe(false);
  });

  test('starts and shrinks from the smallest declared size and grows to the largest', () => {
    const cluster = planClusterLayer({ ...brief, instanceTypes: ['r5.4xlarge'] });
    const job = planJobLayer({ cluster, nodes: [{ instanceType: 'r5.4xlarge', min: 10, max: 200 }] });
    // 10 nodes run 39 executors beside the application master, 200 run 799.
    expect(job.dynamicAllocation).toEqual({ min: 0, initial: 16, max: 799 });
  });

  test('knows no counts in its cluster layer', () => {
    const small = plan({ ...brief, nodes: [{ instanceType: 'r5.4xlarge', min: 2, max: 2 }] });
    const large = plan({ ...brief, nodes: [{ instanceType: 'r5.4xlarge', min: 1_000, max: 1_000 }] });
    expect(small.cluster).toEqual(large.cluster);
  });

  test('gives a reason with a source for every setting of both layers', () => {
    const { cluster, job } = plan(brief);
    expect(cluster.reasons.map((r) => r.key).sort()).toEqual(Object.keys(cluster.sparkConf).sort());
    expect(job.reasons.map((r) => r.key).sort()).toEqual(Object.keys(job.jobConf).sort());
    for (const { reason, source } of [...cluster.reasons, ...job.reasons]) {
      expect(reason.length * source.length).toBeGreaterThan(0);
    }
  });

  test("lets the user's own settings win and says what it would have chosen", () => {
    const { cluster } = plan({
      ...brief,
      sparkConf: { 'spark.driver.memory': '2g', 'spark.eventLog.enabled': 'true' },
    });
    expect(cluster.sparkConf).toMatchObject({ 'spark.driver.memory': '2g', 'spark.eventLog.enabled': 'true' });
    const reason = cluster.reasons.find((r) => r.key === 'spark.driver.memory');
    expect(reason).toMatchObject({ value: '2g', source: 'user' });
  });

  describe('keeps event logs where figures of a job can be read from them', () => {
    const logs = (release: EmrRelease, sparkConf: Record<string, string> = {}) => {
      const { cluster } = plan({ ...brief, release, sparkConf });
      const settings = Object.entries(cluster.sparkConf).filter(([key]) => key.startsWith('spark.eventLog.'));
      return { settings: Object.fromEntries(settings), warnings: cluster.warnings.map(({ id }) => id) };
    };

    test.each([
      ['emr-6.0.0', ['enabled', 'dir']],
      ['emr-6.1.0', ['enabled', 'dir', 'rolling.enabled', 'rolling.maxFileSize', 'logStageExecutorMetrics']],
      // Where this release keeps them has not been recorded.
      ['emr-spark-8.0.0', ['enabled', 'rolling.enabled', 'rolling.maxFileSize', 'logStageExecutorMetrics']],
    ])('%s has the keys that its Spark reads', (label, keys) => {
      const { settings, warnings } = logs(EmrRelease.of(label));
      expect(Object.keys(settings)).toEqual(keys.map((key) => `spark.eventLog.${key}`));
      expect(warnings).not.toContain('event-log-outside-hdfs');
    });

    test.each([
      ['s3://example-logs/spark', true],
      ['S3A://example-logs/spark', true],
      ['file:///tmp/logs', true],
      ['hdfs://namenode/logs', false],
      ['/logs', false],
    ])('and takes the directory %s of a user, with a warning: %s', (dir, warns) => {
      const { settings, warnings } = logs(brief.release, { 'spark.eventLog.dir': dir });
      expect(settings).toMatchObject({ 'spark.eventLog.dir': dir, 'spark.eventLog.rolling.enabled': 'true' });
      expect(warnings.includes('event-log-outside-hdfs')).toBe(warns);
    });
  });

  test("takes the user's executor as it is", () => {
    const { cluster, job } = plan({
      ...brief,
      sparkConf: { 'spark.executor.memory': '16g', 'spark.executor.memoryOverhead': '4g', 'spark.executor.cores': '4' },
    });
    expect(cluster.executor).toMatchObject({
      memoryMiB: 16_384,
      memoryOverheadMiB: 4_096,
      cores: 4,
      containerMiB: 20_480,
    });
    expect(job.admission.executors).toBe(327);
  });

  test('turns adaptive settings on by Spark version', () => {
    const conf = (release: EmrRelease) => plan({ ...brief, release }).cluster.sparkConf;
    expect(conf(EmrRelease.EMR_5_36_0)['spark.sql.adaptive.enabled']).toBeUndefined();
    expect(conf(EmrRelease.EMR_6_1_0)['spark.sql.adaptive.enabled']).toBe('true');
    expect(conf(EmrRelease.EMR_6_1_0)['spark.sql.adaptive.coalescePartitions.parallelismFirst']).toBeUndefined();
    expect(conf(EmrRelease.SPARK_8_0_0)['spark.sql.adaptive.coalescePartitions.parallelismFirst']).toBe('false');
  });

  test('publishes the agent’s YARN metrics where the release can', () => {
    const names = (release: EmrRelease) =>
      plan({ ...brief, release }).cluster.classifications.map((c) => c.classification);
    expect(names(EmrRelease.EMR_7_0_0)).toEqual(['capacity-scheduler', 'spark-defaults']);
    expect(names(EmrRelease.EMR_7_1_0)).toEqual(['capacity-scheduler', 'spark-defaults', 'emr-metrics']);
  });

  test('in cluster mode gives the driver an executor’s place and says so', () => {
    const { cluster, job } = plan({ ...brief, deployMode: 'cluster' });
    expect(cluster.driverMemoryMiB + cluster.driverOverheadMiB).toBeLessThanOrEqual(cluster.executor.containerMiB);
    expect(job.admission.executors).toBe(327);
    const reason = job.reasons.find((r) => r.key === 'spark.dynamicAllocation.maxExecutors');
    expect(reason?.reason).toContain('the driver takes the place of 1 of 328');
  });

  test('over-subscribes on purpose by raising the node managers’ vcores', () => {
    const { cluster, job } = plan({ ...brief, cpuOversubscription: 1.5 });
    // 82 × 24 slots, less the executor that the application master displaces.
    expect(job.admission.taskSlots).toBe(82 * 24 - cluster.executor.cores);
    expect((cluster.perNode['r5.4xlarge'] ?? 0) * cluster.executor.cores).toBe(24);
    expect(cluster.classifications).toContainEqual({
      classification: 'yarn-site',
      properties: { 'yarn.nodemanager.resource.cpu-vcores': '24' },
    });
  });

  test.each([
    [
      'fails for an unknown type, naming close ones',
      { nodes: [{ instanceType: 'r5.4xlrage', min: 1, max: 1 }] },
      'unknown instance type "r5.4xlrage"; did you mean r5.4xlarge?',
    ],
    [
      'fails for zero nodes',
      { nodes: [{ instanceType: 'r5.4xlarge', min: 0, max: 0 }] },
      'the number of r5.4xlarge nodes must be a positive whole number, got 0',
    ],
    [
      'fails for half a node',
      { nodes: [{ instanceType: 'r5.4xlarge', min: 1.5, max: 2 }] },
      'the number of r5.4xlarge nodes must be a positive whole number, got 1.5',
    ],
    ['fails for NaN nodes', { nodes: [{ instanceType: 'r5.4xlarge', min: Number.NaN, max: 2 }] }, 'got NaN'],
    [
      'fails for a range whose ends are swapped',
      { nodes: [{ instanceType: 'r5.4xlarge', min: 9, max: 2 }] },
      'the range of r5.4xlarge nodes is 9 to 2; put the smaller number first',
    ],
    [
      'fails for more nodes than anybody has',
      { nodes: [{ instanceType: 'r5.4xlarge', min: 82, max: 1e12 }] },
      'the number of r5.4xlarge nodes must be at most 100,000, got 1,000,000,000,000',
    ],
    [
      'fails where no executor fits beside the application master',
      { nodes: [{ instanceType: 'm5.xlarge', min: 1, max: 1 }] },
      '1 × m5.xlarge has no room for an executor beside the application master; use more nodes or a larger type, or clusterSize: ClusterSize.SMALL, if there are never more than 4 nodes',
    ],
    ['fails without nodes', { nodes: [] }, 'a cluster needs at least one instance type'],
    [
      'fails for a memory target above 1',
      { memoryTarget: 1.2 },
      'memory target must be above 0 and at most 1, got 1.2',
    ],
    [
      'fails for a driver larger than the primary',
      { driverMemoryMiB: 20_480 },
      'driver memory of 20,480 MiB does not fit the primary node: m5.xlarge has about 12,288 MiB for it (an estimate:',
    ],
    [
      'fails for an executor larger than every node',
      { sparkConf: { 'spark.executor.memory': '200g' } },
      'fits no node',
    ],
    [
      'fails for cores that are not a number',
      { sparkConf: { 'spark.executor.cores': 'four' } },
      'spark.executor.cores must be a positive whole number, got "four"',
    ],
    [
      'fails for memory that is not a size',
      { sparkConf: { 'spark.executor.memory': '1.5g' } },
      '"1.5g" is not a memory size',
    ],
  ])('%s', (_, change, message) => {
    expect(() => plan({ ...brief, ...change })).toThrow(message);
  });

  test.each([
    ['negative rows', () => Workload.rows(-1, 1_000), 'rows must be a positive whole number, got -1'],
    ['rows of zero bytes', () => Workload.rows(10, 0), 'bytes per row must be a positive whole number, got 0'],
    [
      'more bytes than can be counted',
      () => Workload.rows(1e15, 1e6),
      'rows times bytes per row must be a positive whole number',
    ],
    ['no shuffle', () => Workload.shuffleBytes(0), 'shuffle bytes must be a positive whole number, got 0'],
  ])('fails for a workload of %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('names the class that runs more tasks on a cluster so small that the application master counts', () => {
    const small = (more: Partial<PlanRequest> = {}) =>
      plan({ ...brief, workload: undefined, nodes: [{ instanceType: 'm5.xlarge', min: 2, max: 2 }], ...more });
    expect(small().job.admission.taskSlots).toBe(4);
    const text = small().job.warnings.find(({ id }) => id === 'small-cluster')?.text;
    expect(text).toMatch(/ClusterSize\.SMALL.* spark\.executor\.cores=1 .* 7 task slots instead of 4/);
    const counted = small({ clusterSize: ClusterSize.SMALL });
    expect(counted.job.admission.taskSlots).toBe(7);
    expect(counted.job.warnings).toEqual([]);
  });

  test('of a small cluster has the same configuration for 1 to 4 nodes', () => {
    const layer = (max: number) =>
      plan({ ...brief, clusterSize: ClusterSize.SMALL, nodes: [{ instanceType: 'm5.xlarge', min: 1, max }] }).cluster;
    for (const max of [2, 3, 4]) expect(layer(max)).toEqual(layer(1));
    expect(() => layer(5)).toThrow('a small cluster has at most 4 core and task nodes, got up to 5');
  });

  test('writes read splits as Spark 2.4 can read them: a unit would keep its session from starting', () => {
    const split = (release: EmrRelease): string | undefined =>
      planClusterLayer({ release, instanceTypes: ['r5.4xlarge'], primaryInstanceType: 'm5.xlarge' }).sparkConf[
        'spark.sql.files.maxPartitionBytes'
      ];
    expect(split(EmrRelease.of('emr-5.36.0'))).toBe('134217728');
    expect(split(EmrRelease.of('emr-6.1.0'))).toBe('128m');
  });
});
