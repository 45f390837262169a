import { join } from 'node:path';
import { EmrRelease, instanceTypeNames } from '../../lib/catalog';
import { type PlanRequest, plan, planClusterLayer, type SizingVersion, Workload } from '../../lib/sizing';

/** Where the numbers are written down, and in what they are told apart. No snapshots of vitest: `vitest -u` must not reach them. */
export const tablePath = (version: string): string => join(__dirname, 'golden', `${version}.csv`);
export const plansPath = (version: string): string => join(__dirname, 'golden', `${version}-plans.json`);

/** Columns of the table; the value of `max_partition_bytes` is Spark's setting, as it is written. */
export const HEAD = 'instance_type,cores,memory_mib,overhead_mib,per_node,max_partition_bytes';

/** A row for every instance type that EMR lists: its executor on a cluster of that type alone. */
export function tableRows(sizingVersion: SizingVersion): string[] {
  return instanceTypeNames().map((name) => {
    const { executor, perNode, sparkConf } = planClusterLayer({
      sizingVersion,
      release: EmrRelease.EMR_7_9_0,
      instanceTypes: [name],
      primaryInstanceType: 'm5.xlarge',
    });
    const split = sparkConf['spark.sql.files.maxPartitionBytes'];
    return `${name},${executor.cores},${executor.memoryMiB},${executor.memoryOverheadMiB},${perNode[name]},${split}`;
  });
}

const nodes = (...types: string[]) => types.map((instanceType) => ({ instanceType, min: 10, max: 82 }));
const R5: PlanRequest = {
  release: EmrRelease.EMR_7_9_0,
  nodes: nodes('r5.4xlarge'),
  primaryInstanceType: 'm5.xlarge',
};

/** Whole plans: at least one for every release family, and one for everything that a caller can ask for. */
const PLANS: Readonly<Record<string, PlanRequest>> = {
  // A release of each Spark from 2.4 to 4.0, and on both sides of each gate: heterogeneous executors 6.2, agent metrics 7.1.
  ...Object.fromEntries(
    [
      EmrRelease.EMR_5_36_0,
      EmrRelease.EMR_6_0_0,
      EmrRelease.EMR_6_1_0,
      EmrRelease.EMR_6_2_0,
      EmrRelease.EMR_6_5_0,
      EmrRelease.EMR_6_7_0,
      EmrRelease.EMR_6_11_0,
      EmrRelease.EMR_6_15_0,
      EmrRelease.EMR_7_0_0,
      EmrRelease.EMR_7_1_0,
      EmrRelease.EMR_7_9_0,
      EmrRelease.EMR_7_14_0,
      EmrRelease.SPARK_8_0_0,
    ].map((release) => [`r5.4xlarge on ${release.label}`, { ...R5, release }]),
  ),
  'r5.4xlarge + m5.4xlarge': { ...R5, nodes: nodes('r5.4xlarge', 'm5.4xlarge') },
  'c5.12xlarge + r5.8xlarge': { ...R5, nodes: nodes('c5.12xlarge', 'r5.8xlarge') },
  'm6g.xlarge + r6g.2xlarge + c6g.4xlarge': { ...R5, nodes: nodes('m6g.xlarge', 'r6g.2xlarge', 'c6g.4xlarge') },
  'm4.4xlarge + i2.8xlarge, vcores doubled': { ...R5, nodes: nodes('m4.4xlarge', 'i2.8xlarge') },
  'c8i.96xlarge + m8i.96xlarge + r8i.96xlarge': { ...R5, nodes: nodes('c8i.96xlarge', 'm8i.96xlarge', 'r8i.96xlarge') },
  'x1e.4xlarge, 32 to 48 GiB avoided': { ...R5, nodes: nodes('x1e.4xlarge') },
  'off-heap': { ...R5, offHeapMiB: 4_096 },
  'off-heap before Spark 3.0': { ...R5, offHeapMiB: 4_096, release: EmrRelease.EMR_5_36_0 },
  PySpark: { ...R5, pysparkMiB: 1_024 },
  'off-heap and PySpark on a fleet': {
    ...R5,
    nodes: nodes('r5.4xlarge', 'm5.4xlarge'),
    offHeapMiB: 2_048,
    pysparkMiB: 512,
  },
  'cluster mode': { ...R5, deployMode: 'cluster' },
  'cluster mode, a driver of 8 GiB': { ...R5, deployMode: 'cluster', driverMemoryMiB: 8_192 },
  'a larger primary': { ...R5, primaryInstanceType: 'r5.4xlarge' },
  'a memory target': { ...R5, memoryTarget: 0.85 },
  'more task slots than cores': { ...R5, cpuOversubscription: 1.5 },
  'what a task needs': { ...R5, taskMemoryMiB: 12_288 },
  'heap that a task needs': { ...R5, taskHeapMiB: 8_192 },
  'rows and bytes': { ...R5, workload: Workload.rows(641_000_000, 1_000) },
  'containers of others': { ...R5, reserve: { memoryMiB: 4_096, vcores: 1, containers: 3 } },
  'an executor of the user': {
    ...R5,
    sparkConf: { 'spark.executor.memory': '16g', 'spark.executor.memoryOverhead': '4g', 'spark.executor.cores': '4' },
  },
  'a number of executors': {
    ...R5,
    sparkConf: { 'spark.dynamicAllocation.enabled': 'false', 'spark.task.cpus': '2' },
  },
};

/** What a deployed cluster and its jobs have of a plan; the order of keys counts, since it is that of the template. */
export interface GoldenPlan {
  readonly perNode: Readonly<Record<string, number>>;
  readonly classifications: readonly unknown[];
  readonly jobConf: Readonly<Record<string, string>>;
}

export function goldenPlans(sizingVersion: SizingVersion): Record<string, GoldenPlan> {
  return Object.fromEntries(
    Object.entries(PLANS).map(([name, request]) => {
      const { cluster, job } = plan({ ...request, sizingVersion });
      return [name, { perNode: cluster.perNode, classifications: cluster.classifications, jobConf: job.jobConf }];
    }),
  );
}
