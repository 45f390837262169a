/** A list of 32-bit numbers that grows; a search keeps one or several a state. */
export class NumbersList {
  private numbers = new Int32Array(1 << 12);
  private count = 0;

  public get length(): number {
    return this.count;
  }

  public push(value: number): void {
    if (this.count === this.numbers.length) {
      const wider = new Int32Array(this.numbers.length * 2);
      wider.set(this.numbers);
      this.numbers = wider;
    }
    this.numbers[this.count] = value;
    this.count += 1;
  }

  public set(index: number, value: number): void {
    this.numbers[index] = value;
  }

  /** The number at an index; -1 where there is none. */
  public at(index: number): number {
    return index < this.count ? (this.numbers[index] ?? -1) : -1;
  }
}
