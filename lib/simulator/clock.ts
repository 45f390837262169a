import { setTimeout as timeout } from 'node:timers/promises';

/** Time as the product sees it; in a rehearsal only sleeping moves it. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** A clock that stands still but for `sleep`, which returns at once, and `moveTo`. */
export interface VirtualClock extends Clock {
  /** Moves on; never back. */
  moveTo(ms: number): void;
  /** Acts once the clock has come that far, before it moves beyond. */
  at(ms: number, act: () => void): void;
}

interface Alarm {
  readonly ms: number;
  readonly act: () => void;
}

/** A clock that runs `factor` times as fast as the machine's: now it is `startMs`. @param wall the machine's epoch ms */
export function scaledClock(startMs: number, factor: number, wall: () => number): Clock {
  const begunMs = wall();
  return {
    now: () => startMs + Math.round((wall() - begunMs) * factor),
    sleep: (ms) => timeout(ms / factor, undefined),
  };
}

export function virtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  let alarms: readonly Alarm[] = [];
  const moveTo = (ms: number): void => {
    for (let next = alarms[0]; next !== undefined && next.ms <= ms; next = alarms[0]) {
      alarms = alarms.slice(1);
      nowMs = Math.max(nowMs, next.ms);
      next.act();
    }
    nowMs = Math.max(nowMs, ms);
  };
  return {
    now: () => nowMs,
    moveTo,
    sleep: async (ms) => moveTo(nowMs + ms),
    at: (ms, act) => {
      alarms = [...alarms, { ms, act }].sort((a, b) => a.ms - b.ms);
      moveTo(nowMs);
    },
  };
}
