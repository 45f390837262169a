/** The 64-bit hash of a string, in two halves: two multiplicative streams over its characters, mixed at the end. */
export interface Hash {
  high: number;
  low: number;
}

/** @param into where the hash goes: a search computes millions, and allocates none of them */
export function hashInto(text: string, into: Hash): void {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  into.high = high >>> 0;
  into.low = low >>> 0;
}

/**
 * The states that were seen, by the hash of their key, each with the index in which it came.
 *
 * Two states with one hash would count as one: with 3 million states the chance that any two do is below one in a million.
 */
export class Visited {
  private high = new Uint32Array(1 << 16);
  private low = new Uint32Array(1 << 16);
  /** Index plus one by slot; 0: empty. */
  private slots = new Int32Array(1 << 17);
  private count = 0;
  private readonly hash: Hash = { high: 0, low: 0 };

  public get size(): number {
    return this.count;
  }

  /** The index of a state, and whether it is a new one. */
  public add(key: string): { readonly index: number; readonly isNew: boolean } {
    hashInto(key, this.hash);
    const slot = this.slotFor(this.hash.high, this.hash.low);
    const found = this.slots[slot] ?? 0;
    if (found > 0) return { index: found - 1, isNew: false };
    const index = this.count;
    if (index === this.high.length) this.widen();
    this.high[index] = this.hash.high;
    this.low[index] = this.hash.low;
    this.slots[slot] = index + 1;
    this.count += 1;
    if (this.count * 2 > this.slots.length) this.rehash();
    return { index, isNew: true };
  }

  private slotFor(high: number, low: number): number {
    const mask = this.slots.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const index = (this.slots[slot] ?? 0) - 1;
      if (index < 0 || (this.low[index] === low && this.high[index] === high)) return slot;
    }
  }

  private widen(): void {
    this.high = grown(this.high);
    this.low = grown(this.low);
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let index = 0; index < this.count; index++) {
      this.slots[this.slotFor(this.high[index] ?? 0, this.low[index] ?? 0)] = index + 1;
    }
  }
}

function grown(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(numbers.length * 2);
  wider.set(numbers);
  return wider;
}
