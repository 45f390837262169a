import type { JobEvidence, StageEvidence } from './types';

/** The part of a spilling stage's blocked time that is taken for spill: the rest may be reading, shuffle and locks. */
const SPILL_TRUST = 0.5;

/** What more task slots promise for a job, before any discount for doubt. */
export interface ExpectedSpeedUp {
  /** Of the stages seen so far, by their waves of tasks with the partitions that they have: no more than the ratio of slots. */
  readonly bySlots: number;
  /** undefined where nothing spilled. */
  readonly spill?: {
    /** Share of all task time in which tasks of stages that spilled neither computed nor collected garbage: spill took at most this. */
    readonly timeShareAtMost: number;
    /** What its end would promise, half of that share taken for spill; only where each task gets more memory for its bytes. Not part of `bySlots`. */
    readonly factorIfGone: number;
  };
}

export function expectedSpeedUp(
  { stages }: JobEvidence,
  slots: { readonly before: number; readonly after: number },
): ExpectedSpeedUp {
  const ran = stages.filter(({ completeTasks, runTimeMs }) => completeTasks > 0 && runTimeMs > 0);
  const before = ran.reduce((total, stage) => total + wavesMs(stage, slots.before), 0);
  const after = ran.reduce((total, stage) => total + wavesMs(stage, slots.after), 0);
  const bySlots = after === 0 ? slots.after / slots.before : Math.min(before / after, slots.after / slots.before);
  const runTimeMs = ran.reduce((total, stage) => total + stage.runTimeMs, 0);
  const spilledMs = ran.filter(hasSpilled).reduce((total, stage) => total + blockedMs(stage), 0);
  if (!stages.some(hasSpilled) || runTimeMs === 0) return { bySlots };
  const timeShareAtMost = spilledMs / runTimeMs;
  return { bySlots, spill: { timeShareAtMost, factorIfGone: 1 / (1 - SPILL_TRUST * timeShareAtMost) } };
}

/** How long a stage takes with so many slots: its waves × the mean of its tasks. */
function wavesMs({ numTasks, completeTasks, runTimeMs }: StageEvidence, slots: number): number {
  return Math.ceil(numTasks / slots) * (runTimeMs / completeTasks);
}

const hasSpilled = ({ diskSpilledBytes }: StageEvidence): boolean => diskSpilledBytes > 0;

function blockedMs({ runTimeMs, cpuTimeMs, gcTimeMs = 0 }: StageEvidence): number {
  return Math.max(0, runTimeMs - cpuTimeMs - gcTimeMs);
}
