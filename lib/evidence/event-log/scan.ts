const QUOTE = 0x22;
const MINUS = 0x2d;
const COMMA = 0x2c;
const BRACE = 0x7d;
const ZERO = 0x30;
/** With more digits a number is not exact, and JSON's own rounding counts. */
const MAX_DIGITS = 15;
/** What an id of an executor has, and nothing that is escaped. */
const ID = /^[\w-]{0,40}$/;

/** The next field is mostly within so many bytes, where a loop is faster than a search. */
const NEAR_BYTES = 160;

/** A piece of a line that a scan looks for. */
export interface Needle {
  readonly bytes: Buffer;
  /** Without its first byte: that is a quote, of which a line is full, so that a search for it would stop everywhere. */
  readonly body: Buffer;
}

/**
 * The name of a field, with its quotes and colon and what follows. So it cannot stand inside a string, where its second quote would be escaped: the first
 * one that is found is the field.
 */
export function needle(text: string): Needle {
  const bytes = Buffer.from(text, 'latin1');
  return { bytes, body: bytes.subarray(1) };
}

/** Walks through a line of JSON from field to field; once one is not where it should be, `hasFailed`. */
export class Scan {
  at = 0;
  hasFailed = false;

  constructor(private readonly line: Buffer) {}

  /** Whether a field follows at some place; goes behind it, or nowhere. */
  reaches(field: Needle): boolean {
    const found = this.find(field);
    if (found >= 0) this.at = found + field.bytes.length;
    return found >= 0;
  }

  skipTo(field: Needle): void {
    if (!this.reaches(field)) this.hasFailed = true;
  }

  private find({ bytes, body }: Needle): number {
    const { line, at } = this;
    const near = Math.min(line.length, at + NEAR_BYTES);
    for (let i = at; i < near; i += 1) {
      if (line[i] === bytes[0] && line[i + 1] === bytes[1] && line[i + 2] === bytes[2] && this.isAt(i, bytes)) return i;
    }
    const far = line.indexOf(body, near) - 1;
    return far >= 0 && line[far] === bytes[0] ? far : -1;
  }

  private isAt(index: number, bytes: Buffer): boolean {
    for (let i = 3; i < bytes.length; i += 1) if (this.line[index + i] !== bytes[i]) return false;
    return true;
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
