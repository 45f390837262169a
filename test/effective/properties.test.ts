import { describe, expect } from 'vitest';
import { capacityOf, refusals } from '../../lib/effective';
import { fc, property } from '../support/property';
import { inForce } from './support';

const SITE = [
  'yarn.nodemanager.resource.memory-mb',
  'yarn.nodemanager.resource.cpu-vcores',
  'yarn.scheduler.minimum-allocation-mb',
  'yarn.scheduler.minimum-allocation-vcores',
  'yarn.scheduler.maximum-allocation-mb',
  'yarn.scheduler.maximum-allocation-vcores',
  'yarn.scheduler.increment-allocation-mb',
  'yarn.resourcemanager.scheduler.class',
  'yarn.node-labels.enabled',
  'yarn.node-labels.am.default-node-label-expression',
  'yarn.nodemanager.node-labels.provider.configured-node-partition',
];
const SCHEDULER = [
  'yarn.scheduler.capacity.resource-calculator',
  'yarn.scheduler.capacity.queue-mappings',
  'yarn.scheduler.capacity.maximum-am-resource-percent',
  ...['queues', 'default.queues', 'default.capacity', 'default.maximum-capacity', 'default.user-limit-factor'].map(
    (key) => `yarn.scheduler.capacity.root.${key}`,
  ),
  ...['state', 'maximum-allocation-mb', 'maximum-allocation-vcores', 'maximum-am-resource-percent'].map(
    (key) => `yarn.scheduler.capacity.root.default.${key}`,
  ),
];
const SPARK = [
  'spark.executor.memory',
  'spark.executor.memoryOverhead',
  'spark.executor.memoryOverheadFactor',
  'spark.executor.cores',
  'spark.task.cpus',
  'spark.driver.memory',
  'spark.submit.deployMode',
  'spark.yarn.queue',
  'spark.yarn.am.memory',
  'spark.yarn.am.nodeLabelExpression',
  'spark.yarn.executor.nodeLabelExpression',
  'spark.dynamicAllocation.enabled',
  'spark.memory.offHeap.enabled',
];

const value = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    '0',
    '-1',
    '1',
    '4',
    '25',
    '4g',
    '1w',
    'true',
    'false',
    'default',
    'CORE',
    'cluster',
    'STOPPED',
  ),
  fc.constantFrom<unknown>(
    { Ref: 'x' },
    null,
    [],
    7,
    true,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Hadoop's syntax of a reference.
    '${x}',
    '[memory=1024,vcores=1]',
    '2147483648',
    '1e9',
    'constructor',
  ),
  fc.string(),
);
const some = (keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: keys.length });
const size = fc.integer({ min: 256, max: 200_000 });

describe('whatever is written', () => {
  property(
    [
      some(SITE),
      some(SCHEDULER),
      some(SPARK),
      some(SITE),
      fc.constantFrom('emr-5.36.0', 'emr-7.9.0', 'emr-spark-8.0.0'),
    ],
    {
      numRuns: 500,
    },
  )('is judged or named, never an error', (site, scheduler, spark, ofTask, release) => {
    const config = inForce({
      core: 'm5.4xlarge:3 r5.2xlarge:2',
      release,
      options: '',
      classifications: { 'yarn-site': site, 'capacity-scheduler': scheduler, 'spark-defaults': spark },
      ofGroups: { task: { 'yarn-site': ofTask } },
    });
    const executors = capacityOf(config)?.admission.executors ?? 0;
    expect(Number.isSafeInteger(executors) && executors >= 0).toBe(true);
    expect(config.unknown.every(({ key, reason }) => key !== '' && reason !== '')).toBe(true);
    expect(refusals(config).every(({ asked, limit }) => asked > limit)).toBe(true);
  });

  property([size, size, fc.integer({ min: 1, max: 40 })], { numRuns: 300 })(
    'a refused executor is one of which none runs, and the other way round',
    (nodeMiB, heapMiB, cores) => {
      const config = inForce({
        core: 'm5.4xlarge:2',
        options: `--executor-memory ${heapMiB}m --executor-cores ${cores}`,
        classifications: {
          'yarn-site': {
            'yarn.nodemanager.resource.memory-mb': String(nodeMiB),
            'yarn.scheduler.maximum-allocation-mb': String(nodeMiB + 32),
          },
        },
      });
      // The application master of 896 MiB must run first, and beside it on the other node there is room for an executor of any allowed size.
      if (nodeMiB < 928) return;
      const isRefused = refusals(config).length > 0;
      expect(capacityOf(config)?.admission.executors === 0).toBe(isRefused);
    },
  );
});
