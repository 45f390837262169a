import { describe, expect, test } from 'vitest';
import { capacityOf } from '../../lib/effective';
import { type Classifications, DOMINANT, inForce, refused, runs } from './support';

describe('an executor of which only the memory is known', () => {
  const node = { core: 'c4.2xlarge:3', release: 'emr-6.3.0' };

  test('is refused where no node has so much', () => {
    const options = '--executor-memory 16384m --conf spark.executor.memoryOverhead=2048';
    expect(refused({ ...node, options })).toEqual(['executor memory: 18432 > 11520']);
    expect(refused({ ...node, options: '--executor-memory 500g' })).toEqual(['executor memory: 608000 > 11520']);
  });

  test('is judged with its off-heap memory, which counts in the container since Spark 3.0', () => {
    const options = '--executor-memory 8g --conf spark.memory.offHeap.enabled=true --conf spark.memory.offHeap.size=4g';
    expect(refused({ ...node, options })).toEqual(['executor memory: 13824 > 11520']);
    expect(refused({ core: 'c4.2xlarge:3', release: 'emr-5.36.0', options })).toEqual([]);
  });

  test('is judged by its heap where what is added to it is not known', () => {
    const options = '--executor-memory 12g --conf spark.executor.memoryOverheadFactor=0.2';
    expect(refused({ ...node, release: 'emr-7.9.0', options })).toEqual(['executor memory: 12288 > 11520']);
  });

  test('is counted under the default calculator, which looks at nothing else', () => {
    const options =
      '--conf spark.dynamicAllocation.enabled=false --num-executors 500 --executor-memory 20g --conf spark.executor.memoryOverhead=4g';
    expect(runs({ core: 'r5.4xlarge:10', options }, 500)).toBe(49);
    // A driver of 40 GiB and its 4 GiB leave its node room for three.
    expect(runs({ core: 'r5.4xlarge:10', options: `${options} --deploy-mode cluster --driver-memory 40g` })).toBe(48);
  });

  test('is bounded under the dominant one, with the cores named as what is missing', () => {
    const input = {
      core: 'r5.4xlarge:10',
      options: '--executor-memory 40g',
      classifications: { 'capacity-scheduler': DOMINANT },
    };
    expect(capacityOf(inForce(input))).toMatchObject({
      admission: { executors: 20 },
      missing: ['spark.executor.cores'],
    });
  });
});

describe('an executor of which only the cores are known', () => {
  test('is refused where no node has so many', () => {
    expect(refused({ core: 'm5.xlarge:3', options: '--executor-cores 16' })).toEqual(['executor vcores: 16 > 4']);
    expect(refused({ core: 'm5.xlarge:3', options: '--conf spark.executor.cores=5' })).toEqual([
      'executor vcores: 5 > 4',
    ]);
    expect(refused({ core: 'm5.xlarge:3', options: '--executor-cores 4' })).toEqual([]);
  });

  test('may have all the vcores that EMR counts, two for each vCPU of m4', () => {
    expect(refused({ core: 'm4.xlarge:3', options: '--executor-cores 8' })).toEqual([]);
    expect(refused({ core: 'm4.xlarge:3', options: '--executor-cores 9' })).toEqual(['executor vcores: 9 > 8']);
  });

  test('is refused above the maximum allocation, whatever the calculator', () => {
    const classifications = { 'yarn-site': { 'yarn.scheduler.maximum-allocation-vcores': '2' } };
    expect(refused({ core: 'm5.xlarge:3', options: '--executor-cores 3', classifications })).toEqual([
      'executor vcores: 3 > 2',
    ]);
  });
});

describe('a driver', () => {
  test('that is a container is refused where no node has so much', () => {
    const options = '--deploy-mode cluster --driver-memory 40g';
    expect(refused({ core: 'm5.xlarge:3', options })).toEqual(['application master memory: 45056 > 12288']);
    expect(refused({ core: 'm5.xlarge:3', options: '--deploy-mode cluster --driver-cores 8' })).toEqual([
      'application master vcores: 8 > 4',
    ]);
  });

  test('of client mode lives on the primary node, outside YARN; its application master does not', () => {
    expect(refused({ core: 'm5.xlarge:3', options: '--driver-memory 40g' })).toEqual([]);
    expect(refused({ core: 'm5.xlarge:3', options: '--conf spark.yarn.am.memory=20g' })).toEqual([
      'application master memory: 22528 > 12288',
    ]);
  });

  test("has EMR's 2 GB where nothing sets it, and an unknown size where maximizeResourceAllocation does", () => {
    expect(inForce({ options: '' }).spark.driver.memoryMiB).toMatchObject({ value: 2048, layer: 'default' });
    const { spark, unknown } = inForce({
      options: '',
      classifications: { spark: { maximizeResourceAllocation: 'true' } },
    });
    expect(spark.driver.memoryMiB).toBeUndefined();
    expect(unknown.map(({ key }) => key)).toContain('spark.driver.memory');
  });
});

test('an executor that asks for a label is not counted, but judged against the largest node', () => {
  const options = '--conf spark.yarn.executor.nodeLabelExpression=CORE --executor-memory 100g';
  expect(runs({ core: 'm5.4xlarge:10', options })).toBeUndefined();
  expect(refused({ core: 'm5.4xlarge:10', options })).toEqual(['executor memory: 121600 > 57344']);
});

describe('task slots', () => {
  const core = 'r4.8xlarge:8';
  const slots = (options: string, classifications?: Classifications): number | undefined =>
    inForce({ core, options, classifications }).spark.executor.slots;

  test('are cores by the cores of a task', () => {
    expect(slots('--executor-cores 3 --conf spark.task.cpus=3')).toBe(1);
    expect(slots('--executor-cores 5 --conf spark.task.cpus=2')).toBe(2);
    expect(slots('--executor-cores 5')).toBe(5);
  });

  test('follow spark.task.cpus of any layer', () => {
    expect(slots('--executor-cores 6', { 'spark-defaults': { 'spark.task.cpus': '2' } })).toBe(3);
    const { taskCpus } = inForce({ options: '--conf spark.task.cpus=3' }).spark;
    expect(taskCpus).toMatchObject({ value: 3, layer: 'step', key: 'spark.task.cpus' });
  });

  test('are 87 where 87 executors of 3 cores run tasks of 3', () => {
    const options =
      '--num-executors 87 --executor-cores 3 --executor-memory 16g --conf spark.executor.memoryOverhead=2g --conf spark.task.cpus=3';
    const config = inForce({ core, options });
    expect((capacityOf(config, 87)?.admission.executors ?? 0) * (config.spark.executor.slots ?? 0)).toBe(87);
  });
});
