const QUOTE = 0x22;
const MINUS = 0x2d;
const COMMA = 0x2c;
const BRACE = 0x7d;
const ZERO = 0x30;
/** With more digits a number is not exact, and JSON's own rounding counts. */
const MAX_DIGITS = 15;
/** What an id of an executor has, and nothing that is escaped. */
const ID = /^[\w-]{0,40}$/;

/** A piece of a line that a scan looks for. */
export type Needle = Buffer;

/**
 * The name of a field, with its quotes and colon and what follows. So it cannot stand inside a string, where its second quote would be escaped: the first
 * one that is found is the field.
 */
export const needle = (text: string): Needle => Buffer.from(text, 'latin1');

/** Walks through a line of JSON from field to field; once one is not where it should be, `hasFailed`. */
export class Scan {
  at = 0;
  hasFailed = false;

  constructor(private readonly line: Buffer) {}

  /** Whether a field follows at some place; goes nowhere. */
  isAhead(field: Needle): boolean {
    return this.line.indexOf(field, this.at) >= 0;
  }

  skipTo(field: Needle): void {
    const found = this.line.indexOf(field, this.at);
    if (found < 0) this.hasFailed = true;
    else this.at = found + field.length;
  }

  /** The whole number of a field. */
  number(field: Needle): number {
    const { line } = this;
    this.skipTo(field);
    if (this.hasFailed) return 0;
    const isNegative = line[this.at] === MINUS;
    const from = isNegative ? this.at + 1 : this.at;
    let value = 0;
    let to = from;
    for (let digit = (line[to] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (line[to] ?? 0) - ZERO) {
      value = 10 * value + digit;
      to += 1;
    }
    const follows = line[to];
    if (to === from || to - from > MAX_DIGITS || (follows !== COMMA && follows !== BRACE)) this.hasFailed = true;
    this.at = to;
    return isNegative ? -value : value;
  }

  /** The string of a field, the opening quote of which the needle has. */
  id(field: Needle): string {
    this.skipTo(field);
    if (this.hasFailed) return '';
    const end = this.line.indexOf(QUOTE, this.at);
    const id = this.line.toString('latin1', this.at, Math.max(this.at, end));
    if (end < 0 || !ID.test(id)) this.hasFailed = true;
    else this.at = end;
    return id;
  }
}
