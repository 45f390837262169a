import { parseStep } from '../../steps';
import { admitOn, type Capacity } from '../job/capacity';
import { demandAt } from '../job/demand';
import { begunWaves, doneTasks, runningTasks, wavesOf } from '../job/lanes';
import type { RunPlan } from '../job/run-plan';
import type { StageRun } from '../job/stage-run';
import { type ApplicationSpan, finalStatus, numberedApplications, planAt, yarnTags } from '../world/applications';
import type { Run, Step, World } from '../world/types';

/** A step's application at one moment; times in epoch ms. */
export interface Application {
  readonly id: string;
  readonly name: string;
  readonly step: Step;
  readonly plan: RunPlan;
  readonly run: Run;
  /** `spark.yarn.tags`. */
  readonly tags: readonly string[];
  readonly startedMs: number;
  /** Undefined while it runs. */
  readonly endedMs?: number;
  readonly finalStatus: 'UNDEFINED' | 'SUCCEEDED' | 'FAILED' | 'KILLED';
  readonly atMs: number;
  /** Executors that run. */
  readonly executors: number;
  /** Executors that have ever run. */
  readonly everExecutors: number;
  /** Those that have begun, in their order. */
  readonly stages: readonly StageView[];
}

/** A stage at one moment. */
export interface StageView {
  readonly stage: StageRun;
  readonly id: number;
  readonly startedMs: number;
  /** Undefined while it runs. */
  readonly endedMs?: number;
  readonly done: number;
  /** Of `done`: those that took longer. */
  readonly skewedDone: number;
  readonly skewedMs: number;
  readonly running: number;
  /** The moment, ms after the start of the step. */
  readonly sinceMs: number;
}

/** A task that has begun. */
interface TaskView {
  readonly index: number;
  readonly startedMs: number;
  /** How long it has run, or took. */
  readonly runsMs: number;
  readonly isRunning: boolean;
}

/** Every application that has started, oldest first. */
export function applicationsOf(world: World): Application[] {
  return numberedApplications(world).map(({ step, span, id }) => toApplication(world, step, span, id));
}

function toApplication(world: World, step: Step, { run, startMs, endMs }: ApplicationSpan, id: string): Application {
  const { jar, args, name } = step.request;
  const form = parseStep(jar, args);
  const endedMs = endMs !== undefined && endMs <= world.nowMs ? endMs : undefined;
  const atMs = endedMs ?? world.nowMs;
  const { plan, offer } = planAt(run, atMs);
  const stages = plan.stages.flatMap((stage, i) => stageView(stage, i, run.startedMs, atMs));
  const executors = endedMs === undefined ? executorsAt(offer, plan, atMs - run.startedMs) : 0;
  return {
    id,
    // Spark's name of an application that gives none: that of its file or class.
    name: form.kind === 'unknown' ? name : (form.submit.application.split('/').at(-1) ?? name),
    step,
    plan,
    run,
    tags: yarnTags(plan),
    startedMs: startMs,
    endedMs,
    finalStatus: endedMs === undefined ? 'UNDEFINED' : finalStatus(run),
    atMs,
    executors,
    everExecutors: Math.max(executors, ...stages.map(({ stage }) => stage.executors)),
    stages,
  };
}

function executorsAt(offer: Capacity, plan: RunPlan, sinceMs: number): number {
  const demand = demandAt(plan, sinceMs);
  if (demand === undefined) return 0;
  return admitOn(offer, plan.applicationMaster, plan.executor, demand.requested).executors;
}

function stageView(stage: StageRun, id: number, runStartedMs: number, atMs: number): StageView[] {
  const sinceMs = atMs - runStartedMs;
  if (sinceMs < stage.startMs) return [];
  const sum = (count: (lane: StageRun['lanes'][number]) => number): number =>
    stage.lanes.reduce((total, lane) => total + count(lane), 0);
  return [
    {
      stage,
      id,
      startedMs: runStartedMs + stage.startMs,
      endedMs: sinceMs >= stage.endMs ? runStartedMs + stage.endMs : undefined,
      done: sum((lane) => doneTasks(lane, sinceMs)),
      skewedDone: sum((lane) => (lane.isSkewed ? doneTasks(lane, sinceMs) : 0)),
      skewedMs: stage.lanes.find(({ isSkewed }) => isSkewed)?.taskMs ?? stage.taskMs,
      running: sum((lane) => runningTasks(lane, sinceMs)),
      sinceMs,
    },
  ];
}

interface TaskList {
  readonly offset: number;
  readonly length: number;
  /** Undefined: of either status. */
  readonly status?: 'running' | 'success';
}

/** Tasks of a stage that have begun, in that order. */
export function tasksFrom({ stage, startedMs, sinceMs }: StageView, { offset, length, status }: TaskList): TaskView[] {
  const waves = stage.lanes
    .flatMap((lane) =>
      Array.from({ length: begunWaves(lane, sinceMs) }, (_, i) => ({
        startMs: lane.startMs + i * lane.taskMs,
        taskMs: lane.taskMs,
        isRunning: doneTasks(lane, sinceMs) <= i * lane.slots,
        tasks: i === wavesOf(lane) - 1 ? lane.tasks - i * lane.slots : lane.slots,
      })),
    )
    .sort((a, b) => a.startMs - b.startMs);
  let index = 0;
  let passed = 0;
  const listed: TaskView[] = [];
  for (const { startMs, taskMs, isRunning, tasks } of waves) {
    const isWanted = status === undefined || isRunning === (status === 'running');
    const from = Math.max(0, offset - passed);
    const to = isWanted ? Math.min(tasks, offset + length - passed) : 0;
    for (let i = from; i < to; i += 1) {
      const runsMs = Math.min(taskMs, sinceMs - startMs);
      listed.push({ index: index + i, startedMs: startedMs - stage.startMs + startMs, runsMs, isRunning });
    }
    index += tasks;
    if (isWanted) passed += tasks;
  }
  return listed;
}
