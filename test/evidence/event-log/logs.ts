import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { RECORDINGS } from '../event-log';

/** A recorded event log as plain text. */
export const logText = (name: string): string => plainText(join(RECORDINGS, `${name}.events.gz`));

export const plainText = (path: string): string => gunzipSync(readFileSync(path)).toString();

/** The same log of a run whose every moment lies so many times further from its start: what took a second takes so many. */
export function slowedDown(text: string, factor: number): string {
  const startMs = Number(/"SparkListenerApplicationStart".*?"Timestamp":(\d{13})/.exec(text)?.[1]);
  const scaled = text.replace(
    /(":)(\d{13})\b/g,
    (_, before, ms) => `${before}${startMs + factor * (Number(ms) - startMs)}`,
  );
  return scaled.replace(
    /("(?:Executor Run Time|JVM GC Time|Executor CPU Time)":)(\d+)/g,
    (_, before, ms) => `${before}${factor * Number(ms)}`,
  );
}
