import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EmrRelease, instanceFacts } from '../../lib/catalog';
import { type PlanRequest, plan } from '../../lib/sizing';
import { anyRequest, anyType, fitsItsNodes, planOrLine, RUNS, SETTINGS_RUNS } from './drawn-requests';

/** Settings of the user, some of them none that Spark takes. */
const anyMemory = fc.oneof(
  fc.integer({ min: 0, max: 200_000 }).map((mib) => `${mib}m`),
  fc.constantFrom('4g', '16G', '1t', '0', '-1', '1.5g', '', 'lots', '99999999999999999999g'),
);
const anyCount = fc.oneof(
  fc.integer({ min: 0, max: 64 }).map(String),
  fc.constantFrom('500', '-1', '2.5', '', 'four', '99999999999999999999', 'Infinity', '1e3'),
);
const SETTINGS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'spark.executor.memory': anyMemory,
  'spark.executor.memoryOverhead': anyMemory,
  'spark.executor.cores': anyCount,
  'spark.executor.instances': anyCount,
  'spark.executor.pyspark.memory': anyMemory,
  'spark.task.cpus': anyCount,
  'spark.driver.memory': anyMemory,
  'spark.driver.memoryOverhead': anyMemory,
  'spark.driver.cores': anyCount,
  'spark.yarn.am.memory': anyMemory,
  'spark.yarn.am.memoryOverhead': anyMemory,
  'spark.yarn.am.cores': anyCount,
  'spark.memory.offHeap.enabled': fc.constantFrom('true', 'false', 'TRUE', 'yes'),
  'spark.memory.offHeap.size': anyMemory,
  'spark.memory.fraction': fc.constantFrom('0.6', '0', '1', '0.999', 'half', '1e-9', '0.0000001'),
  'spark.dynamicAllocation.enabled': fc.constantFrom('true', 'false', ''),
  'spark.dynamicAllocation.minExecutors': anyCount,
  'spark.dynamicAllocation.initialExecutors': anyCount,
  'spark.dynamicAllocation.maxExecutors': anyCount,
  'spark.sql.shuffle.partitions': anyCount,
};
/** One to four of them: of more, one is always refused. */
const anyConf = fc
  .subarray(Object.keys(SETTINGS), { minLength: 1, maxLength: 4 })
  .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, SETTINGS[key] ?? fc.constant('')]))));

/** Anything that a program without types may pass. */
const anyNumber = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e300, Number.MAX_SAFE_INTEGER, -1.8881545897087626e289),
);

describe('any settings of the user', () => {
  test('give a plan that Spark starts with, or one line that says what to change', () => {
    let plans = 0;
    fc.assert(
      fc.property(anyRequest, anyConf, (request, sparkConf) => {
        const made = planOrLine({ ...request, sparkConf });
        if (made === undefined) return;
        plans++;
        // `SchedulerBackendUtils.getInitialTargetExecutorNumber`, `UnifiedMemoryManager` and `MemoryManager` require these.
        const { min, initial, max } = made.job.dynamicAllocation;
        expect(min).toBeLessThanOrEqual(initial);
        expect(initial).toBeLessThanOrEqual(max);
        expect(made.cluster.executor.memoryMiB).toBeGreaterThanOrEqual(450);
        if (/^true$/i.test(sparkConf['spark.memory.offHeap.enabled'] ?? '')) {
          expect(made.cluster.sparkConf['spark.memory.offHeap.size']).toMatch(/^0*[1-9]/);
        }
        expect(made.cluster.sparkConf).toMatchObject(sparkConf);
        fitsItsNodes(made, request);
        expect(made.job.admission.executors).toBeGreaterThan(0);
      }),
      SETTINGS_RUNS,
    );
    expect(plans).toBeGreaterThan(SETTINGS_RUNS.numRuns / 8);
  });
});

describe("an executor of the user's own that just fits a node several times", () => {
  test('is counted in containers as YARN rounds them up', () => {
    fc.assert(
      fc.property(anyType, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 31 }), (name, times, less) => {
        const { yarnMemoryMiB } = instanceFacts(name);
        const heap = Math.floor(yarnMemoryMiB / times) - 384 - less;
        fc.pre(heap >= 1_024);
        const made = plan({
          release: EmrRelease.EMR_7_9_0,
          nodes: [{ instanceType: name, min: 2, max: 2 }],
          primaryInstanceType: 'm5.xlarge',
          sparkConf: {
            'spark.executor.memory': `${heap}m`,
            'spark.executor.memoryOverhead': '384m',
            'spark.executor.cores': '1',
          },
        });
        fitsItsNodes(made, { release: EmrRelease.EMR_7_9_0, nodes: made.nodes, primaryInstanceType: 'm5.xlarge' });
      }),
      RUNS,
    );
  });
});

describe('any value at all', () => {
  const anyName = fc.oneof(fc.string(), fc.constantFrom('r5.4xlrage', '__proto__', 'constructor', 'toString'));
  /** In the place of one that is sound: where several are not, the first is all that is seen. */
  const anyChange: fc.Arbitrary<Partial<PlanRequest>> = fc.oneof(
    ...(
      [
        'driverMemoryMiB',
        'offHeapMiB',
        'pysparkMiB',
        'memoryTarget',
        'cpuOversubscription',
        'taskMemoryMiB',
        'taskHeapMiB',
      ] as const
    ).map((key) => anyNumber.map((value) => ({ [key]: value }))),
    anyNumber.map((min) => ({ nodes: [{ instanceType: 'r5.4xlarge', min, max: 9 }] })),
    anyNumber.map((max) => ({ nodes: [{ instanceType: 'r5.4xlarge', min: 2, max }] })),
    anyName.map((instanceType) => ({ nodes: [{ instanceType, min: 2, max: 9 }] })),
    fc.constant({ nodes: [] }),
    anyName.map((primaryInstanceType) => ({ primaryInstanceType })),
    anyNumber.map((memoryMiB) => ({ reserve: { memoryMiB, vcores: 1, containers: 1 } })),
    anyNumber.map((vcores) => ({ reserve: { memoryMiB: 1_024, vcores, containers: 1 } })),
    anyNumber.map((containers) => ({ reserve: { memoryMiB: 1_024, vcores: 1, containers } })),
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }).map((sparkConf) => ({ sparkConf })),
    fc
      .constantFrom(...Object.keys(SETTINGS))
      .chain((key) => fc.string().map((value) => ({ sparkConf: { [key]: value } }))),
  );

  test('gives a plan or one line that says what to change, never another error', () => {
    let refused = 0;
    fc.assert(
      fc.property(anyRequest, anyChange, (request, change) => {
        if (planOrLine({ ...request, ...change }) === undefined) refused++;
      }),
      SETTINGS_RUNS,
    );
    expect(refused).toBeGreaterThan(SETTINGS_RUNS.numRuns / 4);
  });
});
