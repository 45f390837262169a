import { type Slot, SlotQueue } from './slot-queue';
import { ranForMs } from './slot-time';
import type { JobEvidence, StageEvidence } from './types';

/** Tasks of a stage that are scheduled one by one; of more, several that follow each other in a slot are one. */
const MAX_SCHEDULED = 20_000;

/** A run played again: its stages' tasks over other numbers of slots. */
export interface Replay {
  /** What the replay takes with the slots that there were, ms: what it is held to is the run's own time. */
  readonly asItWasMs: number;
  /** How far that is from the run's own time, as a share of it. */
  readonly error: number;
  /** With so many times the slots, ms. */
  readonly timeMs: (slotRatio: number) => number;
}

/**
 * A run played again by list scheduling: each task keeps its slot as long as it did, stages wait for those that they read, and what passed between a stage
 * and the one before it (the driver's own time) stays. Undefined where the times of tasks are not known, or no stage ran to its end.
 */
export function replay(evidence: JobEvidence): Replay | undefined {
  const stages = evidence.stages
    .filter(({ taskTimes, submittedAtMs, completedAtMs }) => taskTimes?.tasks && submittedAtMs && completedAtMs)
    .sort((a, b) => (a.submittedAtMs ?? 0) - (b.submittedAtMs ?? 0));
  const ranMs = ranForMs(evidence);
  if (stages.length === 0 || evidence.executors.length === 0 || ranMs === 0) return undefined;
  const predecessors = predecessorsOf(stages);
  const run = { stages, predecessors, evidence };
  const asItWasMs = play(run, 1);
  if (asItWasMs === undefined) return undefined;
  return {
    asItWasMs,
    error: Math.abs(asItWasMs - ranMs) / ranMs,
    timeMs: (slotRatio) => play(run, slotRatio) ?? asItWasMs,
  };
}

/** What is played: the stages that ran to their end in the order of their submission, and whose end each waited for. */
interface Run {
  readonly stages: readonly StageEvidence[];
  readonly predecessors: ReadonlyMap<StageEvidence, StageEvidence>;
  readonly evidence: JobEvidence;
}

/** From the start of the application to its end, ms. */
function play({ stages, predecessors, evidence }: Run, slotRatio: number): number | undefined {
  const { startedAtMs } = evidence.application;
  const queue = new SlotQueue(slotsOf(evidence, slotRatio));
  const ends = new Map<StageEvidence, number>();
  let lastMs = 0;
  for (const stage of stages) {
    const before = predecessors.get(stage);
    const submittedAtMs = stage.submittedAtMs ?? 0;
    const readyAtMs =
      before === undefined
        ? submittedAtMs
        : (ends.get(before) ?? 0) + Math.max(0, submittedAtMs - (before.completedAtMs ?? 0));
    let endMs = readyAtMs;
    for (const timeMs of taskTimesOf(stage)) {
      const ended = queue.run(readyAtMs, timeMs);
      if (ended === undefined) return undefined;
      endMs = Math.max(endMs, ended);
    }
    ends.set(stage, endMs);
    lastMs = Math.max(lastMs, endMs);
  }
  const lastCompletedMs = stages.reduce((most, { completedAtMs }) => Math.max(most, completedAtMs ?? 0), 0);
  const afterMs = Math.max(0, startedAtMs + ranForMs(evidence) - lastCompletedMs);
  return lastMs + afterMs - startedAtMs;
}

/** Whose end each stage waited for: the last of those that it reads, else the last that had ended when it was submitted. */
function predecessorsOf(stages: readonly StageEvidence[]): ReadonlyMap<StageEvidence, StageEvidence> {
  const byEnd = stages.toSorted((a, b) => endOf(a) - endOf(b));
  const byId = new Map<number, StageEvidence[]>();
  for (const stage of byEnd) byId.set(stage.stageId, [...(byId.get(stage.stageId) ?? []), stage]);
  const found = new Map<StageEvidence, StageEvidence>();
  // In the order of their submission, so that one pass over the ends is enough.
  let ended = 0;
  for (const stage of stages) {
    const submittedAtMs = stage.submittedAtMs ?? 0;
    while (ended < byEnd.length && endOf(byEnd[ended]) <= submittedAtMs) ended += 1;
    const parents = (stage.parentIds ?? []).flatMap((id) => byId.get(id) ?? []);
    const before = parents.filter((one) => endOf(one) <= submittedAtMs).sort((a, b) => endOf(a) - endOf(b));
    const last = before.at(-1) ?? byEnd[ended - 1];
    if (last !== undefined && last !== stage) found.set(stage, last);
  }
  return found;
}

const endOf = (stage: StageEvidence | undefined): number => stage?.completedAtMs ?? 0;

/** The slots of the executors, each from when it came to when it went; of another number as many as its share. */
function slotsOf({ executors }: JobEvidence, slotRatio: number): Slot[] {
  const slots = executors
    .toSorted((a, b) => a.addedAtMs - b.addedAtMs)
    .flatMap(({ maxTasks, addedAtMs, removedAtMs = Number.POSITIVE_INFINITY }) =>
      Array.from({ length: maxTasks }, () => ({ freeAtMs: addedAtMs, goneAtMs: removedAtMs })),
    );
  const length = Math.max(1, Math.round(slots.length * slotRatio));
  return Array.from(
    { length },
    (_, i) => slots[Math.floor((i * slots.length) / length)] ?? { freeAtMs: 0, goneAtMs: 0 },
  );
}

/** How long each of its tasks kept a slot. */
function taskTimesOf({ taskTimes }: StageEvidence): number[] {
  const { tasks = 0, timesMs = [] } = taskTimes ?? {};
  const scheduled = Math.min(tasks, MAX_SCHEDULED);
  const together = tasks / Math.max(1, scheduled);
  return Array.from(
    { length: scheduled },
    (_, i) => (timesMs[Math.floor((i * timesMs.length) / scheduled)] ?? 0) * together,
  );
}
