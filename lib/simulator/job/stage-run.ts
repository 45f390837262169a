import {
  type ExecutorAllocation,
  type ExecutorSize,
  executionMemoryMiB,
  type SparkSettings,
  slotsPerExecutor,
} from '../../spark';
import type { ContainerSize } from '../../yarn';
import type { StageWork, Timing, Work } from '../scenario/types';
import { requestsTakeMs, wantedExecutors } from './allocation';
import { type Admitted, admitOn, type Capacity } from './capacity';
import { doneTasks, endsMs, type Lane, lanesFor, lastStartMs, type Skewed, wavesOf } from './lanes';

const MS_PER_HOUR = 3_600_000;
const BYTES_PER_MIB = 1024 * 1024;

/** One stage of a run, decided when its step starts. Times are ms after the start of the step. */
export interface StageRun {
  readonly work: StageWork;
  /** `spark.sql.shuffle.partitions`, unless the stage has its own number. */
  readonly tasks: number;
  readonly executors: number;
  readonly taskSlots: number;
  /** Wall time of a task that is not skewed. */
  readonly taskMs: number;
  readonly waves: number;
  /** Tasks take this many times longer because more of them run than the vCPUs carry; 1 = none. */
  readonly cpuSlowdown: number;
  /** And this many times longer because their data does not fit their memory; 1 = no spill. */
  readonly spillSlowdown: number;
  /** What a task that is not skewed holds, and its share of execution memory. */
  readonly memory?: { readonly neededBytes: number; readonly shareBytes: number };
  readonly lanes: readonly Lane[];
  readonly startMs: number;
  readonly endMs: number;
  /** The first moment without a waiting task. */
  readonly lastStartMs: number;
}

/** What the stages of a run share. */
export interface RunsStages {
  readonly settings: SparkSettings;
  readonly executor: ExecutorSize;
  readonly allocation: ExecutorAllocation;
  readonly applicationMaster: ContainerSize;
  readonly capacity: Capacity;
  readonly partitions: number;
  readonly work: Work;
  readonly timing: Timing;
}

/** A stage apart from its time: how many executors it gets, and how long its tasks take. */
export type StagePlan = Omit<StageRun, 'lanes' | 'startMs' | 'endMs' | 'lastStartMs'>;

/** A job's stages in their order; one that says nothing of stages is a single one. */
export function stagesOf(work: Work): readonly StageWork[] {
  return work.stages ?? [{ name: 'the job', slotHours: work.slotHours, workingSet: work.workingSet }];
}

/**
 * How a stage would run, or why YARN refuses its executors.
 *
 * @param open tasks that run or wait; undefined: all
 */
export function planStage(run: RunsStages, stage: StageWork, open?: number): StagePlan | { readonly refused: string } {
  const { settings, executor, allocation, applicationMaster, capacity, work, timing } = run;
  const tasks = stage.tasks ?? run.partitions;
  const executorSlots = slotsPerExecutor(executor.cores, settings);
  const wanted = wantedExecutors(allocation, open ?? tasks, executorSlots);
  const admission = admitOn(capacity, applicationMaster, executor, wanted);
  if (admission.refused !== undefined) return { refused: admission.refused };
  const taskSlots = admission.executors * executorSlots;
  const cpuSlowdown = slowdownByCpu(admission, executorSlots, capacity, work.cpuPerTask);
  const memory = memoryOf(run, stage, tasks);
  const spillSlowdown = slowdownBySpill(memory, 1, timing.spillCost);
  const taskMs =
    ((stage.slotHours * MS_PER_HOUR) / weightOf(stage, tasks)) * cpuSlowdown * spillSlowdown + timing.taskOverheadMs;
  const waves = taskSlots === 0 ? 0 : Math.ceil(tasks / taskSlots);
  return {
    work: stage,
    tasks,
    executors: admission.executors,
    taskSlots,
    taskMs,
    waves,
    cpuSlowdown,
    spillSlowdown,
    memory,
  };
}

/** A skewed stage's work in tasks of ordinary length. */
const weightOf = ({ skew }: StageWork, tasks: number): number => {
  const skewed = Math.min(skew?.tasks ?? 0, tasks);
  return tasks + skewed * ((skew?.times ?? 1) - 1);
};

/**
 * The stages one after another: each waits for the one before, and for executors that it has given back or did not want.
 *
 * @param before the stage before the first of them
 */
