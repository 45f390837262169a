interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Greedy list scheduling, slot by slot: what Spark's scheduler does with a stage. Whole ms.
 *
 * @param free when each slot becomes free
 * @param times of the tasks, in their order
 */
export function scheduledOneByOne(free: readonly number[], times: readonly number[]): Span[] {
  const slots = [...free];
  return times.map((ms) => {
    const slot = slots.indexOf(Math.min(...slots));
    const startMs = slots[slot]!;
    slots[slot] = startMs + ms;
    return { startMs, endMs: startMs + ms };
  });
}
