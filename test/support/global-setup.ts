import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Builds what tests run as users do, the Lambda bundle and the command line, and gives them one folder for what they write. Once, before the first file. */
export default async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'autotune-tests-'));
  process.env.AUTOTUNE_TEST_FOLDER = folder;
  const path = pathToFileURL(join(__dirname, '..', '..', 'tools', 'build.mjs')).href;
  const { buildLambda, buildCommandLine } = (await import(path)) as Record<string, () => Promise<void>>;
  await Promise.all([buildLambda?.(), buildCommandLine?.()]);
  return () => rmSync(folder, { recursive: true, force: true });
}
