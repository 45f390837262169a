import type { TaskTimes } from '../types';

/** Times that are kept of a stage: enough for its replay over any number of slots, and 2 kB of each. */
const MAX_TIMES = 250;

/** How long the ended attempts of a stage's tasks kept their slots. */
export class TaskTimeSample {
  private readonly launched: number[] = [];
  private readonly times: number[] = [];

  add(launchedAtMs: number, timeMs: number): void {
    this.launched.push(launchedAtMs);
    this.times.push(Math.max(0, timeMs));
  }

  /** In the order in which they were launched; of more than 250 as many quantiles, in the order of their launches as well. */
  take(): TaskTimes {
    const { launched, times } = this;
    const { length } = times;
    const order = Array.from({ length }, (_, i) => i);
    if (length > MAX_TIMES) {
      order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
      const picked = Array.from(
        { length: MAX_TIMES },
        (_, i) => order[Math.floor(((i + 0.5) * length) / MAX_TIMES)] ?? 0,
      );
      // The longest task is the one that a stage waits for.
      picked[MAX_TIMES - 1] = order[length - 1] ?? 0;
      order.splice(0, length, ...picked);
    }
    order.sort((a, b) => (launched[a] ?? 0) - (launched[b] ?? 0));
    return { tasks: length, timesMs: order.map((i) => times[i] ?? 0) };
  }
}
