/** Something that will happen, unless it is cancelled. */
export interface Timer {
  readonly atMs: number;
  readonly then: () => void;
  readonly order: number;
  isCancelled: boolean;
}

/**
 * Time that jumps from one event to the next: nothing waits, and what happens at one moment happens in the order in which it was asked for.
 *
 * Between two events every promise that can go on does, so that a life takes the same course however fast the machine is.
 */
export class VirtualTime {
  private readonly heap: Timer[] = [];
  private asked = 0;

  public constructor(private nowMs: number) {}

  /** Epoch ms. */
  public readonly now = (): number => this.nowMs;

  public after(ms: number, then: () => void): Timer {
    const timer = { atMs: this.nowMs + Math.max(0, ms), then, order: this.asked, isCancelled: false };
    this.asked += 1;
    this.push(timer);
    return timer;
  }

  public at(atMs: number, then: () => void): Timer {
    return this.after(atMs - this.nowMs, then);
  }

  /** Lets everything happen up to and including a moment, or until there is nothing left to wait for. */
  public async run(untilMs: number, isOver: () => boolean = () => false): Promise<void> {
    await settled();
    for (let next = this.heap[0]; next !== undefined && next.atMs <= untilMs; next = this.heap[0]) {
      this.pop();
      if (next.isCancelled) continue;
      this.nowMs = next.atMs;
      next.then();
      await settled();
      if (isOver()) return;
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  private push(timer: Timer): void {
    const { heap } = this;
    let i = heap.length;
    heap.push(timer);
    while (i > 0) {
      const above = (i - 1) >> 1;
      if (!isBefore(timer, heap[above] as Timer)) break;
      heap[i] = heap[above] as Timer;
      i = above;
    }
    heap[i] = timer;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const least = right < heap.length && isBefore(heap[right] as Timer, heap[left] as Timer) ? right : left;
      if (!isBefore(heap[least] as Timer, last)) break;
      heap[i] = heap[least] as Timer;
      i = least;
    }
    heap[i] = last;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** After every promise that does not wait for an event: node runs them, and what streams put off, before this. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
