import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EmrRelease, instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { isInputError } from '../../lib/errors';
import { type NodeRange, type PlanRequest, plan, type SparkPlan, Workload } from '../../lib/sizing';
import { driverNeedMiB } from '../../lib/spark';

/** The same cases in every run; another seed by FC_SEED. */
const SEED = Number(process.env.FC_SEED ?? 20_261);
const RUNS = { numRuns: 150, seed: SEED };
const SETTINGS_RUNS = { numRuns: 400, seed: SEED };

const MIB = 1024 * 1024;
/** What YARN rounds a container up to on EMR. */
const granted = (mib: number): number => Math.ceil(mib / 32) * 32;

const releases = [
  EmrRelease.EMR_5_36_0,
  EmrRelease.EMR_6_0_0,
  EmrRelease.EMR_6_10_0,
  EmrRelease.EMR_7_9_0,
  EmrRelease.SPARK_8_0_0,
];
const anyType = fc.constantFrom(...instanceTypeNames());
const anyRange: fc.Arbitrary<NodeRange> = fc
  .tuple(anyType, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 60 }))
  .map(([instanceType, min, more]) => ({ instanceType, min, max: min + more }));
const anyWorkload = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 1, max: 2 ** 46 }).map((bytes) => Workload.shuffleBytes(bytes)),
  fc
    .tuple(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 1, max: 5_000 }))
    .map(([n, b]) => Workload.rows(n, b)),
);

const optional = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** What a caller may ask for without settings of their own. */
const anyRequest: fc.Arbitrary<PlanRequest> = fc.record({
  release: fc.constantFrom(...releases),
  nodes: fc.array(anyRange, { minLength: 1, maxLength: 4 }),
  primaryInstanceType: fc.constantFrom('m5.xlarge', 'c4.large', 'r5.4xlarge'),
  deployMode: fc.constantFrom('client', 'cluster'),
  workload: anyWorkload,
  offHeapMiB: optional(fc.integer({ min: 1, max: 20_000 })),
  pysparkMiB: optional(fc.integer({ min: 1, max: 8_000 })),
  memoryTarget: optional(fc.double({ min: 0.05, max: 1, noNaN: true })),
  taskMemoryMiB: optional(fc.integer({ min: 1, max: 20_000 })),
  taskHeapMiB: optional(fc.integer({ min: 1, max: 16_000 })),
});

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

