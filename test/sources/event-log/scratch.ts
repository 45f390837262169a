import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder for the logs of a test file, which goes with its tests. */
export const scratch = mkdtempSync(join(tmpdir(), 'event-logs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

export function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

export function directory(name: string, files: Files): string {
  mkdirSync(join(scratch, name), { recursive: true });
  for (const [inner, content] of Object.entries(files)) file(join(name, inner), content);
  return join(scratch, name);
}
