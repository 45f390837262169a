import type { Read } from '../spark-rest/form';
import type { JobEvidence } from '../types';
import { isFields } from './fields';
import { JobLog } from './job-log';
import { kindNamed, kindOf } from './kinds';
import { LineSplitter } from './lines';
import { scanTaskEnd } from './scan-task-end';
import { scanTaskStart } from './task-start';

/** What was read of a log beside its figures. */
export interface LogReading {
  readonly evidence: JobEvidence;
  /** As its author calls the application. */
  readonly applicationName: string;
  /** Lines in the middle of the log that are not JSON. */
  readonly brokenLines: number;
  /** Whether the last line was cut off, and is left out. */
  readonly isCutOff: boolean;
}

/** An event log that is read as a stream: bytes in, evidence out. Memory does not grow with the number of tasks. */
export class EventLogReader {
  private readonly log = new JobLog();
  private readonly lines = new LineSplitter({
    isWanted: (beginning) => this.isWanted(beginning),
    accept: (line) => this.accept(line),
  });
  private events = 0;
  private brokenLines = 0;
  private isCutOff = false;
  /** Why this is certainly no event log; known from its first line on. */
  strange: string | undefined;

  get hasEvents(): boolean {
    return this.events > 0;
  }

  push(chunk: Uint8Array): void {
    if (this.strange === undefined) this.lines.push(chunk);
  }

  /** Where a file of a rolling log ends: its writer leaves a newline, unless it was ended in the middle of a line. */
  endFile(): void {
    const last = this.lines.takeLast();
    if (last === undefined || this.strange !== undefined) return;
    if (this.events > 0 && parsed(last) === undefined) this.isCutOff = true;
    else if (this.isWanted(last)) this.accept(last);
  }

  /** @param readAtMs epoch ms */
  finish(readAtMs: number): Read<LogReading> {
    this.endFile();
    if (this.strange !== undefined) return { reason: this.strange };
    const { brokenLines, isCutOff } = this;
    const read = this.log.toEvidence(readAtMs);
    return 'reason' in read
      ? read
      : { value: { evidence: read.value, applicationName: this.log.applicationName, brokenLines, isCutOff } };
  }

  private isWanted(beginning: Buffer): boolean {
    const isSkipped = kindOf(beginning) === 'skip';
    if (isSkipped) this.events += 1;
    return !isSkipped;
  }

  private accept(line: Buffer): void {
    if (this.strange !== undefined) return;
    if (this.scanned(line)) {
      this.events += 1;
      return;
    }
    const event = parsed(line);
    if (isFields(event) && typeof event.Event === 'string') {
      this.events += 1;
      const kind = kindNamed(event.Event);
      if (kind !== 'skip') this.log.accept(kind, event);
    } else if (this.events === 0) this.strange = strangeness(event);
    else this.brokenLines += 1;
  }

  /** Whether the line is one of the two kinds of which a log has most, and of the form that needs no parsing. */
  private scanned(line: Buffer): boolean {
    const kind = kindOf(line);
    if (kind === 'TaskEnd') {
      const end = scanTaskEnd(line);
      if (end !== undefined) this.log.endTask(end);
      return end !== undefined;
    }
    const start = kind === 'TaskStart' ? scanTaskStart(line) : undefined;
    if (start !== undefined) this.log.startTask(start);
    return start !== undefined;
  }
}

/** What some tools of Windows write before the first line. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line[0] === BYTE_ORDER_MARK[0] ? line.toString().replace(/^\uFEFF/, '') : line.toString());
  } catch {
    return undefined;
  }
}

const strangeness = (value: unknown): string =>
  value === undefined
    ? 'its first line is not a whole JSON object'
    : 'its first line is JSON, but not an event of Spark';
