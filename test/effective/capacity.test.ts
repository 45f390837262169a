import { describe, expect, test } from 'vitest';
import { capacityOf, refusals } from '../../lib/effective';
import { type Classifications, type Input, inForce } from './support';

/** Executors that run and the executor's settings that are not known. */
function runs(input: Input, requested?: number): number | undefined {
  return capacityOf(inForce(input), requested)?.admission.executors;
}

/** Each as `container resource: asked > limit`. */
function refused(input: Input): string[] {
  return refusals(inForce(input)).map(
    ({ container, resource, asked, limit }) => `${container} ${resource}: ${asked} > ${limit}`,
  );
}

/** Dynamic allocation is off in all of these, so that the figure is what is asked for. */
const EXECUTOR = {
  'spark.executor.memory': '16g',
  'spark.executor.cores': '4',
  'spark.executor.memoryOverhead': '3g',
};
const DOMINANT = {
  'yarn.scheduler.capacity.resource-calculator': 'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
};
const QUEUES = 'yarn.scheduler.capacity.root';

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

describe('node sizes of yarn-site', () => {
  const nodes = { core: 'm5.4xlarge:10' };
  const memory = (value: unknown): Classifications => ({
    'yarn-site': { 'yarn.nodemanager.resource.memory-mb': value },
  });

  test('decide how many executors run', () => {
    expect(runs({ ...nodes, classifications: { ...memory('30000'), 'spark-defaults': EXECUTOR } }, 20)).toBe(10);
  });

  test('of a group hold for its nodes alone', () => {
    const both = { core: 'm5.4xlarge:10 m5.4xlarge:10', classifications: { 'spark-defaults': EXECUTOR } };
    // 19,456 MiB: two on 57,344, one on 30,000; the application master fits beside one.
    expect(runs({ ...both })).toBe(40);
    expect(runs({ ...both, ofGroups: { task: memory('30000') } })).toBe(30);
    expect(runs({ ...both, ofGroups: { task: memory('10000') } })).toBe(20);
  });

  test('that are known only at deployment leave the count open, and say so', () => {
    const input = { ...nodes, classifications: { ...memory({ Ref: 'NodeMemory' }), 'spark-defaults': EXECUTOR } };
    expect(runs(input)).toBeUndefined();
    expect(inForce(input).unknown).toContainEqual({
      key: 'yarn.nodemanager.resource.memory-mb',
      place: { where: 'classification yarn-site', at: 1 },
      reason: 'its value is known only at deployment',
    });
  });

  test('in vcores bind under the dominant calculator only', () => {
    const executor = { ...EXECUTOR, 'spark.executor.memory': '10g', 'spark.executor.memoryOverhead': '2g' };
    const site = { 'yarn.nodemanager.resource.cpu-vcores': '8' };
    const classifications = { 'yarn-site': site, 'spark-defaults': executor };
    expect(runs({ ...nodes, classifications: { ...classifications, 'capacity-scheduler': DOMINANT } }, 40)).toBe(19);
    expect(runs({ ...nodes, classifications }, 40)).toBe(40);
    // Raised for jobs that wait for I/O: 32 vcores would hold 8 of 4 cores, memory holds 4.
    const raised = { ...classifications, 'yarn-site': { 'yarn.nodemanager.resource.cpu-vcores': '32' } };
    expect(runs({ ...nodes, classifications: { ...raised, 'capacity-scheduler': DOMINANT } })).toBe(40);
  });
});

describe('maximum allocations', () => {
  const max = (value: string): Classifications => ({ 'yarn-site': { 'yarn.scheduler.maximum-allocation-mb': value } });

  test('refuse an executor that the nodes have room for', () => {
    const input = { core: 'm5.4xlarge:10', classifications: { ...max('12288'), 'spark-defaults': EXECUTOR } };
    expect(refused(input)).toEqual(['executor memory: 19456 > 12288']);
    expect(runs(input)).toBe(0);
  });

  test('are those that the primary node reads', () => {
    const input = { core: 'm5.4xlarge:10', classifications: { 'spark-defaults': EXECUTOR } };
    expect(refused({ ...input, ofGroups: { primary: max('12288') } })).toEqual(['executor memory: 19456 > 12288']);
    expect(refused({ ...input, ofGroups: { core: max('12288') } })).toEqual([]);
  });

  test("are the core type's by EMR's default, whatever the task nodes have", () => {
    const input = { core: 'm5.xlarge:2 r5.4xlarge:10', classifications: { 'spark-defaults': EXECUTOR } };
    expect(refused(input)).toEqual(['executor memory: 19456 > 12288']);
    expect(refused({ ...input, classifications: { ...input.classifications, ...max('122880') } })).toEqual([]);
  });

  test('of the queue refuse as well', () => {
    const scheduler = { [`${QUEUES}.default.maximum-allocation-mb`]: '16384' };
    const classifications = { 'capacity-scheduler': scheduler, 'spark-defaults': EXECUTOR };
    expect(refused({ core: 'm5.4xlarge:10', classifications })).toEqual(['executor memory: 19456 > 16384']);
  });
});

