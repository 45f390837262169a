const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Enough of a line to tell what it is. */
const MIN_BEGINNING = 128;

/** A line that is longer than a string can be is dropped. */
const MAX_LINE_BYTES = 256 * 2 ** 20;

/** What is done with the lines of a log. */
export interface LineHandler {
  /** Whether a line that begins so is wanted: of any other no more is kept, however long it is. */
  readonly isWanted: (beginning: Buffer) => boolean;
  readonly accept: (line: Buffer) => void;
}

/** Splits chunks of bytes into lines; a line that is not wanted is never put together. */
export class LineSplitter {
  private parts: Buffer[] = [];
  private length = 0;
  private isSkipping = false;
  private isKnown = false;

  constructor(private readonly handler: LineHandler) {}

  push(chunk: Uint8Array): void {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = buffer.indexOf(NEWLINE); end >= 0; end = buffer.indexOf(NEWLINE, from)) {
      this.endLine(buffer.subarray(from, end));
      from = end + 1;
    }
    if (from < buffer.length) this.keep(buffer.subarray(from));
  }

  /** The last line, where a file does not end with a newline: whole or cut off, which its reader has to see. */
  takeLast(): Buffer | undefined {
    const line = Buffer.concat(this.parts);
    this.reset();
    return line.length === 0 ? undefined : line;
  }

  private keep(part: Buffer): void {
    if (this.isSkipping) return;
    // The source may use its chunk again.
    this.parts.push(Buffer.from(part));
    this.length += part.length;
    if (!this.isKnown && this.length >= MIN_BEGINNING) {
      this.isKnown = true;
      this.isSkipping = !this.handler.isWanted(Buffer.concat(this.parts));
    }
    this.isSkipping ||= this.length > MAX_LINE_BYTES;
    if (this.isSkipping) this.parts = [];
  }

  private endLine(part: Buffer): void {
    const isWhole = this.length === 0 && !this.isSkipping;
    const line = isWhole ? part : Buffer.concat([...this.parts, part]);
    const isSkipped = this.isSkipping || !(this.isKnown || this.handler.isWanted(line));
    this.reset();
    if (isSkipped) return;
    const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
    if (end > 0) this.handler.accept(line.subarray(0, end));
  }

  private reset(): void {
    this.parts = [];
    this.length = 0;
    this.isSkipping = false;
    this.isKnown = false;
  }
}
