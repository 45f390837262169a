import fc from 'fast-check';
import { expect } from 'vitest';
import { EmrRelease, instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { isInputError } from '../../lib/errors';
import { type NodeRange, type PlanRequest, plan, type SparkPlan, Workload } from '../../lib/sizing';

/** The same cases in every run; another seed by FC_SEED. */
const SEED = Number(process.env.FC_SEED ?? 20_261);
export const RUNS = { numRuns: 150, seed: SEED };
export const SETTINGS_RUNS = { numRuns: 400, seed: SEED };

/** What YARN rounds a container up to on EMR. */
const granted = (mib: number): number => Math.ceil(mib / 32) * 32;

const releases = [
  EmrRelease.EMR_5_36_0,
  EmrRelease.EMR_6_0_0,
  EmrRelease.EMR_6_10_0,
  EmrRelease.EMR_7_9_0,
  EmrRelease.SPARK_8_0_0,
];
export const anyType = fc.constantFrom(...instanceTypeNames());
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
export const anyRequest: fc.Arbitrary<PlanRequest> = fc.record({
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

/** Checks that the nodes hold what the plan says, in memory and in cores. */
export function fitsItsNodes({ cluster, job, nodes }: SparkPlan, { memoryTarget = 1 }: PlanRequest): void {
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
export function forPlans(check: (made: SparkPlan, request: PlanRequest) => void): void {
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
export function planOrLine(request: PlanRequest): SparkPlan | undefined {
  try {
    return plan(request);
  } catch (error) {
    if (!isInputError(error)) throw error;
    expect(error.message).toMatch(/^[^\n\r]{10,400}$/);
    expect(error.message).not.toMatch(/undefined|\[object|null/);
    return undefined;
  }
}
