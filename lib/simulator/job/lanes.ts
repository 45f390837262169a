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
  const first = { startMs: freeMs, slots: slots - late, taskMs };
  const second = { startMs: lateFreeMs, slots: late, taskMs };
  const ordinary = tasks - skewed.tasks;
  const lastMs = endOf([first, second], ordinary);
  const left = ordinary - endedBefore(first, lastMs) - endedBefore(second, lastMs);
  const byFirst =
    endedBefore(first, lastMs) +
    (capacityBy(first, lastMs) > endedBefore(first, lastMs) ? Math.min(first.slots, left) : 0);
  const lanes: Lane[] = [
    { startMs, slots, tasks: fullWaves * slots, taskMs: skewed.taskMs, isSkewed: true },
    { startMs: freeMs, slots: late, tasks: late, taskMs: skewed.taskMs, isSkewed: true },
    { ...first, tasks: byFirst },
    { ...second, tasks: ordinary - byFirst },
  ];
  return lanes.filter((lane) => lane.tasks > 0);
}

type FreeSlots = Omit<Lane, 'tasks'>;

/** Waves are counted with floating point; no wave is as short as this share of one. */
const EPSILON = 1e-9;

/** Tasks that can have ended by then. */
const capacityBy = ({ startMs, slots, taskMs }: FreeSlots, atMs: number): number =>
  atMs <= startMs ? 0 : slots * Math.floor((atMs - startMs) / taskMs + EPSILON);

/** Tasks that can have ended earlier than that. */
const endedBefore = ({ startMs, slots, taskMs }: FreeSlots, atMs: number): number =>
  atMs <= startMs ? 0 : slots * Math.max(0, Math.ceil((atMs - startMs) / taskMs - EPSILON) - 1);

/** The first moment at which the slots have run so many tasks. */
function endOf(free: readonly FreeSlots[], tasks: number): number {
  const [first, second] = free as [FreeSlots, FreeSlots];
  const nextEnd = (lane: FreeSlots, atMs: number): number =>
    lane.slots === 0
      ? Number.POSITIVE_INFINITY
      : lane.startMs + (Math.max(0, Math.floor((atMs - lane.startMs) / lane.taskMs + EPSILON)) + 1) * lane.taskMs;
  // Slots never run more than their time allows, so that the tasks cannot end before this.
  const alone = first.slots === 0 ? Number.POSITIVE_INFINITY : first.startMs + (tasks * first.taskMs) / first.slots;
  const both =
    (tasks * first.taskMs + first.slots * first.startMs + second.slots * second.startMs) / (first.slots + second.slots);
  let atMs = Math.max(first.startMs, alone <= second.startMs ? alone : both);
  while (capacityBy(first, atMs) + capacityBy(second, atMs) < tasks) {
    atMs = Math.min(nextEnd(first, atMs), nextEnd(second, atMs));
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
