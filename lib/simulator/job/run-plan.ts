import { InputError } from '../../errors';
import {
  applicationMasterFor,
  type ExecutorAllocation,
  type ExecutorSize,
  executionMemoryMiB,
  executorAllocationFor,
  executorSizeFor,
  POSITIVE,
  SPARK_DEFAULT_PARTITIONS,
  type SparkSettings,
} from '../../spark';
import { type Admission, admit, type ContainerSize } from '../../yarn';
import type { Timing, Work } from '../scenario/types';
import { requestsTakeMs, wantedExecutors } from './allocation';
import { admissionRequest, type Capacity } from './capacity';
import { type Command, parseCommand } from './command';

const MS_PER_HOUR = 3_600_000;
const BYTES_PER_MIB = 1024 * 1024;

/** One run of a job, decided when its step starts. Times are ms after the start of the step. */
export interface RunPlan {
  readonly applicationMaster: ContainerSize;
  readonly executor: ExecutorSize;
  readonly allocation: ExecutorAllocation;
  readonly partitions: number;
  /** Executors while every slot has a task. */
  readonly executors: number;
  readonly taskSlots: number;
  readonly cpuPerTask: number;
  /** Wall time of one task. */
  readonly taskMs: number;
  readonly waves: number;
  /** Tasks take this many times longer because more of them run than the vCPUs carry; 1 = none. */
  readonly cpuSlowdown: number;
  /** And this many times longer because their data does not fit their memory; 1 = no spill. */
  readonly spillSlowdown: number;
  readonly applicationStartsMs: number;
  /** The driver has submitted its tasks: executors are asked for. */
  readonly demandStartsMs: number;
  /** Every executor that the tasks want has been asked for. */
  readonly demandFullMs: number;
  readonly tasksStartMs: number;
  /** Undefined: never, because no executor is admitted. */
  readonly tasksEndMs?: number;
  readonly kind: 'runs';
}

/** A run that Spark or YARN turns away. */
export interface RefusedRun {
  readonly kind: 'refused';
  readonly reason: string;
  readonly endsMs: number;
}

/** What a job runs on. */
export interface RunsOn {
  readonly sparkVersion: string;
  readonly sparkConf: Readonly<Record<string, string>>;
  readonly capacity: Capacity;
}

/** How a job runs on this cluster under this step's arguments. Pure; refusals are results, not exceptions. */
export function planRun(
  { jar, args }: { readonly jar: string; readonly args: readonly string[] },
  cluster: RunsOn,
  work: Work,
  timing: Timing,
): RunPlan | RefusedRun {
  try {
    return plan(parseCommand(jar, args, cluster.sparkConf), cluster, work, timing);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { kind: 'refused', reason: error.message, endsMs: timing.applicationStartMs };
  }
}

function plan(
  { settings, deployMode }: Command,
  { sparkVersion, capacity }: RunsOn,
  work: Work,
  timing: Timing,
): RunPlan | RefusedRun {
  const executor = executorSizeFor(settings, sparkVersion);
  const allocation = executorAllocationFor(settings);
  const partitions = settings.count('spark.sql.shuffle.partitions', POSITIVE) ?? SPARK_DEFAULT_PARTITIONS;
  const applicationMaster = applicationMasterFor(settings, deployMode, sparkVersion);
  const wanted = wantedExecutors(allocation, partitions, executor.cores);
  const size = { memoryMiB: executor.containerMiB, vcores: executor.cores };
  const admission = admit(admissionRequest(capacity, applicationMaster, size, wanted));
  if (admission.refused !== undefined)
    return { kind: 'refused', reason: admission.refused, endsMs: timing.applicationStartMs };

  const taskSlots = admission.executors * executor.cores;
  const cpuSlowdown = slowdownByCpu(admission, executor.cores, capacity, work.cpuPerTask);
  const spillSlowdown = slowdownBySpill(settings, executor, partitions, work, timing.spillCost);
  const taskMs = ((work.slotHours * MS_PER_HOUR) / partitions) * cpuSlowdown * spillSlowdown + timing.taskOverheadMs;
  const waves = taskSlots === 0 ? 0 : Math.ceil(partitions / taskSlots);

  const applicationStartsMs = timing.applicationStartMs;
  const demandStartsMs = applicationStartsMs + timing.driverMs;
  // Without dynamic allocation executors start while the driver still plans; with it they have to be asked for.
  const askedMs =
    allocation.kind === 'fixed'
      ? applicationStartsMs
      : demandStartsMs + requestsTakeMs(allocation, admission.executors);
  const executorsReadyMs = askedMs + timing.executorStartMs;
  const tasksStartMs = Math.max(demandStartsMs, executorsReadyMs);
  return {
    kind: 'runs',
    applicationMaster,
    executor,
    allocation,
    partitions,
    executors: admission.executors,
    taskSlots,
    cpuPerTask: work.cpuPerTask,
    taskMs,
    waves,
    cpuSlowdown,
    spillSlowdown,
    applicationStartsMs,
    demandStartsMs,
    demandFullMs: Math.min(tasksStartMs, demandStartsMs + requestsTakeMs(allocation, wanted)),
    tasksStartMs,
    tasksEndMs: taskSlots === 0 ? undefined : tasksStartMs + Math.ceil(waves * taskMs),
  };
}

/** Slots over what the vCPUs carry: a node with twice as many busy slots as vCPUs runs each at half speed. */
function slowdownByCpu(admission: Admission, cores: number, capacity: Capacity, cpuPerTask: number): number {
  let carried = 0;
  for (const [i, group] of capacity.groups.entries()) {
    const slots = (admission.executorsPerGroup[i] ?? 0) * cores;
    carried += Math.min(slots, (group.count * group.vcpus) / cpuPerTask);
  }
  return carried === 0 ? 1 : (admission.executors * cores) / carried;
}

/** The share of a task's data that does not fit is written out and read back, at `spillCost` times its processing time. */
function slowdownBySpill(
  settings: SparkSettings,
  executor: ExecutorSize,
  partitions: number,
  work: Work,
  spillCost: number,
): number {
  if (work.workingSet === undefined) return 1;
  const needed = (work.workingSet.bytesPerTask * work.workingSet.atPartitions) / partitions;
  const share = (executionMemoryMiB(executor.memoryMiB, settings) * BYTES_PER_MIB) / executor.cores;
  return needed <= share ? 1 : 1 + spillCost * (1 - share / needed);
}
