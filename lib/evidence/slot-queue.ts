/** A task slot: free from a moment on, and gone after another. Times in ms. */
export interface Slot {
  freeAtMs: number;
  readonly goneAtMs: number;
}

/** Slots by the time at which they are free, the earliest first: a binary heap. */
export class SlotQueue {
  private readonly slots: Slot[] = [];

  constructor(slots: readonly Slot[]) {
    for (const slot of slots) this.push({ ...slot });
  }

  /**
   * Runs a task in the slot that is free first, as a list scheduler does; gives its end, undefined where no slot is left.
   *
   * @param readyAtMs before which it cannot begin
   */
  run(readyAtMs: number, timeMs: number): number | undefined {
    for (let slot = this.pop(); slot !== undefined; slot = this.pop()) {
      const startMs = Math.max(slot.freeAtMs, readyAtMs);
      if (startMs >= slot.goneAtMs) continue;
      slot.freeAtMs = startMs + timeMs;
      this.push(slot);
      return slot.freeAtMs;
    }
    return undefined;
  }

  private push(slot: Slot): void {
    const { slots } = this;
    let at = slots.length;
    slots.push(slot);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = slots[above];
      if (parent === undefined || parent.freeAtMs <= slot.freeAtMs) break;
      slots[at] = parent;
      at = above;
    }
    slots[at] = slot;
  }

  private pop(): Slot | undefined {
    const { slots } = this;
    const [first] = slots;
    const last = slots.pop();
    if (first === undefined || last === undefined || slots.length === 0) return first;
    let at = 0;
    for (let below = 1; below < slots.length; below = 2 * at + 1) {
      const right = slots[below + 1];
      const left = slots[below];
      const isRight = right !== undefined && left !== undefined && right.freeAtMs < left.freeAtMs;
      const child = isRight ? right : left;
      if (child === undefined || child.freeAtMs >= last.freeAtMs) break;
      slots[at] = child;
      at = isRight ? below + 1 : below;
    }
    slots[at] = last;
    return first;
  }
}
