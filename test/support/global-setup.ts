import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Builds what tests run as users do: the Lambda bundle and the command line. Once, before the first file. */
export default async function setup(): Promise<void> {
  const path = pathToFileURL(join(__dirname, '..', '..', 'tools', 'build.mjs')).href;
  const { buildLambda, buildCommandLine } = (await import(path)) as Record<string, () => Promise<void>>;
  await Promise.all([buildLambda?.(), buildCommandLine?.()]);
}
