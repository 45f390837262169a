import { describe, expect, test } from 'vitest';
import { outcomeOfModel } from '../../../bench/plans/outcome';
import type { Cluster, Peer, PeerPlan } from '../../../bench/plans/peers';
import { bestPracticesGuide } from '../../../bench/plans/peers/best-practices-guide';
import { bigDataBlog } from '../../../bench/plans/peers/big-data-blog';
import { containersPerInstance, emrAdvisor } from '../../../bench/plans/peers/emr-advisor';
import { emrDefault } from '../../../bench/plans/peers/emr-default';
import { GIB } from '../../../bench/plans/peers/executor';
import { maximizeResourceAllocation } from '../../../bench/plans/peers/maximize-resource-allocation';
import { ours } from '../../../bench/plans/peers/ours';
import { rapidsReserve, usableMiB } from '../../../bench/plans/peers/rapids-reserve';
import { twentyGigabytes } from '../../../bench/plans/peers/twenty-gigabytes';
import { nodesUnder, questionOf } from '../../../bench/plans/question';
import { verdictOn } from '../../../bench/plans/verdict';
import { EmrRelease, instanceFacts } from '../../../lib/catalog';
import type { Calculator } from '../../../lib/yarn';

/** Figures that the peers themselves print, that real clusters showed, or that a CapacityScheduler of Hadoop 3.3.6 granted. */

const release = EmrRelease.EMR_6_15_0;
const of = (...nodes: [number, string][]): Cluster => ({
  release,
  reason: '',
  nodes: nodes.map(([count, instanceType]) => ({ count, instanceType })),
});

function planOf(peer: Peer, cluster: Cluster): PeerPlan {
  const answer = peer.plan(cluster);
  if ('noRule' in answer) throw new Error(answer.noRule);
  return answer;
}

function verdict(peer: Peer, cluster: Cluster, calculator: Calculator) {
  const plan = planOf(peer, cluster);
  const outcome = outcomeOfModel(questionOf('', cluster, plan, calculator));
  return verdictOn(plan, nodesUnder(cluster, plan), calculator, outcome);
}

describe('AWS Big Data blog', () => {
  test('computes its own example: 37G + 5G, 170 instances, 1,700 partitions, a driver as large as an executor', () => {
    const plan = planOf(bigDataBlog, of([19, 'r5.12xlarge']));
    expect(plan.executor).toMatchObject({ memoryMiB: 37 * GIB, memoryOverheadMiB: 5 * GIB, cores: 5 });
    expect([plan.promised, plan.partitions]).toEqual([170, 1_700]);
    expect(plan.applicationMaster).toEqual({ memoryMiB: 43_008, vcores: 5 });
  });

  test.each(['default', 'dominant'] as const)('of its 170 executors a scheduler ran 151 (%s)', (calculator) => {
    const got = verdict(bigDataBlog, of([19, 'r5.12xlarge']), calculator);
    expect([got.running, got.pendingForEver]).toEqual([151, 19]);
    expect(1 - got.strandedMemory).toBeCloseTo(6_537_216 / (19 * 385_024), 10);
  });

  test('promises 245 executors on 82 × r5.4xlarge, of which 163 run', () => {
    const got = verdict(bigDataBlog, of([82, 'r5.4xlarge']), 'default');
    expect([got.running, got.pendingForEver]).toEqual([163, 82]);
  });

  test('has no executor of 5 cores for a node of 4 vCPUs', () => {
    expect(bigDataBlog.plan(of([2, 'm5.xlarge']))).toEqual({
      noRule: 'm5.xlarge has fewer than 6 vCPUs: no executor of 5 cores',
    });
  });

  test('a driver that no node can hold is refused, and nothing runs', () => {
    const got = verdict(bigDataBlog, of([20, 'r6i.2xlarge']), 'default');
    expect(got).toMatchObject({ refused: true, running: 0, pendingForEver: 19, idle: 160 });
  });
});

describe('best-practices guide', () => {
  test('prints 24,544 MB for r4.8xlarge and 80 executors on ten of them', () => {
    const plan = planOf(bestPracticesGuide, of([10, 'r4.8xlarge']));
    expect([plan.executor.memoryMiB, plan.executor.cores, plan.promised]).toEqual([24_544, 4, 80]);
  });

  test('prints 4,992 MB for a fleet that starts with c5.4xlarge; r5.12xlarge then holds 64 of them, not the 77 it says', () => {
    const fleet = of([1, 'c5.4xlarge'], [1, 'r5.12xlarge']);
    expect(planOf(bestPracticesGuide, fleet).executor.memoryMiB).toBe(4_992);
    const got = verdict(bestPracticesGuide, fleet, 'default');
    expect(got.grantedMiB).toBe(5_952);
    expect(got.running).toBe(3 + 64); // the application master takes a place on c5.4xlarge
  });
});

