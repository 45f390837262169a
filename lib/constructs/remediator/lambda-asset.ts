import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { FUNCTION_FOLDER, packageRoot } from '../../package-root';

/**
 * The folder of the built function in this package, whether this file runs as TypeScript or from dist.
 *
 * @throws InputError if the function has not been built
 */
export function remediatorAsset(from = __dirname): string {
  const root = packageRoot(from);
  const directory = join(root, FUNCTION_FOLDER);
  if (!existsSync(join(directory, 'index.js'))) {
    throw new InputError(
      'not-built',
      `the remediator's function is missing at ${directory}; run "npm run build" in ${root} first`,
    );
  }
  return directory;
}
