import { describe, expect, test } from 'vitest';
import { EmrRelease, instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { ClusterSize, type PlanRequest, plan, planClusterLayer } from '../../lib/sizing';

const small = (nodes: string, more: Partial<PlanRequest> = {}) => {
  const [instanceType = '', count] = nodes.split(':');
  return plan({
    release: EmrRelease.EMR_7_9_0,
    primaryInstanceType: 'm5.xlarge',
    nodes: [{ instanceType, min: Number(count), max: Number(count) }],
    clusterSize: ClusterSize.SMALL,
    ...more,
  });
};

describe('a small cluster', () => {
  test.each([
    // A client-mode application master takes 896 MiB and a vcore of one node.
    ['m5.xlarge:1', 3, 'three cores are left'],
    ['m5.xlarge:2', 7, 'one core gains more than 10 %: 7 against 6'],
    ['m6g.xlarge:3', 11, 'the same cores of another processor'],
    ['m5.2xlarge:2', 14, 'one core gains too little: 15 against 14'],
    ['r5.2xlarge:4', 30, 'two cores, 32 less the place of one executor'],
    ['m6g.2xlarge:3', 22, 'two cores, 24 less the place of one executor'],
    ['m5.4xlarge:1', 15, 'three executors of five cores leave it a core'],
    ['m6i.4xlarge:2', 30, 'the same on each of two nodes'],
    ['m4.large:1', 2, 'YARN counts its two vCPUs double, so that nothing is displaced'],
  ])('of %s runs %i tasks: %s', (nodes, taskSlots) => {
    const { job } = small(nodes);
    expect(job.admission.taskSlots).toBe(taskSlots);
    expect(job.admission.pending).toBe(0);
  });

  test('in cluster mode counts the driver, which is no larger than an executor', () => {
    const { cluster, job } = small('m5.xlarge:2', { deployMode: 'cluster' });
    expect(cluster.driverMemoryMiB + cluster.driverOverheadMiB).toBeLessThanOrEqual(cluster.executor.containerMiB);
    expect(job.admission.taskSlots).toBe(7);
  });

  test.each([
    // 11,520 MiB: two executors of three cores and the driver have a third each. Halves would leave one executor beside the driver.
    ['c3.2xlarge:1', 6],
    ['c3.2xlarge:2', 12],
    ['c3.2xlarge:4', 24],
  ])('of %s in cluster mode runs %i tasks with 2,026 MiB of off-heap memory each', (nodes, taskSlots) => {
    expect(small(nodes, { deployMode: 'cluster', offHeapMiB: 2_026 }).job.admission.taskSlots).toBe(taskSlots);
  });

  test('has room for an executor on a single node of any type with two cores or more', () => {
    const types = instanceTypeNames().filter(
      (name) => Math.min(instanceFacts(name).yarnVcores, instanceFacts(name).ec2Vcpus) > 1,
    );
    expect(types.length).toBeGreaterThan(700);
    const without = types.filter((name) => small(`${name}:1`).job.admission.executors < 1);
    expect(without).toEqual([]);
  });

  test('has one configuration, which that of a larger cluster of the same types may differ from', () => {
    const layer = (clusterSize?: ClusterSize) =>
      planClusterLayer({
        release: EmrRelease.EMR_7_9_0,
        instanceTypes: ['m5.xlarge'],
        primaryInstanceType: 'm5.xlarge',
        clusterSize,
      }).executor.cores;
    expect([layer(ClusterSize.SMALL), layer()]).toEqual([1, 4]);
  });
});
