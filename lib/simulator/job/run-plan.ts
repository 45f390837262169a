import { InputError } from '../../errors';
import {
  applicationMasterFor,
  checkTaskCpus,
  type DeployMode,
  type ExecutorAllocation,
  type ExecutorSize,
  executorAllocationFor,
  executorSizeFor,
  POSITIVE,
  SPARK_DEFAULT_PARTITIONS,
  type SparkSettings,
  slotsPerExecutor,
} from '../../spark';
import type { ContainerSize } from '../../yarn';
import type { Timing, Work } from '../scenario/types';
import { requestsTakeMs, wantedExecutors } from './allocation';
import type { Capacity } from './capacity';
import { type Command, parseCommand } from './command';
import { planStage, type RunsStages, runStages, type StagePlan, type StageRun, stagesOf } from './stage-run';

/** One run of a job, decided when its step starts. Times are ms after the start of the step. */
export interface RunPlan {
  readonly kind: 'runs';
  /** In force: what the application sets itself as well. */
  readonly settings: SparkSettings;
  readonly deployMode: DeployMode;
  readonly applicationMaster: ContainerSize;
  readonly executor: ExecutorSize;
  /** Tasks that one executor runs at the same time. */
  readonly executorSlots: number;
  readonly allocation: ExecutorAllocation;
  readonly cpuPerTask: number;
  readonly applicationStartsMs: number;
  /** The driver has submitted its tasks: executors are asked for. */
  readonly demandStartsMs: number;
  /** Every executor that the tasks of the first stage want has been asked for. */
  readonly demandFullMs: number;
  readonly tasksStartMs: number;
  /** Undefined: never, because no executor is admitted. */
  readonly tasksEndMs?: number;
  /** In their order; without times where none ever starts. */
  readonly stages: readonly StageRun[];
  /** The stage with the most work: what a report shows of a run. */
  readonly main: StagePlan;
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
    return plan(parseCommand(jar, args, cluster.sparkConf, work.setInCode), cluster, work, timing);
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
  checkTaskCpus(executor.cores, settings);
  const run: RunsStages = {
    settings,
    executor,
    allocation: executorAllocationFor(settings),
    applicationMaster: applicationMasterFor(settings, deployMode, sparkVersion),
    capacity,
    partitions: partitionsOf(settings),
    work,
    timing,
  };
  return fromTheStart(run, deployMode);
}

export const partitionsOf = (settings: SparkSettings): number =>
  settings.count('spark.sql.shuffle.partitions', POSITIVE) ?? SPARK_DEFAULT_PARTITIONS;

/**
 * A run of which no task has begun.
 *
 * @param notBeforeMs before which its first task does not begin
 */
export function fromTheStart(run: RunsStages, deployMode: DeployMode, notBeforeMs = 0): RunPlan | RefusedRun {
  const { settings, executor, work, timing } = run;
  const executorSlots = slotsPerExecutor(executor.cores, settings);
  const plans: StagePlan[] = [];
  for (const stage of stagesOf(work)) {
    const planned = planStage(run, stage);
    if ('refused' in planned) return { kind: 'refused', reason: planned.refused, endsMs: timing.applicationStartMs };
    plans.push(planned);
  }
  const [first] = plans as [StagePlan];
  const applicationStartsMs = timing.applicationStartMs;
  const demandStartsMs = applicationStartsMs + timing.driverMs;
  // Without dynamic allocation executors start while the driver still plans; with it they have to be asked for.
  const askedMs =
    run.allocation.kind === 'fixed'
      ? applicationStartsMs
      : demandStartsMs + requestsTakeMs(run.allocation, first.executors);
  const tasksStartMs = Math.max(demandStartsMs, askedMs + timing.executorStartMs, notBeforeMs);
  const wanted = wantedExecutors(run.allocation, first.tasks, executorSlots);
  const stages = plans.every(({ taskSlots }) => taskSlots > 0) ? runStages(run, plans, tasksStartMs) : [];
  return {
    kind: 'runs',
    settings,
    deployMode,
    applicationMaster: run.applicationMaster,
    executor,
    executorSlots,
    allocation: run.allocation,
    cpuPerTask: work.cpuPerTask,
    applicationStartsMs,
    demandStartsMs,
    demandFullMs: Math.min(tasksStartMs, demandStartsMs + requestsTakeMs(run.allocation, wanted)),
    tasksStartMs,
    ...ends(plans, stages),
  };
}

/** When the last stage ends, if it does, and the stage that a report shows. */
export function ends(
  plans: readonly StagePlan[],
  stages: readonly StageRun[],
): Pick<RunPlan, 'tasksEndMs' | 'stages' | 'main'> {
  const last = stages.length === plans.length ? stages.at(-1)?.endMs : undefined;
  return {
    tasksEndMs: last !== undefined && Number.isFinite(last) ? last : undefined,
    stages,
    main: [...stages, ...plans.slice(stages.length)].reduce((most, one) =>
      one.work.slotHours > most.work.slotHours ? one : most,
    ),
  };
}