describe('any plan', () => {
  test('fits every node, in memory and in cores, and keeps to the memory target', () => {
    forPlans(fitsItsNodes);
  });

  test('asks for no more than runs, and lets nothing pend', () => {
    forPlans(({ cluster, job, nodes }) => {
      const room = nodes.reduce((sum, n) => sum + n.max * (cluster.perNode[n.instanceType] ?? 0), 0);
      expect(job.admission.pending).toBe(0);
      expect(job.admission.executors).toBeLessThanOrEqual(room);
      expect(job.dynamicAllocation.max).toBe(job.admission.executors);
      expect(job.admission.taskSlots).toBe(job.admission.executors * cluster.executor.cores);
    });
  });

  test('starts with an executor at least and its maximum at most, and has no minimum', () => {
    forPlans(({ job: { dynamicAllocation, jobConf } }) => {
      const { min, initial, max } = dynamicAllocation;
      expect(min).toBe(0);
      expect(initial).toBeGreaterThanOrEqual(1);
      expect(max).toBeGreaterThanOrEqual(initial);
      expect(jobConf).not.toHaveProperty(['spark.dynamicAllocation.minExecutors']);
      expect(jobConf).toMatchObject({
        'spark.dynamicAllocation.initialExecutors': String(initial),
        'spark.dynamicAllocation.maxExecutors': String(max),
      });
    });
  });

  test("has Spark's 200 partitions or more without a size, and whole waves of 128 MiB at most with one, up to 100,000", () => {
    forPlans(({ job }, request) => {
      const { taskSlots } = job.admission;
      const bytes = request.workload?.totalBytes;
      expect(job.partitions).toBeGreaterThanOrEqual(Math.min(2 * taskSlots, 100_000));
      if (bytes === undefined) {
        expect(job.partitions).toBe(Math.min(100_000, Math.max(200, 3 * taskSlots)));
      } else if (job.partitions < 100_000) {
        expect(job.partitions % taskSlots).toBe(0);
        expect(bytes / job.partitions).toBeLessThanOrEqual(128 * MIB);
      }
    });
  });

  test('gives the driver what its executors and partitions need, or says that it has less', () => {
    forPlans(({ job }) => {
      const need = driverNeedMiB({ executors: job.admission.executors, partitions: job.partitions });
      if (job.driverMemoryMiB >= need) return;
      expect(job.warnings.map(({ id }) => id)).toContain('driver-short-of-memory');
    });
  });

  test('gives a task what it needs', () => {
    forPlans(({ cluster: { executor } }, { taskMemoryMiB = 0, taskHeapMiB = 0 }) => {
      expect(executor.containerMiB / executor.cores).toBeGreaterThanOrEqual(taskMemoryMiB);
      expect(executor.memoryMiB / executor.cores).toBeGreaterThanOrEqual(taskHeapMiB);
    });
  });

  test('has a container that is the sum of its parts, heap and overhead by the factor of EMR', () => {
    forPlans(({ cluster: { executor } }, { release, offHeapMiB = 0, pysparkMiB = 0 }) => {
      const { memoryMiB, memoryOverheadMiB } = executor;
      const counts = release.sparkVersion.startsWith('2.') ? 0 : offHeapMiB;
      expect(executor).toMatchObject({ offHeapMiB: counts, pysparkMiB });
      expect(memoryOverheadMiB).toBe(Math.max(384, Math.trunc(0.1875 * memoryMiB)) + offHeapMiB - counts);
      expect(executor.containerMiB).toBe(memoryMiB + memoryOverheadMiB + counts + pysparkMiB);
    });
  });

  test('is the same whatever the order of the node groups', () => {
    forPlans((made, request) => {
      const turned = plan({ ...request, nodes: [...request.nodes].reverse() });
      expect(turned.cluster.classifications).toEqual(made.cluster.classifications);
      expect(turned.cluster.perNode).toEqual(made.cluster.perNode);
      expect(turned.job.jobConf).toEqual(made.job.jobConf);
      expect({ ...turned.job.admission, limitedBy: '' }).toEqual({ ...made.job.admission, limitedBy: '' });
    });
  });

  test('runs no fewer executors on more nodes, and the cluster keeps its configuration', () => {
    forPlans((made, request) => {
      for (const grown of request.nodes.keys()) {
        const nodes = request.nodes.map((n, i) => (i === grown ? { ...n, max: n.max + 1 } : n));
        const larger = plan({ ...request, nodes });
        expect(larger.cluster.classifications).toEqual(made.cluster.classifications);
        expect(larger.job.admission.executors).toBeGreaterThanOrEqual(made.job.admission.executors);
      }
    });
  });
});

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

function fitsItsNodes({ cluster, job, nodes }: SparkPlan, { memoryTarget = 1 }: PlanRequest): void {
  const container = granted(cluster.executor.containerMiB);
  for (const { instanceType } of nodes) {
    const { yarnMemoryMiB, yarnVcores, ec2Vcpus } = instanceFacts(instanceType);
    const perNode = cluster.perNode[instanceType] ?? Number.NaN;
    expect(perNode * container).toBeLessThanOrEqual(memoryTarget * yarnMemoryMiB);
    expect(perNode * cluster.executor.cores).toBeLessThanOrEqual(Math.min(yarnVcores, ec2Vcpus));
  }
  expect(job.admission.executors * container).toBeLessThanOrEqual(memoryTarget * job.admission.totalMB);
  expect(job.admission.allocatedMB).toBeLessThanOrEqual(job.admission.totalMB);
  expect(job.admission.allocatedVCores).toBeLessThanOrEqual(job.admission.totalVcores);
}

/** By request: every property is checked on the same sample. */
const plansMade = new Map<string, SparkPlan | undefined>();

/** Checks every request of the sample that has a plan; those that have none must say why. */
function forPlans(check: (made: SparkPlan, request: PlanRequest) => void): void {
  let plans = 0;
  fc.assert(
    fc.property(anyRequest, (request) => {
      const key = fc.stringify(request);
      if (!plansMade.has(key)) plansMade.set(key, planOrLine(request));
      const made = plansMade.get(key);
      if (made === undefined) return;
      plans++;
      check(made, request);
    }),
    RUNS,
  );
  // A sample that is refused as a whole would prove nothing.
  expect(plans).toBeGreaterThan(RUNS.numRuns / 4);
}

/** The plan; undefined where the engine refuses with the one line that a command line prints. Any other error is a fault. */
function planOrLine(request: PlanRequest): SparkPlan | undefined {
  try {
    return plan(request);
  } catch (error) {
    if (!isInputError(error)) throw error;
    expect(error.message).toMatch(/^[^\n\r]{10,400}$/);
    expect(error.message).not.toMatch(/undefined|\[object|null/);
    return undefined;
  }
}
