import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { FUNCTION_FOLDER, packageRoot } from '../../package-root';

/**
 * The built function, which travels with the package: found upwards from this file, be it TypeScript in the checkout or JavaScript in dist.
 *
 * @throws InputError where it has not been built
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
