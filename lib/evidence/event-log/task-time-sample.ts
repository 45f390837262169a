import type { TaskTimes } from '../types';

/** Times that are kept of a stage: enough for its replay over any number of slots, and 2 kB of each. */
const MAX_TIMES = 250;

/** How long the ended attempts of a stage's tasks kept their slots. */
export class TaskTimeSample {
  private launched = new Float64Array(16);
  private times = new Float32Array(16);
  private length = 0;

  add(launchedAtMs: number, timeMs: number): void {
    if (this.length === this.times.length) this.grow();
    this.launched[this.length] = launchedAtMs;
    this.times[this.length] = Math.max(0, timeMs);
    this.length += 1;
  }

  /** In the order in which they were launched; of more than 250 as many quantiles, in the order of their launches as well. */
  take(): TaskTimes {
    const { length, launched, times } = this;
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

  private grow(): void {
    const launched = new Float64Array(2 * this.length);
    launched.set(this.launched);
    this.launched = launched;
    const times = new Float32Array(2 * this.length);
    times.set(this.times);
    this.times = times;
  }
}