export function runStages(run: RunsStages, plans: readonly StagePlan[], fromMs: number, before?: StageRun): StageRun[] {
  const stages: StageRun[] = [];
  for (const plan of plans) {
    const last = stages.at(-1) ?? before;
    const startMs = Math.max(fromMs, last === undefined ? fromMs : last.endMs + executorsTakeMs(run, last, plan));
    if (!Number.isFinite(startMs) || plan.taskSlots === 0) break;
    stages.push(
      onLanes(plan, startMs, lanesFor(startMs, plan.taskSlots, plan.tasks, plan.taskMs, skewedOf(run, plan))),
    );
  }
  return stages;
}

/** A stage on its lanes. */
export function onLanes(plan: StagePlan, startMs: number, lanes: readonly Lane[]): StageRun {
  // Whole milliseconds, but of the time from the start: so one stage after another does not add up rounding.
  const endMs =
    startMs + Math.ceil(Math.max(...lanes.map((lane) => endsMs({ ...lane, startMs: lane.startMs - startMs }))));
  const waves = lanes.length === 1 ? plan.waves : Math.max(...lanes.map(wavesOf));
  return { ...plan, waves, lanes, startMs, endMs, lastStartMs: Math.max(...lanes.map(lastStartMs)) };
}

function executorsTakeMs(run: RunsStages, before: StageRun, next: StagePlan): number {
  const { allocation, executor, settings, timing } = run;
  if (allocation.kind === 'fixed') return 0;
  const have = requestedAt(allocation, slotsPerExecutor(executor.cores, settings), before, before.endMs - 1);
  if (next.executors <= have) return 0;
  return requestsTakeMs(allocation, next.executors, have) + timing.executorStartMs;
}

/** Executors asked for while a stage runs. */
export function requestedAt(
  allocation: ExecutorAllocation,
  executorSlots: number,
  stage: StageRun,
  sinceMs: number,
): number {
  const wanted = wantedExecutors(allocation, openTasks(stage, sinceMs), executorSlots);
  if (allocation.kind === 'fixed') return wanted;
  // Executors without tasks go after the idle timeout; while tasks wait none is idle.
  const idleSinceMs = sinceMs - allocation.idleTimeoutMs;
  if (idleSinceMs < stage.lastStartMs) return Math.max(wanted, stage.executors);
  return wantedExecutors(allocation, openTasks(stage, idleSinceMs), executorSlots);
}

/** Tasks of a stage that run or wait. */
export function openTasks({ tasks, lanes }: StageRun, sinceMs: number): number {
  return tasks - lanes.reduce((sum, lane) => sum + doneTasks(lane, sinceMs), 0);
}

/** A stage's skewed tasks and how long each takes. */
export function skewedOf({ timing }: RunsStages, plan: StagePlan): Skewed | undefined {
  const { skew } = plan.work;
  if (skew === undefined) return undefined;
  const spill = slowdownBySpill(plan.memory, skew.times, timing.spillCost) / plan.spillSlowdown;
  const taskMs = (plan.taskMs - timing.taskOverheadMs) * skew.times * spill + timing.taskOverheadMs;
  return { tasks: Math.min(skew.tasks, plan.tasks), taskMs };
}

/** Slots over what the vCPUs carry: a node with twice as many busy slots as vCPUs runs each at half speed. */
function slowdownByCpu(admission: Admitted, executorSlots: number, capacity: Capacity, cpuPerTask: number): number {
  let carried = 0;
  for (const [i, group] of capacity.groups.entries()) {
    const slots = (admission.executorsPerGroup[i] ?? 0) * executorSlots;
    carried += Math.min(slots, (group.count * group.vcpus) / cpuPerTask);
  }
  return carried === 0 ? 1 : (admission.executors * executorSlots) / carried;
}

function memoryOf({ settings, executor }: RunsStages, { workingSet }: StageWork, tasks: number): StageRun['memory'] {
  if (workingSet === undefined) return undefined;
  return {
    neededBytes: (workingSet.bytesPerTask * workingSet.atPartitions) / tasks,
    shareBytes:
      (executionMemoryMiB(executor.memoryMiB, settings) * BYTES_PER_MIB) / slotsPerExecutor(executor.cores, settings),
  };
}

/** The share of a task's data that does not fit is written out and read back, at `spillCost` times its processing time. */
function slowdownBySpill(memory: StageRun['memory'], times: number, spillCost: number): number {
  if (memory === undefined) return 1;
  const needed = memory.neededBytes * times;
  return needed <= memory.shareBytes ? 1 : 1 + spillCost * (1 - memory.shareBytes / needed);
}
