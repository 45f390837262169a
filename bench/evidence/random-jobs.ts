import {
  type JobEvidence,
  remainingWork,
  type StageEvidence,
  type TaskDocuments,
  taskQuestions,
  withTasks,
} from '../../lib/evidence';
import { type Dice, dice } from '../yarn-oracle/dice';

/** How light and heavy tasks of a stage follow one another, in the order in which they begin. */
export type Order =
  /** They differ by 3 % at most. */
  | 'alike'
  | 'any order'
  | 'light first'
  /** Each as much lighter than the one before. */
  | 'falling evenly'
  /** Each lighter by the same share. */
  | 'falling ever less'
  /** A byte of shuffle takes the same time in all. */
  | 'heavy first, bytes known'
  /** Looked at once some of the light ones have ended. */
  | 'heavy first, seen'
  /** Looked at before. */
  | 'heavy first, unseen';

/** The order of which nothing tells. */
export const UNSEEN = 'heavy first, unseen' satisfies Order;

export const ORDERS: readonly Order[] = [
  'alike',
  'any order',
  'light first',
  'falling evenly',
  'falling ever less',
  'heavy first, bytes known',
  'heavy first, seen',
  UNSEEN,
];

interface Task {
  readonly runMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

interface Stage {
  readonly tasks: readonly Task[];
  /** Of shuffle, per task, in the same order; undefined where the stage reads none. */
  readonly readBytes?: readonly number[];
  readonly writtenBytes: number;
}

/** A look at a random job: the bound, and what really remained. */
export interface Look {
  readonly order: Order;
  readonly atLeastMs: number;
  readonly remainedMs: number;
  /** Until the end of the stage that runs. */
  readonly stageRemainedMs: number;
  /** Whether the stage has ten waves or more, and not very few tasks, and about half of its time has passed. */
  readonly isMidStage: boolean;
}

/** One job of up to three stages, the one that is looked at in the given order, looked at once while it runs. */
export function randomLook(order: Order, seed: number, index: number): Look {
  const d = dice(seed, index);
  const slots = d.pick([4, 8, 16, 48]);
  const stages: Stage[] = [];
  const before = d.int(0, 1);
  const looked = before + (order === 'heavy first, bytes known' ? 1 : 0);
  const count = looked + 1 + d.int(0, 1);
  for (let i = 0, startMs = 0; i < count; i += 1) {
    const runTimes = i === looked ? runTimesFor(order, slots, d) : alike(slots * d.int(1, 12), d);
    const tasks = schedule(runTimes, slots, startMs);
    const isBytesKnown = i === looked && order === 'heavy first, bytes known';
    stages.push({ tasks, writtenBytes: 0, ...(isBytesKnown ? { readBytes: runTimes.map((ms) => ms * 1000) } : {}) });
    startMs = lastEnd(tasks) + d.int(0, 500);
  }
  return look(order, withWritten(stages), looked, slots, d);
}

/** What a stage reads the one before has written. */
const withWritten = (stages: readonly Stage[]): Stage[] =>
  stages.map((stage, i) => ({ ...stage, writtenBytes: sum(stages[i + 1]?.readBytes ?? []) }));

const BASE_MS = 10_000;

function alike(tasks: number, d: Dice): number[] {
  return Array.from({ length: tasks }, () => Math.round(BASE_MS * (d.int(985, 1015) / 1000)));
}

function runTimesFor(order: Order, slots: number, d: Dice): number[] {
  const tasks = slots * d.int(10, 40) + d.int(0, slots - 1);
  const times = d.int(2, 40);
  const heavy = Math.round(tasks * (d.int(20, 70) / 100));
  const noisy = (factor: number): number => Math.max(1, Math.round(factor * BASE_MS * (d.int(90, 110) / 100)));
  const all = Array.from({ length: tasks }, (_, i) => i);
  switch (order) {
    case 'alike':
      return alike(tasks, d);
    case 'any order':
      return all.map(() => noisy(d.chance(heavy / tasks) ? times : d.int(50, 200) / 100));
    case 'light first':
      return all.map((i) => noisy(i < heavy ? 1 : times));
    case 'falling evenly':
      return all.map((i) => noisy(times - (times - 1) * (i / tasks)));
    case 'falling ever less':
      return all.map((i) => noisy(times ** (1 - i / tasks)));
    default:
      return all.map((i) => noisy(i < heavy ? times : 1));
  }
}

/** Each task goes to the slot that is free first, as Spark hands them out. */
function schedule(runTimes: readonly number[], slots: number, fromMs: number): Task[] {
  const free = Array.from({ length: slots }, () => fromMs);
  return runTimes.map((runMs) => {
    const slot = free.indexOf(Math.min(...free));
    const startMs = free[slot] as number;
    free[slot] = startMs + runMs;
    return { runMs, startMs, endMs: startMs + runMs };
  });
}

const lastEnd = (tasks: readonly Task[]): number => tasks.reduce((max, { endMs }) => Math.max(max, endMs), 0);
const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** The share of the light tasks that has ended where they are seen: as many as the newer tasks are that Spark is asked for. */
const SEEN = 0.3;

function lookedAtMs(order: Order, { tasks }: Stage, d: Dice): number {
  const startMs = tasks[0]?.startMs ?? 0;
  const within = (fromMs: number, toMs: number): number => d.int(Math.ceil(fromMs), Math.floor(toMs));
  const heaviest = tasks.reduce((max, { runMs }) => Math.max(max, runMs), 0);
  const firstLight = tasks.findIndex(({ runMs }, i) => i > 0 && runMs < heaviest / 1.7);
  if (order === 'heavy first, unseen') return within(startMs, tasks[firstLight]?.endMs ?? lastEnd(tasks));
  const seen = firstLight + Math.ceil(SEEN * (tasks.length - firstLight));
  if (order === 'heavy first, seen') return within(tasks[seen]?.endMs ?? startMs, lastEnd(tasks) - 1);
  return within(startMs, lastEnd(tasks) - 1);
}

function look(order: Order, stages: readonly Stage[], looked: number, slots: number, d: Dice): Look {
  const stage = stages[looked] as Stage;
  const nowMs = lookedAtMs(order, stage, d);
  const evidence = evidenceAt(stages, slots, nowMs);
  const { atLeastMs } = remainingWork(evidence, 0, nowMs);
  const [startMs, endMs] = [stage.tasks[0]?.startMs ?? 0, lastEnd(stage.tasks)];
  const passed = (nowMs - startMs) / (endMs - startMs);
  return {
    order,
    atLeastMs,
    remainedMs: Math.max(...stages.map(({ tasks }) => lastEnd(tasks))) - nowMs,
    stageRemainedMs: endMs - nowMs,
    isMidStage: stage.tasks.length >= Math.max(10 * slots, MIN_TASKS) && passed >= 0.45 && passed <= 0.55,
  };
}

/** What a driver would tell then. */
function evidenceAt(stages: readonly Stage[], slots: number, nowMs: number): JobEvidence {
  const executor = { isActive: true, cores: slots, maxTasks: slots, activeTasks: 0, completedTasks: 0, failedTasks: 0 };
  const begun = stages.filter(({ tasks }) => (tasks[0]?.startMs ?? 0) <= nowMs);
  const evidence: JobEvidence = {
    source: 'driver',
    readAtMs: nowMs,
    application: { id: 'application_1_0001', startedAtMs: 0, isLive: true },
    settings: {},
    executors: [{ ...executor, taskTimeMs: 0, gcTimeMs: 0, addedAtMs: 0 }],
    stages: begun.map((stage, stageId) => stageAt(stage, stageId, nowMs)),
    failures: {},
    unknown: [],
  };
  const documents = taskQuestions(evidence).flatMap(({ kind, stageId, attemptId, offset, length }): TaskDocuments[] => {
    const list = taskList(begun[stageId] as Stage, nowMs);
    return kind === 'newer' ? [{ stageId, attemptId, newer: list.slice(offset, offset + length) }] : [];
  });
  return withTasks(evidence, documents);
}

/** Of a smaller stage too few tasks have ended when little more than half of it remains. */
const MIN_TASKS = 60;

const NONE = { p05: 0, p50: 0, p95: 0, max: 0 };

function stageAt({ tasks, readBytes, writtenBytes }: Stage, stageId: number, nowMs: number): StageEvidence {
  const hasEnded = ({ endMs }: Task): boolean => endMs <= nowMs;
  const ended = tasks.filter(hasEnded);
  const times = ended.map(({ runMs }) => runMs).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  const runTimeMs = { p05: at(0.05), p50: at(0.5), p95: at(0.95), max: at(1) };
  return {
    stageId,
    attemptId: 0,
    status: ended.length === tasks.length ? 'COMPLETE' : 'ACTIVE',
    numTasks: tasks.length,
    activeTasks: tasks.filter(({ startMs, endMs }) => startMs <= nowMs && nowMs < endMs).length,
    completeTasks: ended.length,
    failedTasks: 0,
    completedIndices: ended.length,
    runTimeMs: sum(times),
    cpuTimeMs: 0,
    memorySpilledBytes: 0,
    diskSpilledBytes: 0,
    inputBytes: 0,
    shuffleReadBytes: sum((readBytes ?? []).filter((_, i) => hasEnded(tasks[i] as Task))),
    shuffleWriteBytes: writtenBytes,
    tasks: {
      ...{ runTimeMs, gcTimeMs: NONE, peakExecutionBytes: NONE, memorySpilledBytes: NONE, diskSpilledBytes: NONE },
      ...{ inputBytes: NONE, shuffleReadBytes: NONE },
    },
  };
}

function taskList({ tasks }: Stage, nowMs: number): object[] {
  return tasks
    .filter(({ startMs }) => startMs <= nowMs)
    .map(({ startMs, endMs, runMs }) => ({
      launchTime: new Date(startMs).toISOString().replace('Z', 'GMT'),
      duration: Math.min(endMs, nowMs) - startMs,
      status: endMs <= nowMs ? 'SUCCESS' : 'RUNNING',
      ...(endMs <= nowMs ? { taskMetrics: { executorRunTime: runMs } } : {}),
    }));
}

/** What many looks of one order say of the bound. */
export interface LooksJudged {
  readonly order: Order;
  readonly looks: number;
  readonly positive: number;
  readonly exceeded: number;
  /** The smallest bound ÷ what really remained of the stage, in the middle of one of ten waves or more. */
  readonly midStage?: number;
}

export function judgeLooks(order: Order, looks: number, seed: number): LooksJudged {
  const seen = Array.from({ length: looks }, (_, i) => randomLook(order, seed, i));
  const middle = seen.filter(({ isMidStage }) => isMidStage);
  return {
    order,
    looks,
    positive: seen.filter(({ atLeastMs }) => atLeastMs > 0).length,
    exceeded: seen.filter(({ atLeastMs, remainedMs }) => atLeastMs > remainedMs).length,
    midStage: middle.length === 0 ? undefined : Math.min(...middle.map((one) => one.atLeastMs / one.stageRemainedMs)),
  };
}
