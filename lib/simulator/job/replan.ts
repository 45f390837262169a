import { slotsPerExecutor } from '../../spark';
import type { StageWork, Timing, Work } from '../scenario/types';
import type { Capacity } from './capacity';
import { doneTasks, type FreeSlots, type Lane, runningTasks, spread } from './lanes';
import { ends, fromTheStart, partitionsOf, type RunPlan } from './run-plan';
import {
  onLanes,
  planStage,
  type RunsStages,
  runStages,
  type StagePlan,
  type StageRun,
  skewedOf,
  stagesOf,
} from './stage-run';

/** What changes under a run while it lasts. */
export interface Replan {
  /** Ms after the start of the step. */
  readonly atMs: number;
  readonly capacity: Capacity;
  /** Executors that the run keeps, and those that go with their nodes. */
  readonly kept: number;
  readonly lost: number;
}

/**
 * The rest of a run on what it is offered from a moment on. Running tasks go on as they are, those of lost executors wait again, and
 * waiting tasks take the slots that become free or are added. At earlier moments the plan before it holds.
 */
export function replanRun(plan: RunPlan, work: Work, timing: Timing, change: Replan): RunPlan {
  const { atMs, capacity } = change;
  const { settings, executor, allocation, applicationMaster } = plan;
  const partitions = partitionsOf(settings);
  const run: RunsStages = { settings, executor, allocation, applicationMaster, capacity, partitions, work, timing };
  const works = stagesOf(work);
  const open = plan.stages.findIndex(({ endMs }) => atMs < endMs);
  const ended = open < 0 ? plan.stages : plan.stages.slice(0, open);
  if (ended.length === works.length) return plan;
  const current = plan.stages[open];
  const runs = current !== undefined && atMs >= current.startMs;
  if (ended.length === 0 && !runs) return notBegun(plan, run, atMs);

  const before = runs ? [...ended, continued(run, current, change)] : ended;
  const plans = works.map((stage) => planned(run, stage));
  const rest = runStages(run, plans.slice(before.length), atMs, before.at(-1));
  return { ...plan, ...ends(plans, [...before, ...rest]) };
}

/** A run of which no task has begun, planned again; executors that are granted only now have to start. */
function notBegun(plan: RunPlan, run: RunsStages, atMs: number): RunPlan {
  const waited = plan.stages.length === 0 && atMs > plan.demandStartsMs;
  const again = fromTheStart(run, plan.deployMode, waited ? atMs + run.timing.executorStartMs : atMs);
  return again.kind === 'runs' ? again : { ...plan, stages: [], tasksEndMs: undefined };
}

/** A stage's plan; without slots where the nodes that could hold an executor are gone. */
function planned(run: RunsStages, work: StageWork, open?: number): StagePlan {
  const plan = planStage(run, work, open);
  if (!('refused' in plan)) return plan;
  const tasks = work.tasks ?? run.partitions;
  return { work, tasks, executors: 0, taskSlots: 0, taskMs: 1, waves: 0, cpuSlowdown: 1, spillSlowdown: 1 };
}

/** The stage that runs, from this moment on. */
function continued(run: RunsStages, stage: StageRun, { atMs, kept, lost }: Replan): StageRun {
  const perExecutor = slotsPerExecutor(run.executor.cores, run.settings);
  const { done, running } = progressOf(stage, atMs, lost / Math.max(1, kept + lost));
  const plan = planned(run, stage.work, stage.tasks - tasksOf(done));
  const executors = Math.max(plan.executors, kept);
  const whole = { ...plan, executors, taskSlots: executors * perExecutor };
  const taskMs = plan.executors === 0 ? stage.taskMs : plan.taskMs;
  const idle = Math.max(0, kept * perExecutor - tasksOf(running));
  const free = [
    ...running.map((lane) => ({ startMs: lane.startMs + lane.taskMs, slots: lane.slots, taskMs })),
    { startMs: atMs, slots: idle, taskMs },
    { startMs: atMs + run.timing.executorStartMs, slots: (executors - kept) * perExecutor, taskMs },
  ].filter(({ slots }) => slots > 0);

  const waiting = stage.tasks - tasksOf(done) - tasksOf(running);
  const begun = [...done, ...running];
  if (waiting > 0 && free.length === 0) return stalled({ ...stage, ...whole, taskMs }, begun);
  const skewed = skewedOf(run, { ...plan, taskMs });
  const skewedWaiting = (skewed?.tasks ?? 0) - tasksOf(begun.filter(({ isSkewed }) => isSkewed));
  const lanes = [...begun, ...lanesOf(free, waiting, skewedWaiting, skewed?.taskMs ?? taskMs)];
  return onLanes({ ...whole, taskMs }, stage.startMs, lanes);
}

/** A stage that waits for slots that nobody gives it. */
function stalled(stage: StageRun, lanes: readonly Lane[]): StageRun {
  return { ...stage, lanes, endMs: Number.POSITIVE_INFINITY, lastStartMs: Number.POSITIVE_INFINITY };
}

const tasksOf = (lanes: readonly Lane[]): number => lanes.reduce((sum, { tasks }) => sum + tasks, 0);

/** Tasks that have ended, and those that run and are not lost, as lanes of one wave. */
function progressOf(stage: StageRun, atMs: number, lostShare: number): { done: Lane[]; running: Lane[] } {
  const byKind = (isSkewed: boolean): Lane[] => {
    const some = stage.lanes.filter((lane) => (lane.isSkewed ?? false) === isSkewed);
    const tasks = some.reduce((sum, lane) => sum + doneTasks(lane, atMs), 0);
    const taskMs = some[0]?.taskMs ?? stage.taskMs;
    // A wave that has just ended, whatever floating point makes of it.
    return tasks === 0 ? [] : [{ startMs: atMs - taskMs - 1, slots: tasks, tasks, taskMs, isSkewed }];
  };
  const running = stage.lanes
    .map((lane) => ({ ...lane, slots: runningTasks(lane, atMs), startMs: waveStart(lane, atMs) }))
    .filter(({ slots }) => slots > 0);
  let lost = Math.round(running.reduce((sum, { slots }) => sum + slots, 0) * lostShare);
  const kept = running.map((lane) => {
    const gone = Math.min(lost, lane.slots);
    lost -= gone;
    return { ...lane, slots: lane.slots - gone, tasks: lane.slots - gone };
  });
  return { done: [...byKind(false), ...byKind(true)], running: kept.filter(({ tasks }) => tasks > 0) };
}

const waveStart = ({ startMs, taskMs }: Lane, atMs: number): number =>
  startMs + Math.floor((atMs - startMs) / taskMs) * taskMs;

/** Waiting tasks on slots that become free, the skewed ones first. */
function lanesOf(free: readonly FreeSlots[], waiting: number, skewed: number, skewedMs: number): Lane[] {
  const first = spread(
    free.map((slots) => ({ ...slots, taskMs: skewedMs })),
    skewed,
  );
  const afterwards = free.flatMap(({ taskMs }, i) => {
    const { startMs, slots, tasks } = first[i] as Lane;
    const waves = Math.floor(tasks / slots);
    const late = tasks % slots;
    const freeMs = startMs + waves * skewedMs;
    return [
      { startMs: freeMs, slots: slots - late, taskMs },
      { startMs: freeMs + skewedMs, slots: late, taskMs },
    ];
  });
  const lanes = [...first.map((lane) => ({ ...lane, isSkewed: true })), ...spread(afterwards, waiting - skewed)];
  return lanes.filter(({ tasks }) => tasks > 0);
}