describe('a queue', () => {
  const executor = {
    'spark.executor.memory': '12073m',
    'spark.executor.memoryOverhead': '2263m',
    'spark.executor.cores': '4',
  };
  const two = {
    ...DOMINANT,
    [`${QUEUES}.queues`]: 'default,streaming',
    [`${QUEUES}.default.capacity`]: '25',
    [`${QUEUES}.default.maximum-capacity`]: '25',
    [`${QUEUES}.streaming.capacity`]: '75',
  };
  const asked = (scheduler: Record<string, string>, queue?: string): Input => ({
    core: 'm5.4xlarge:10',
    options: queue === undefined ? '' : `--queue ${queue}`,
    classifications: { 'capacity-scheduler': scheduler, 'spark-defaults': executor },
  });

  test('of 25 % holds 9 of 39 executors', () => {
    expect(runs(asked(two), 39)).toBe(9);
  });

  test('is the one that the job asks for', () => {
    // 75 % of 160 vcores are 120; executors of 4 and an application master of 1: the user's limit lets the last one go past it.
    expect(runs(asked(two, 'streaming'))).toBe(30);
    expect(inForce(asked(two, 'root.streaming')).yarn.queue).toMatchObject({ path: 'root.streaming', exists: true });
  });

  test('without a maximum is limited by the share of one user, which a factor raises', () => {
    const { [`${QUEUES}.default.maximum-capacity`]: _, ...open } = two;
    expect(capacityOf(inForce(asked(open)))?.admission).toMatchObject({ executors: 10, limitedBy: 'user-limit' });
    expect(runs(asked({ ...open, [`${QUEUES}.default.user-limit-factor`]: '2' }))).toBe(20);
    expect(runs(asked({ ...open, [`${QUEUES}.default.user-limit-factor`]: '-1' }))).toBe(39);
  });

  test('below another has a share of its share', () => {
    const nested = {
      ...DOMINANT,
      [`${QUEUES}.queues`]: 'prod,default',
      [`${QUEUES}.prod.capacity`]: '50',
      [`${QUEUES}.prod.maximum-capacity`]: '50',
      [`${QUEUES}.default.capacity`]: '50',
      [`${QUEUES}.prod.queues`]: 'etl,reports',
      [`${QUEUES}.prod.etl.capacity`]: '50',
      [`${QUEUES}.prod.etl.maximum-capacity`]: '50',
      [`${QUEUES}.prod.reports.capacity`]: '50',
    };
    const { yarn } = inForce(asked(nested, 'etl'));
    expect(yarn.queue).toMatchObject({
      path: 'root.prod.etl',
      capacity: { value: 25 },
      maximumCapacity: { value: 25 },
    });
    expect(runs(asked(nested, 'etl'))).toBe(9);
    expect(inForce(asked(nested, 'prod')).yarn.queue.exists).toBe(false);
  });

  test('by weight has its part of the weights of all siblings', () => {
    const weights = {
      [`${QUEUES}.queues`]: 'default,streaming',
      [`${QUEUES}.default.capacity`]: '1w',
      [`${QUEUES}.streaming.capacity`]: '3w',
    };
    expect(inForce(asked(weights)).yarn.queue.capacity.value).toBe(25);
  });

  test('that does not exist or is stopped takes no job', () => {
    expect(inForce(asked(two, 'etl')).yarn.queue.exists).toBe(false);
    expect(runs(asked(two, 'etl'))).toBeUndefined();
    const stopped = { ...two, [`${QUEUES}.streaming.state`]: 'STOPPED' };
    expect(inForce(asked(stopped, 'streaming')).yarn.queue.isRunning).toBe(false);
    expect(runs(asked(stopped))).toBe(9);
  });

  test('has its capacity in a form that is not worked out: named, not guessed', () => {
    const absolute = { ...two, [`${QUEUES}.default.capacity`]: '[memory=143360,vcores=40]' };
    expect(inForce(asked(absolute)).unknown.map(({ key }) => key)).toContain(`${QUEUES}.default.capacity`);
    expect(runs(asked(absolute))).toBeUndefined();
    expect(runs(asked(absolute, 'streaming'))).toBe(30);
  });
});

