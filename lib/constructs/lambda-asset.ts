import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../errors';

const PACKAGE = 'cdk-emr-autotune';
const ASSET = join('dist', 'lambda', 'remediator');

/**
 * The built function, which travels with the package: found upwards from this file, be it TypeScript in the checkout or JavaScript in dist.
 *
 * @throws InputError where it has not been built
 */
export function remediatorAsset(from = __dirname): string {
  const root = packageRoot(from);
  const directory = join(root, ASSET);
  if (!existsSync(join(directory, 'index.js'))) {
    throw new InputError(
      'not-built',
      `the remediator's function is missing at ${directory}; run "npm run build" in ${root} first`,
    );
  }
  return directory;
}

function packageRoot(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    const file = join(directory, 'package.json');
    if (existsSync(file) && nameOf(file) === PACKAGE) return directory;
    if (directory === dirname(directory)) {
      throw new InputError('no-package', `no package.json of ${PACKAGE} above ${from}; install the package as a whole`);
    }
  }
}

function nameOf(file: string): unknown {
  return (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name;
}
