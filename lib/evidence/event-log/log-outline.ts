import { type ApplicationNames, applicationNames } from './application-names';
import { isFields, numberAt, textAt, timeAt } from './fields';
import { kindNamed, kindOf } from './kinds';
import { LineSplitter } from './lines';

/** Which application a log is of, and when it ran; epoch ms. */
export interface LogOutline extends ApplicationNames {
  readonly startedAtMs: number;
  /** undefined where the log has no end of it. */
  readonly endedAtMs?: number;
}

const WANTED: ReadonlySet<string> = new Set(['ApplicationStart', 'ApplicationEnd']);

/** Reads only the start and the end of an application, from pieces of its log that may begin and end in the middle of a line. */
export class OutlineReader {
  private started: LogOutline | undefined;
  private endedAtMs: number | undefined;
  private readonly lines = new LineSplitter({
    isWanted: (beginning) => WANTED.has(kindOf(beginning) ?? 'skip'),
    accept: (line) => this.accept(line),
  });

  push(chunk: Uint8Array): void {
    this.lines.push(chunk);
  }

  /** Where what is pushed next does not follow what was pushed before. */
  endPiece(): void {
    const last = this.lines.takeLast();
    if (last !== undefined) this.accept(last);
  }

  get hasStart(): boolean {
    return this.started !== undefined;
  }

  /** undefined where the start is not in what was read. */
  outline(): LogOutline | undefined {
    return this.started && { ...this.started, endedAtMs: this.endedAtMs };
  }

  private accept(line: Buffer): void {
    const event = parsed(line);
    if (!isFields(event)) return;
    const kind = kindNamed(textAt(event, 'Event'));
    if (kind === 'ApplicationStart')
      this.started ??= { ...applicationNames(event), startedAtMs: numberAt(event, 'Timestamp') };
    if (kind === 'ApplicationEnd') this.endedAtMs = timeAt(event, 'Timestamp');
  }
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}
