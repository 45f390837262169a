import { describe, expect, test } from 'vitest';
import { plan } from '../../lib/sizing';
import { driverNeedMiB } from '../../lib/spark';
import { fitsItsNodes, forPlans } from './drawn-requests';

const MIB = 1024 * 1024;
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

  test('is the same whatever the order of the task groups', () => {
    forPlans((made, request) => {
      const turned = plan({ ...request, nodes: [...request.nodes.slice(0, 1), ...request.nodes.slice(1).reverse()] });
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
