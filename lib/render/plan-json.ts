import { instanceFacts } from '../catalog';
import { memoryPerTaskMiB, type SparkPlan } from '../sizing';
import { grantedMiB } from '../yarn';
import { planDependencies } from './plan-dependencies';
import { costPerHour, type Prices } from './prices';

/** Version of the JSON output's form; it changes only when a field is removed or changes its meaning. */
export const SCHEMA_VERSION = 1;

/** A plan as `plan --json` prints it: a stable form for scripts. MB are YARN's, that is, MiB; utilisations are shares of 1. */
export interface PlanJson {
  schemaVersion: number;
  sizingVersion: string;
  cluster: {
    release: string;
    sparkVersion: string;
    deployMode: string;
    calculator: string;
    primary: string;
    /** The class of clusters whose application master was counted; left out where none was. */
    size?: {
      label: string;
      /** Core and task nodes that the class has at most. */
      maxNodes: number;
    };
    nodes: { instanceType: string; min: number; max: number; memoryMB: number; vcores: number }[];
    totalMemoryMB: number;
    totalVcores: number;
  };
  executor: {
    memoryMB: number;
    memoryOverheadMB: number;
    offHeapMB: number;
    pysparkMemoryMB: number;
    cores: number;
    /** The sum of its parts. */
    containerMB: number;
    /** What YARN grants for it: rounded up. */
    grantedMB: number;
    /** Container memory ÷ tasks that run at the same time in it. */
    memoryPerTaskMB: number;
    perNode: Record<string, number>;
  };
  driver: { memoryMB: number; memoryOverheadMB: number };
  admission: {
    executors: number;
    pending: number;
    taskSlots: number;
    allocatedMB: number;
    allocatedVCores: number;
    memoryUtilisation: number;
    coreUtilisation: number;
    limitedBy: string;
  };
  /** Of core and task nodes at the largest declared size; only where their prices were given. */
  cost?: { perHour: number; perTaskSlotHour: number };
  dynamicAllocation: { min: number; initial: number; max: number };
  partitions: number;
  /** Whether no data size is known, so that the partitions follow from task slots alone. */
  partitionsAssumed: boolean;
  /** What the figures depend on beside the settings. */
  dependsOn: { name: string; value: string; settings: string[] }[];
  sparkConf: Record<string, string>;
  jobConf: Record<string, string>;
  reasons: { key: string; value: string; reason: string; source: string }[];
  leftAlone: { key: string; reason: string; source: string }[];
  warnings: { id: string; text: string }[];
}

/** The plan as a plain object, ready for `JSON.stringify`. */
export function planToJson(plan: SparkPlan, prices: Prices = new Map()): PlanJson {
  const { cluster, job } = plan;
  const { executor, clusterSize } = cluster;
  const { admission } = job;
  const perHour = costPerHour(plan.nodes, prices);
  return {
    schemaVersion: SCHEMA_VERSION,
    sizingVersion: cluster.sizingVersion,
    cluster: {
      release: cluster.release.label,
      sparkVersion: cluster.release.sparkVersion,
      deployMode: cluster.deployMode,
      calculator: cluster.calculator,
      primary: cluster.primaryInstanceType,
      ...(clusterSize === undefined ? {} : { size: { label: clusterSize.label, maxNodes: clusterSize.maxNodes } }),
      nodes: plan.nodes.map(({ instanceType, min, max }) => {
        const { yarnMemoryMiB, yarnVcores } = instanceFacts(instanceType);
        return { instanceType, min, max, memoryMB: yarnMemoryMiB, vcores: yarnVcores };
      }),
      totalMemoryMB: admission.totalMB,
      totalVcores: admission.totalVcores,
    },
    executor: {
      memoryMB: executor.memoryMiB,
      memoryOverheadMB: executor.memoryOverheadMiB,
      offHeapMB: executor.offHeapMiB,
      pysparkMemoryMB: executor.pysparkMiB,
      cores: executor.cores,
      containerMB: executor.containerMiB,
      grantedMB: grantedMiB(executor.containerMiB),
      memoryPerTaskMB: memoryPerTaskMiB(cluster),
      perNode: { ...cluster.perNode },
    },
    driver: { memoryMB: job.driverMemoryMiB, memoryOverheadMB: job.driverOverheadMiB },
    admission: {
      executors: admission.executors,
      pending: admission.pending,
      taskSlots: admission.taskSlots,
      allocatedMB: admission.allocatedMB,
      allocatedVCores: admission.allocatedVCores,
      memoryUtilisation: admission.memoryUtilisation,
      coreUtilisation: admission.coreUtilisation,
      limitedBy: admission.limitedBy,
    },
    ...(perHour === undefined ? {} : { cost: { perHour, perTaskSlotHour: perHour / admission.taskSlots } }),
    dynamicAllocation: { ...job.dynamicAllocation },
    partitions: job.partitions,
    partitionsAssumed: job.partitionsAreAssumed,
    dependsOn: planDependencies(plan).map(({ name, value, settings }) => ({ name, value, settings: [...settings] })),
    sparkConf: { ...cluster.sparkConf },
    jobConf: { ...job.jobConf },
    reasons: [...cluster.reasons, ...job.reasons].map(({ key, value, reason, source }) => ({
      key,
      value,
      reason,
      source,
    })),
    leftAlone: plan.leftAlone.map(({ key, reason, source }) => ({ key, reason, source })),
    warnings: [...cluster.warnings, ...job.warnings].map(({ id, text }) => ({ id, text })),
  };
}
