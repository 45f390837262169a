import type { LogEntry } from '../../lib/remedy';
import { entryText, type WordedEntry } from '../../lib/render';
import type { StepEvent } from './back-end';

/** An entry of the remediator's log, with its virtual time. */
export interface LogLine<Entry extends WordedEntry = LogEntry> {
  readonly atMs: number;
  readonly line: Entry;
}

export function eventText({ stepId, what, exit }: StepEvent): string {
  return `step ${stepId}: ${what}${exit === undefined ? '' : `, exit ${exit}`}`;
}

/** Decisions that differ from the one before, pages and calls. */
export function lineTexts(lines: readonly LogLine<WordedEntry>[]): { readonly atMs: number; readonly text: string }[] {
  let last = '';
  return lines.flatMap(({ atMs, line }) => {
    const text = entryText(line);
    if (text === undefined || text === last) return [];
    last = text;
    return [{ atMs, text: `remediator: ${text}` }];
  });
}
