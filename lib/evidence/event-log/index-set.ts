/** Far above what Spark runs in a stage; a larger index is not one. */
const MAX_INDEX = 2 ** 24;

/** Indices of tasks, one bit each. */
export class IndexSet {
  private bits = new Uint8Array(8);
  size = 0;

  /** @param index 0 to 2²⁴; another one is left out */
  add(index: number): void {
    const at = index >> 3;
    const bit = 1 << (index & 7);
    if (index < 0 || index > MAX_INDEX || !Number.isInteger(index)) return;
    if (at >= this.bits.length) {
      const larger = new Uint8Array(Math.max(2 * this.bits.length, at + 1));
      larger.set(this.bits);
      this.bits = larger;
    }
    const byte = this.bits[at] ?? 0;
    if ((byte & bit) !== 0) return;
    this.bits[at] = byte | bit;
    this.size += 1;
  }
}
