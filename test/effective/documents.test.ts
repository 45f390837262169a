import { describe, expect, test } from 'vitest';
import { capacityOf, effective, refusals, releaseInForce, toCommand, type WrittenCluster } from '../../lib/effective';
import { parseSparkSubmit } from '../../lib/steps';
import { type Input, inForce } from './support';

describe('a RunJobFlow request', () => {
  const place = { where: 'Instances.InstanceGroups', at: 1 };
  const cluster: WrittenCluster = {
    releaseLabel: 'emr-5.36.0',
    groups: [{ role: 'core', name: 'CORE', instanceTypes: ['m5.xlarge'], count: 2, ...place }],
  };
  const step = (...args: string[]) => {
    const parsed = parseSparkSubmit(['spark-submit', ...args, 's3://b/x.py']);
    if (parsed.kind === 'unknown') throw new Error(parsed.reason);
    return effective({
      release: releaseInForce(undefined, cluster, 'emr-7.9.0'),
      groups: cluster.groups,
      blocks: [],
      command: toCommand(parsed.submit),
    });
  };

  test('has its own release and nodes', () => {
    const { release, yarn } = step('--deploy-mode', 'cluster');
    expect(release).toMatchObject({ value: { sparkVersion: '2.4.8' }, layer: 'classification' });
    expect(yarn.nodes).toMatchObject([{ instanceType: 'm5.xlarge', count: 2, memoryMiB: { value: 12_288 } }]);
    expect(yarn.maxAllocationMiB?.value).toBe(12_288);
  });

  test('whose executor has a size that Spark cannot read is judged by the rest', () => {
    const config = step(
      '--deploy-mode',
      'cluster',
      '--driver-memory',
      '20g',
      '--executor-memory',
      '20 GB',
      '--executor-cores',
      '8',
    );
    expect(config.spark.executor).toMatchObject({ memoryMiB: undefined, cores: { value: 8 } });
    expect(refusals(config).map(({ container, resource }) => `${container} ${resource}`)).toEqual([
      'application master memory',
      'executor vcores',
    ]);
  });

  test('counts off-heap memory as its own Spark does', () => {
    const offHeap = ['--conf', 'spark.memory.offHeap.enabled=true', '--conf', 'spark.memory.offHeap.size=4g'];
    expect(step('--executor-memory', '8g', ...offHeap).spark.executor.containerMiB?.value).toBe(8192 + 1536);
  });
});

describe('settings under a command', () => {
  const sparkDefaults = {
    'spark.driver.memory': '60g',
    'spark.dynamicAllocation.enabled': 'false',
    'spark.executor.instances': '425',
    'spark.executor.memory': '5g',
    'spark.executor.cores': '1',
    'spark.sql.shuffle.partitions': '3000',
  };
  const under = (options: string, more: Input = {}) =>
    inForce({ core: 'm5.2xlarge:1', options, sparkDefaults, ...more });

  test('are judged where they stand', () => {
    const { spark } = under('');
    expect(spark.driver.memoryMiB).toMatchObject({
      value: 61_440,
      layer: 'spark-defaults',
      place: { where: 'line 1' },
    });
    expect(spark.dynamicAllocation).toBe(false);
    expect(spark.origins.get('spark.executor.instances')?.place).toMatchObject({ where: 'line 3' });
  });

  test('hold a driver that fits no node in cluster mode', () => {
    expect(refusals(under('--deploy-mode cluster'))).toMatchObject([
      { container: 'application master', asked: 67_584, limit: 24_576, node: { instanceType: 'm5.2xlarge' } },
    ]);
  });

  test('run what fits of 425 executors on one node, and have so many slots', () => {
    // 24,576 MiB less 896 for the application master hold three of 6,144 MiB.
    expect(capacityOf(under(''), 425)?.admission).toMatchObject({ executors: 3, pending: 422 });
    expect(under('').spark.executor.slots).toBe(1);
  });

  test('are overridden by the command’s own, which may cure them', () => {
    const config = under('--deploy-mode cluster --driver-memory 4g --num-executors 3');
    expect(refusals(config)).toEqual([]);
    expect(config.spark.origins.get('spark.executor.instances')).toMatchObject({ value: '3', layer: 'step' });
  });
});
