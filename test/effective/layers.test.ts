import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { capacityOf, releaseInForce } from '../../lib/effective';
import { type Input, inForce } from './support';

const KEY = 'spark.executor.memory';

/** Each layer says another size, from the lowest to the highest. */
const LAYERS: readonly (readonly [layer: string, size: string, input: Input])[] = [
  ['classification', '1g', { classifications: { 'spark-defaults': { [KEY]: '1g' } } }],
  ['group', '2g', { ofGroups: { primary: { 'spark-defaults': { [KEY]: '2g' } } } }],
  ['spark-defaults', '3g', { sparkDefaults: { [KEY]: '3g' } }],
  ['step', '4g', { options: `--conf ${KEY}=4g` }],
  ['step', '5g', { options: `--executor-memory 5g --conf ${KEY}=4g` }],
  ['observed', '6g', { observed: { settings: { [KEY]: '6g' } } }],
];

describe('a Spark setting', () => {
  test.each(LAYERS.map(([layer, size], i) => ({ layer, size, i })))(
    'of $layer ($size) overrides all below',
    ({ layer, size, i }) => {
      const input = Object.assign({}, ...LAYERS.slice(0, i + 1).map(([, , one]) => one)) as Input;
      const { spark } = inForce(input);
      expect(spark.settings.get(KEY)).toBe(size);
      expect(spark.origins.get(KEY)).toMatchObject({ value: size, layer });
    },
  );

  test('has its place: the flag that wins, not the --conf behind it', () => {
    const { spark } = inForce({ options: `--executor-memory 5g --conf ${KEY}=4g` });
    expect(spark.origins.get(KEY)?.place).toEqual({ where: '--executor-memory', at: 1 });
  });

  test('of the driver is the later of flag and --conf', () => {
    const { spark } = inForce({ options: '--driver-memory 5g --conf spark.driver.memory=4g' });
    expect(spark.driver.memoryMiB).toMatchObject({ value: 4096, layer: 'step', place: { where: '--conf' } });
  });

  test('of a worker group does not reach spark-submit on the primary node', () => {
    const { spark } = inForce({ core: 'm5.xlarge:2', ofGroups: { core: { 'spark-defaults': { [KEY]: '9g' } } } });
    expect(spark.settings.has(KEY)).toBe(false);
  });

  test('of a properties file takes the place of spark-defaults', () => {
    const below = { classifications: { 'spark-defaults': { [KEY]: '1g', 'spark.executor.cores': '3' } } };
    const replaced = inForce({ ...below, options: '--properties-file f', propertiesFile: { [KEY]: '7g' } }).spark;
    expect(replaced.origins.get(KEY)).toMatchObject({ value: '7g', layer: 'properties-file' });
    expect(replaced.settings.has('spark.executor.cores')).toBe(false);
    expect(replaced.driver.memoryMiB).toBeUndefined();
    const added = inForce({
      ...below,
      options: '--load-spark-defaults --properties-file f',
      propertiesFile: { [KEY]: '7g' },
    }).spark;
    expect(added.executor.memoryMiB?.value).toBe(7168);
    expect(added.executor.cores).toMatchObject({ value: 3, layer: 'classification' });
  });

  test("of EMR's own defaults is lost where a properties file takes their place, and Spark's own counts", () => {
    const options = '--deploy-mode cluster --properties-file f';
    const { spark } = inForce({ options, propertiesFile: {} });
    expect(spark.dynamicAllocation).toBe(false);
    expect(spark.origins.get('spark.dynamicAllocation.enabled')).toMatchObject({ value: 'false', source: 'Spark' });
    expect(spark.driver.heapMiB).toMatchObject({ value: 1024, layer: 'default', source: 'Spark' });
    expect(spark.driver.applicationMaster?.value.memoryMiB).toBe(1024 + 384);
    const added = inForce({ options: `${options} --load-spark-defaults`, release: 'emr-spark-8.0.0' }).spark;
    expect(added.dynamicAllocation).toBe(true);
    expect(added.driver.applicationMaster?.value.memoryMiB).toBe(2048 + 384);
    const written = inForce({ options, propertiesFile: { 'spark.dynamicAllocation.enabled': 'true' } }).spark;
    expect(written.dynamicAllocation).toBe(true);
  });

  test('of a properties file that was not read is not known, nor what stands beneath it', () => {
    const { spark } = inForce({ options: '--deploy-mode cluster --properties-file f' });
    expect([spark.dynamicAllocation, spark.driver.heapMiB, spark.driver.applicationMaster]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('by its old name counts where the present one is set nowhere', () => {
    const old = { 'spark-defaults': { 'spark.yarn.executor.memoryOverhead': '3g', [KEY]: '1g' } };
    expect(inForce({ classifications: old }).spark.executor.containerMiB?.value).toBe(4096);
    const both = inForce({ classifications: old, options: '--conf spark.executor.memoryOverhead=1g' }).spark;
    expect(both.executor.containerMiB?.value).toBe(2048);
    expect(both.origins.get('spark.executor.memoryOverhead')).toMatchObject({ layer: 'step' });
  });

  test('that nothing sets is EMR’s recorded default, or none', () => {
    const { origins, queue } = inForce({ options: '' }).spark;
    expect(origins.get('spark.driver.memory')).toMatchObject({ value: '2048m', layer: 'default' });
    expect(origins.get('spark.dynamicAllocation.enabled')).toMatchObject({ value: 'true', layer: 'default' });
    expect(origins.has(KEY)).toBe(false);
    expect(queue).toMatchObject({ value: 'default', layer: 'default' });
  });
});

describe("EMR's executor where nothing sizes it", () => {
  test('is known for a cluster of a type of which it is recorded', () => {
    const config = inForce({ core: 'c5.12xlarge:4', options: '' });
    expect(config.spark.executor.size).toMatchObject({ memoryMiB: 4743, cores: 3, containerMiB: 5632 });
    expect(config.spark.executor.memoryMiB).toMatchObject({ layer: 'default' });
    // 16 a node fill 90,112 MiB exactly; the application master takes the place of one.
    expect(capacityOf(config)?.admission.executors).toBe(63);
  });

  test('is unknown elsewhere, and beside a size that is written', () => {
    const { spark, unknown } = inForce({ core: 'm5.xlarge:2', options: '' });
    expect(spark.executor).toMatchObject({ memoryMiB: undefined, cores: undefined, size: undefined });
    expect(unknown.map(({ key }) => key)).toEqual([KEY, 'spark.executor.cores']);
    const sized = inForce({ core: 'c5.12xlarge:4', classifications: { 'spark-defaults': { [KEY]: '8g' } } });
    expect(sized.spark.executor.cores).toBeUndefined();
  });

  test('is unknown under maximizeResourceAllocation', () => {
    const { unknown } = inForce({
      core: 'c5.12xlarge:4',
      classifications: { spark: { maximizeResourceAllocation: 'true' } },
    });
    expect(unknown[0]?.reason).toMatch(/^maximizeResourceAllocation/);
  });

  test.each<[string, unknown, boolean]>([
    ['spark', ' TRUE ', true],
    ['spark', true, true],
    ['spark', 'false', false],
    ['spark-defaults', 'true', false],
  ])('is so in the classification %s with the value %j: %s', (classification, value, isOn) => {
    const classifications = { [classification]: { maximizeResourceAllocation: value } };
    const { spark, unknown } = inForce({ options: '', classifications });
    expect(spark.maximizesResources?.value ?? false).toBe(isOn);
    expect(unknown.some(({ key }) => key === 'spark.driver.memory')).toBe(isOn);
  });
});

describe('the release', () => {
  const document = { releaseLabel: 'emr-5.36.0', releasePlace: { where: 'ReleaseLabel', at: 1 }, groups: [] };

  test('is a flag’s, else the document’s, else the one that is assumed', () => {
    expect(releaseInForce('emr-6.9.0', document, 'emr-7.9.0')).toMatchObject({
      value: { label: 'emr-6.9.0' },
      layer: 'flag',
    });
    expect(releaseInForce(undefined, document, 'emr-7.9.0')).toEqual({
      value: EmrRelease.EMR_5_36_0,
      layer: 'classification',
      place: document.releasePlace,
    });
    expect(releaseInForce(undefined, undefined, 'emr-7.9.0')).toMatchObject({
      value: { label: 'emr-7.9.0' },
      layer: 'assumed',
    });
  });

  test('of a document that is no label counts as not written', () => {
    expect(releaseInForce(undefined, { releaseLabel: 'latest', groups: [] }, 'emr-7.9.0').layer).toBe('assumed');
  });

  test('decides what EMR’s minimum allocation rests on', () => {
    expect(inForce({ release: 'emr-6.13.0' }).yarn.minAllocationMiB).toMatchObject({ value: 32, layer: 'default' });
    expect(inForce({ release: 'emr-7.9.0' }).yarn.minAllocationMiB).toMatchObject({ value: 32, layer: 'assumed' });
  });
});

describe('nodes', () => {
  test('of a document are overridden by those of flags, whose configurations go by role', () => {
    const place = { where: '--core', at: 0 };
    const flags = {
      groups: [{ role: 'core' as const, name: 'flag', instanceTypes: ['r5.4xlarge'], count: 4, ...place }],
    };
    const site = { 'yarn-site': { 'yarn.nodemanager.resource.memory-mb': '99000' } };
    const { yarn } = inForce({ core: 'm5.xlarge:2', ofGroups: { core: site }, flags });
    expect(yarn.nodes).toMatchObject([
      {
        instanceType: 'r5.4xlarge',
        count: 4,
        memoryMiB: { value: 99_000, layer: 'group' },
        vcores: { value: 16, layer: 'default' },
      },
    ]);
  });

  test('of a fleet of several types have no counts', () => {
    const place = { where: 'fleet', at: 0 };
    const types = ['m5.xlarge', 'm5.2xlarge'];
    const flags = { groups: [{ role: 'core' as const, name: 'fleet', instanceTypes: types, ...place }] };
    const { yarn, unknown } = inForce({ options: '', flags });
    expect(yarn.nodes.map(({ count }) => count)).toEqual([undefined, undefined]);
    expect(unknown.map(({ key }) => key)).toContain('the number of nodes of fleet');
  });

  test('of a type that EMR does not list are as they are written, or not known', () => {
    const { yarn, unknown } = inForce({ core: 'm99.xlarge:2' });
    expect(yarn.nodes[0]).toMatchObject({ memoryMiB: undefined, vcores: undefined });
    expect(unknown.map(({ reason }) => reason)).toContain('EMR lists no instance type m99.xlarge');
    const site = {
      'yarn.nodemanager.resource.memory-mb': '50000',
      'yarn.nodemanager.resource.cpu-vcores': '8',
      'yarn.scheduler.maximum-allocation-mb': '50000',
    };
    const options = '--executor-memory 20g --conf spark.executor.memoryOverhead=4g';
    expect(
      capacityOf(inForce({ core: 'm99.xlarge:2', options, classifications: { 'yarn-site': site } })),
    ).toMatchObject({
      admission: { executors: 3 },
    });
  });

  test('of a group without any are left out', () => {
    expect(inForce({ core: 'm5.xlarge:2 r5.xlarge:0' }).yarn.nodes.map(({ instanceType }) => instanceType)).toEqual([
      'm5.xlarge',
    ]);
  });

  test('have EMR’s label on 5.x, and those that are switched on elsewhere', () => {
    const core = 'm5.xlarge:2 m5.xlarge:4';
    const labels = (input: Input) => inForce({ core, ...input }).yarn.nodes.map(({ label }) => label?.value);
    expect(labels({ release: 'emr-5.36.0' })).toEqual(['CORE', undefined]);
    expect(labels({ release: 'emr-7.9.0' })).toEqual([undefined, undefined]);
    const on = { 'yarn-site': { 'yarn.node-labels.enabled': 'true' } };
    const own = { 'yarn-site': { 'yarn.nodemanager.node-labels.provider.configured-node-partition': 'SPOT' } };
    expect(labels({ classifications: on, ofGroups: { task: own } })).toEqual(['CORE', 'SPOT']);
    const off = { 'yarn-site': { 'yarn.node-labels.enabled': 'false' } };
    expect(labels({ release: 'emr-5.36.0', classifications: off })).toEqual([undefined, undefined]);
    expect(inForce({ core, release: 'emr-5.36.0' }).yarn.applicationMasterLabel).toMatchObject({
      value: 'CORE',
      layer: 'default',
    });
  });
});

describe('the calculator', () => {
  const dominant = {
    'capacity-scheduler': {
      'yarn.scheduler.capacity.resource-calculator': 'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
    },
  };

  test('is what was observed, a flag, the configuration, or an assumption, in this order', () => {
    expect(inForce({}).yarn.calculator).toMatchObject({ value: 'default', layer: 'assumed' });
    expect(inForce({ classifications: dominant }).yarn.calculator).toMatchObject({
      value: 'dominant',
      layer: 'classification',
    });
    const flags = { calculator: 'default' as const };
    expect(inForce({ classifications: dominant, flags }).yarn.calculator).toMatchObject({
      value: 'default',
      layer: 'flag',
    });
    const observed = { calculator: 'dominant' as const };
    expect(inForce({ flags, observed }).yarn.calculator).toMatchObject({ value: 'dominant', layer: 'observed' });
  });

  test('that is neither of Hadoop’s two is named, and assumed to be the default one', () => {
    const own = { 'capacity-scheduler': { 'yarn.scheduler.capacity.resource-calculator': 'com.example.Own' } };
    const { yarn, unknown } = inForce({ classifications: own });
    expect(yarn.calculator).toMatchObject({ value: 'default', layer: 'assumed' });
    expect(unknown).toContainEqual({
      key: 'yarn.scheduler.capacity.resource-calculator',
      place: { where: 'classification capacity-scheduler', at: 1 },
      reason: "it is not one of Hadoop's two calculators",
    });
  });

  test('is read on the primary node', () => {
    const core = 'm5.xlarge:2';
    expect(inForce({ core, ofGroups: { primary: dominant } }).yarn.calculator.layer).toBe('group');
    expect(inForce({ core, ofGroups: { core: dominant } }).yarn.calculator.value).toBe('default');
  });
});

test('a deploy mode that Spark does not have is not taken for client mode', () => {
  expect(inForce({ options: '--deploy-mode clutser' }).spark.deployMode).toBeUndefined();
  expect(inForce({ options: '' }).spark.deployMode).toBe('client');
});
