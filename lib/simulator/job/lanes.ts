/** Slots that run equal tasks one after another from a moment on. Times are ms after the start of the step. */
export interface Lane {
  readonly startMs: number;
  readonly slots: number;
  readonly tasks: number;
  readonly taskMs: number;
  /** Its tasks are the skewed ones. */
  readonly isSkewed?: boolean;
}

/** Tasks that take longer than their siblings. */
export interface Skewed {
  readonly tasks: number;
  readonly taskMs: number;
}

/**
 * A stage's tasks on its slots, the skewed ones first: each slot takes the next task as soon as it is free, as Spark's scheduler does.
 * At most four lanes, so that a stage of a million waves costs no more than one of three.
 */
export function lanesFor(startMs: number, slots: number, tasks: number, taskMs: number, skewed?: Skewed): Lane[] {
  if (skewed === undefined || skewed.tasks === 0) return [{ startMs, slots, tasks, taskMs }];
  const fullWaves = Math.ceil(skewed.tasks / slots) - 1;
  const late = skewed.tasks - fullWaves * slots;
  const freeMs = startMs + fullWaves * skewed.taskMs;
  const lateFreeMs = freeMs + skewed.taskMs;
  const lanes: Lane[] = [
    { startMs, slots, tasks: fullWaves * slots, taskMs: skewed.taskMs, isSkewed: true },
    { startMs: freeMs, slots: late, tasks: late, taskMs: skewed.taskMs, isSkewed: true },
    ...spread(
      [
        { startMs: freeMs, slots: slots - late, taskMs },
        { startMs: lateFreeMs, slots: late, taskMs },
      ],
      tasks - skewed.tasks,
    ),
  ];
  return lanes.filter((lane) => lane.tasks > 0);
}

/** Slots that are free from a moment on, and how long a task takes on them. */
export type FreeSlots = Omit<Lane, 'tasks'>;

/** Equal tasks on slots that become free at different times; a lane for each of `free`, some without a task. */
export function spread(free: readonly FreeSlots[], tasks: number): Lane[] {
  const lastMs = endOf(free, tasks);
  let left = tasks - free.reduce((sum, slots) => sum + endedBefore(slots, lastMs), 0);
  return free.map((slots) => {
    const before = endedBefore(slots, lastMs);
    const last = capacityBy(slots, lastMs) > before ? Math.min(slots.slots, left) : 0;
    left -= last;
    return { ...slots, tasks: before + last };
  });
}

/** Waves are counted with floating point; no wave is as short as this share of one. */
const EPSILON = 1e-9;

/** Tasks that can have ended by then. */
const capacityBy = ({ startMs, slots, taskMs }: FreeSlots, atMs: number): number =>
  atMs <= startMs ? 0 : slots * Math.floor((atMs - startMs) / taskMs + EPSILON);

/** Tasks that can have ended earlier than that. */
const endedBefore = ({ startMs, slots, taskMs }: FreeSlots, atMs: number): number =>
  atMs <= startMs ? 0 : slots * Math.max(0, Math.ceil((atMs - startMs) / taskMs - EPSILON) - 1);

/** The first moment at which the slots, of which there are some, have run so many tasks. */
function endOf(free: readonly FreeSlots[], tasks: number): number {
  const some = free.filter(({ slots }) => slots > 0).toSorted((a, b) => a.startMs - b.startMs);
  const nextEnd = (lane: FreeSlots, atMs: number): number =>
    lane.startMs + (Math.max(0, Math.floor((atMs - lane.startMs) / lane.taskMs + EPSILON)) + 1) * lane.taskMs;
  let atMs = noEarlier(some, tasks);
  while (some.reduce((sum, lane) => sum + capacityBy(lane, atMs), 0) < tasks) {
    atMs = Math.min(...some.map((lane) => nextEnd(lane, atMs)));
  }
  return atMs;
}

/** A moment before which so many tasks cannot have ended, since slots never run more than their time allows. */
function noEarlier(free: readonly FreeSlots[], tasks: number): number {
  let work = tasks;
  let speed = 0;
  let atMs = free[0]?.startMs ?? 0;
  for (const [i, { startMs, slots, taskMs }] of free.entries()) {
    work += (slots * startMs) / taskMs;
    speed += slots / taskMs;
    atMs = Math.max(atMs, work / speed);
    if (atMs <= (free[i + 1]?.startMs ?? Number.POSITIVE_INFINITY)) break;
    atMs = free[0]?.startMs ?? 0;
  }
  return atMs;
}

export const wavesOf = ({ tasks, slots }: Lane): number => Math.ceil(tasks / slots);
export const endsMs = (lane: Lane): number => lane.startMs + wavesOf(lane) * lane.taskMs;
/** When the last task begins. */
export const lastStartMs = (lane: Lane): number => lane.startMs + (wavesOf(lane) - 1) * lane.taskMs;

/** Tasks that have ended. */
export function doneTasks(lane: Lane, atMs: number): number {
  if (atMs < lane.startMs) return 0;
  return Math.min(lane.tasks, waveAt(lane, atMs) * lane.slots);
}

/** Tasks that run. */
export function runningTasks(lane: Lane, atMs: number): number {
  if (atMs < lane.startMs) return 0;
  return Math.min(lane.slots, lane.tasks - doneTasks(lane, atMs));
}

/** Waves of which tasks have begun. */
export function begunWaves(lane: Lane, atMs: number): number {
  return atMs < lane.startMs ? 0 : Math.min(wavesOf(lane), waveAt(lane, atMs) + 1);
}

const waveAt = (lane: Lane, atMs: number): number => Math.floor((atMs - lane.startMs) / lane.taskMs);