test('a queue that mappings may choose is not judged, one that the job names is', () => {
  const mapped = { 'yarn.scheduler.capacity.queue-mappings': 'u:hadoop:etl' };
  const of = (options: string, more: Record<string, string> = {}): Input => ({
    core: 'm5.4xlarge:10',
    options,
    classifications: {
      'capacity-scheduler': {
        ...mapped,
        ...more,
        [`${QUEUES}.queues`]: 'default,etl',
        [`${QUEUES}.default.capacity`]: '50',
        [`${QUEUES}.etl.capacity`]: '50',
      },
      'spark-defaults': EXECUTOR,
    },
  });
  expect(runs(of(''))).toBeUndefined();
  expect(runs(of('--queue etl'))).toBe(15);
  expect(runs(of('--queue etl', { 'yarn.scheduler.capacity.queue-mappings-override.enable': 'true' }))).toBeUndefined();
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

describe('another scheduler', () => {
  const PACKAGE = 'org.apache.hadoop.yarn.server.resourcemanager.scheduler';
  const small = { 'spark.executor.memory': '2g', 'spark.executor.memoryOverhead': '512m', 'spark.executor.cores': '4' };
  const with_ = (site: Record<string, string>): Input => ({
    core: 'm5.4xlarge:10',
    classifications: { 'yarn-site': site, 'spark-defaults': small },
  });

  test('that is fair is named, and fits memory and vcores whatever the calculator', () => {
    const fair = with_({ 'yarn.resourcemanager.scheduler.class': `${PACKAGE}.fair.FairScheduler` });
    expect(inForce(fair).yarn.scheduler).toMatchObject({ value: 'fair', layer: 'classification' });
    // 16 vcores hold 4 of 4 cores, on the application master's node 3; by memory alone 22 fit on each, and the application master beside them.
    expect(runs(fair)).toBe(39);
    expect(runs(with_({}))).toBe(220);
  });

  test('that is fair rounds to its increment and has no queues of the CapacityScheduler', () => {
    const site = {
      'yarn.resourcemanager.scheduler.class': `${PACKAGE}.fair.FairScheduler`,
      'yarn.scheduler.increment-allocation-mb': '8192',
    };
    const scheduler = {
      [`${QUEUES}.default.capacity`]: '25',
      [`${QUEUES}.queues`]: 'default,b',
      [`${QUEUES}.b.capacity`]: '75',
    };
    const big = { ...small, 'spark.executor.memory': '15g', 'spark.executor.cores': '1' };
    const classifications = { 'yarn-site': site, 'capacity-scheduler': scheduler, 'spark-defaults': big };
    // 15,872 MiB become 16,384: three a node, and two beside the application master's 8,192.
    expect(runs({ core: 'm5.4xlarge:10', classifications })).toBe(30);
    const increments = { ...site, 'yarn.scheduler.increment-allocation-mb': '20000' };
    expect(runs({ core: 'm5.4xlarge:10', classifications: { ...classifications, 'yarn-site': increments } })).toBe(19);
  });

  test('that is first in, first out looks at memory only', () => {
    const fifo = with_({ 'yarn.resourcemanager.scheduler.class': `${PACKAGE}.fifo.FifoScheduler` });
    const classifications = { ...fifo.classifications, 'capacity-scheduler': DOMINANT };
    expect(runs({ ...fifo, classifications })).toBe(220);
  });

  test('that is not known is named and not judged', () => {
    const own = with_({ 'yarn.resourcemanager.scheduler.class': 'com.example.OwnScheduler' });
    expect(inForce(own).yarn.scheduler.value).toBe('other');
    expect(runs(own)).toBeUndefined();
  });
});