describe('EMR default', () => {
  test.each([
    ['c5.12xlarge', 5_632, 16],
    ['m5.4xlarge', 11_264, 5],
    ['r6i.2xlarge', 11_168, 4],
    ['c5.xlarge', 5_088, 1],
  ])('on %s a container takes %i MB, and a node holds %i beside nothing else', (type, container, perNode) => {
    const got = verdict(emrDefault, of([10, type]), 'default');
    expect(got.grantedMiB).toBe(container);
    // An application master of 896 MB displaces one executor where they fill a node to within that.
    expect(Math.ceil(got.running / 10)).toBe(perNode);
  });

  test('on c5.12xlarge + r5.8xlarge a scheduler ran 60 executors, 180 slots on 80 vCPUs', () => {
    const got = verdict(emrDefault, of([1, 'c5.12xlarge'], [1, 'r5.8xlarge']), 'default');
    expect([got.running, got.slots, got.vcpus]).toEqual([60, 180, 80]);
  });

  test('under the dominant calculator YARN lets 20 slots on the 16 vCPUs of m4.4xlarge, which it counts as 32', () => {
    const got = verdict(emrDefault, of([2, 'm4.4xlarge']), 'dominant');
    expect([got.running, got.slots, got.vcpus]).toEqual([10, 40, 32]);
  });

  test('is silent where no default was recorded', () => {
    expect(emrDefault.plan(of([82, 'r5.4xlarge']))).toEqual({ noRule: 'no default recorded for r5.4xlarge' });
    expect(emrDefault.plan(of([24, 'm6i.4xlarge']))).toHaveProperty('noRule'); // 54,272 MB, but 16 vCPUs
  });
});

describe('aws-emr-advisor', () => {
  test('believes that three executors of 37 GB and 5 cores fit r5.4xlarge; two do, even in the memory that it gives YARN', () => {
    const type = instanceFacts('r5.4xlarge');
    expect(containersPerInstance(type, 37 * GIB, 5)).toBe(3);
    const cluster = of([1, 'r5.4xlarge']);
    const container = { ...planOf(emrAdvisor, cluster).executor, memoryMiB: 37 * GIB, containerMiB: 37_888 + 7_104 };
    const plan = { ...planOf(emrAdvisor, cluster), executor: { ...container, cores: 5 }, promised: 3 };
    expect(nodesUnder(cluster, plan)[0]?.memoryMiB).toBe(126_976);
    expect(outcomeOfModel(questionOf('', cluster, plan, 'default'))).toMatchObject({ executors: 2, grantedMB: 44_992 });
  });

  test('accepts by its own packing every heap that it is given here', () => {
    for (const name of ['m5.xlarge', 'c5.4xlarge', 'm5.4xlarge', 'r5.12xlarge', 'r7g.16xlarge']) {
      const { executor, promised } = planOf(emrAdvisor, of([7, name]));
      expect(7 * containersPerInstance(instanceFacts(name), executor.memoryMiB, executor.cores), name).toBe(promised);
      expect(executor.memoryMiB % GIB).toBe(0);
      const larger = containersPerInstance(instanceFacts(name), executor.memoryMiB + GIB, executor.cores);
      expect(7 * larger, name).toBeLessThan(promised ?? 0);
    }
  });
});

describe('RAPIDS reserve rule', () => {
  test.each([
    ['m6i.4xlarge', 45_875, 0.155],
    ['r5.8xlarge', 183_501, 0.277],
  ])('uses %s up to %i MB of physical memory, and leaves %f of what YARN has', (name, usable, unused) => {
    const type = instanceFacts(name);
    expect(usableMiB(type)).toBe(usable);
    expect(1 - usable / type.yarnMemoryMiB).toBeCloseTo(unused, 3);
  });

  test('gives 2 GB of heap a core, and all that is left to overhead', () => {
    const { executor, promised } = planOf(rapidsReserve, of([10, 'r5.8xlarge']));
    expect(executor).toMatchObject({ memoryMiB: 32 * GIB, cores: 16, containerMiB: Math.floor(183_501 / 2) });
    expect(promised).toBe(20);
  });
});

describe('20 GB by hand', () => {
  const cluster = of([82, 'r5.4xlarge']);

  test('promises 504 executors; with off-heap memory 409 run on 1,312 vCPUs, or 327 where vcores count', () => {
    expect(planOf(twentyGigabytes, cluster)).toMatchObject({ promised: 504, executor: { containerMiB: 24_576 } });
    expect(verdict(twentyGigabytes, cluster, 'default')).toMatchObject({ running: 409, slots: 1_636 });
    expect(verdict(twentyGigabytes, cluster, 'dominant')).toMatchObject({ running: 327, slots: 1_308 });
  });

  test('before Spark 3.0 its off-heap memory is not asked of YARN: 491 executors of 20 GB run', () => {
    const got = verdict(twentyGigabytes, { ...cluster, release: EmrRelease.EMR_5_36_0 }, 'default');
    expect([got.grantedMiB, got.running, got.slots]).toEqual([20_480, 491, 1_964]);
  });
});

describe('maximizeResourceAllocation', () => {
  test.each(['m5.xlarge', 'r5.4xlarge', 'm4.4xlarge'])('runs one executor on every %s, all its vCPUs busy', (name) => {
    const { ec2Vcpus } = instanceFacts(name);
    const got = verdict(maximizeResourceAllocation, of([5, name]), 'default');
    expect([got.running, got.oneTask, got.idle]).toEqual([5, 5 * ec2Vcpus, 0]);
  });
});

test('this project runs 327 executors of 30,720 MB on the cluster of the stuck join, all that it promises', () => {
  const got = verdict(ours, of([82, 'r5.4xlarge']), 'dominant');
  expect(got).toMatchObject({ running: 327, pendingForEver: 0, slots: 1_308, grantedMiB: 30_720 });
});
