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
}

export function virtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  const moveTo = (ms: number): void => {
    nowMs = Math.max(nowMs, ms);
  };
  return { now: () => nowMs, moveTo, sleep: async (ms) => moveTo(nowMs + ms) };
}
