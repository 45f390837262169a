/** A span of time with something that lasts through it, epoch ms; undefined: without an end. */
export interface Span<T> {
  readonly startMs: number;
  readonly endMs?: number | undefined;
  readonly value: T;
}

/** Spans that are passed over together where none of them lasts any more. */
const BLOCK = 64;

/** Many spans, asked what lasts at a moment: each lasts from its start up to, not including, its end. */
export class Spans<T> {
  /** Places in `spans`, by the start of what stands there. */
  private readonly byStart: readonly number[];
  private readonly startsMs: readonly number[];
  private readonly endsMs: readonly number[];
  /** The last end in each block of `byStart`. */
  private readonly blockEndsMs: readonly number[];

  public constructor(private readonly spans: readonly Span<T>[]) {
    const startAt = (place: number): number => spans[place]?.startMs ?? 0;
    this.byStart = spans.map((_, place) => place).sort((a, b) => startAt(a) - startAt(b));
    this.startsMs = this.byStart.map(startAt);
    this.endsMs = sorted(spans.flatMap(({ endMs }) => endMs ?? []));
    this.blockEndsMs = Array.from({ length: Math.ceil(spans.length / BLOCK) }, (_, block) =>
      Math.max(...this.blockAt(block).map((place) => this.endAt(place))),
    );
  }

  /** How many have begun by then. */
  public begunBy(atMs: number): number {
    return countUpTo(this.startsMs, atMs);
  }

  /** Whether any lasts then. */
  public hasAny(atMs: number): boolean {
    return this.begunBy(atMs) > countUpTo(this.endsMs, atMs);
  }

  /** Those that last then, in the order in which they were given. */
  public at(atMs: number): T[] {
    const begun = this.begunBy(atMs);
    const places: number[] = [];
    for (let block = 0; block * BLOCK < begun; block += 1) {
      if ((this.blockEndsMs[block] ?? 0) <= atMs) continue;
      const inBlock = this.blockAt(block).slice(0, begun - block * BLOCK);
      places.push(...inBlock.filter((place) => this.endAt(place) > atMs));
    }
    return places.sort((a, b) => a - b).map((place) => (this.spans[place] as Span<T>).value);
  }

  private blockAt(block: number): readonly number[] {
    return this.byStart.slice(block * BLOCK, (block + 1) * BLOCK);
  }

  private endAt(place: number): number {
    return this.spans[place]?.endMs ?? Number.POSITIVE_INFINITY;
  }
}

export const sorted = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);

/** How many of the sorted times are not later. */
export function countUpTo(times: readonly number[], atMs: number): number {
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((times[middle] as number) <= atMs) from = middle + 1;
    else to = middle;
  }
  return from;
}
