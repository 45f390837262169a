import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Far enough apart that no stage, job or task of one repetition is that of another. */
const APART = 1_000;

/** Writes a plain log of at least so many bytes: a recorded one, its jobs repeated under new numbers; gives the bytes. */
export function writeLargeLog(recorded: string, path: string, bytes: number): number {
  const lines = gunzipSync(readFileSync(recorded)).toString().trimEnd().split('\n');
  const first = lines.findIndex((line) => line.includes('"SparkListenerJobStart"'));
  const end = lines.findIndex((line) => line.includes('"SparkListenerApplicationEnd"'));
  const file = openSync(path, 'w');
  let written = writeSync(file, `${lines.slice(0, first).join('\n')}\n`);
  for (let i = 0; written < bytes; i += 1)
    written += writeSync(file, `${renumbered(lines.slice(first, end), i).join('\n')}\n`);
  written += writeSync(file, `${lines.slice(end).join('\n')}\n`);
  closeSync(file);
  return written;
}

const renumbered = (lines: readonly string[], repetition: number): string[] =>
  lines.map((line) =>
    line.replace(/("(?:Stage ID|Job ID|Task ID)":)(\d+)/g, (_, key, id) => `${key}${Number(id) + APART * repetition}`),
  );
