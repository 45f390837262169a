import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from './errors';

const PACKAGE = 'cdk-emr-autotune';

/** The built function within the package. */
export const FUNCTION_FOLDER = join('dist', 'lambda', 'remediator');

/**
 * The folder of this package, found upwards: from TypeScript in the checkout, JavaScript in dist, or an installed package of any language.
 *
 * @throws InputError where there is none
 */
export function packageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && nameOf(manifest) === PACKAGE) return folder;
    if (folder === dirname(folder)) {
      throw new InputError('no-package', `no package.json of ${PACKAGE} above ${from}; install the package as a whole`);
    }
  }
}

function nameOf(manifest: string): unknown {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name;
}
