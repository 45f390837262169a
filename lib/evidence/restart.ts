/** What is known of a job when the question is whether to wait for it or to run it again. */
export interface RestartQuestion {
  /** At least this remains at today's speed, ms. */
  readonly remainingMs: number;
  readonly elapsedMs: number;
  /** The part of the elapsed time in which tasks filled the slots: only that runs faster the second time (`busyTimeMs`). */
  readonly busyMs: number;
  /** How much faster tasks would be done, after any discount. */
  readonly speedUp: number;
  /** From the cancel until tasks run again, ms. */
  readonly overheadMs: number;
}

/** Both ways from now on, if no more remains than what is certain. */
export interface RestartWorth {
  /** Whether a restart is done earlier than the job as it is: then it is so whatever else remains. */
  readonly pays: boolean;
  /** A restart pays where more than this remains, ms; infinite where it would not be faster. */
  readonly paysAboveMs: number;
  readonly waitMs: number;
  /** All that was done and all that remains, run again. */
  readonly restartMs: number;
}

/** Whether a restart pays: remaining > (speed-up × (overhead + idle) + busy) ÷ (speed-up − 1), where idle is elapsed − busy. */
export function restartWorth({ remainingMs, elapsedMs, busyMs, speedUp, overheadMs }: RestartQuestion): RestartWorth {
  const idleMs = Math.max(0, elapsedMs - busyMs);
  const paysAboveMs =
    speedUp > 1 ? (speedUp * (overheadMs + idleMs) + busyMs) / (speedUp - 1) : Number.POSITIVE_INFINITY;
  const restartMs = overheadMs + idleMs + (busyMs + remainingMs) / speedUp;
  return { pays: remainingMs > paysAboveMs, paysAboveMs, waitMs: remainingMs, restartMs };
}
