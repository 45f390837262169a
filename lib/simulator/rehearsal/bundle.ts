import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../errors';

const PACKAGE = 'cdk-emr-autotune';
const BUNDLE = join('dist', 'lambda', 'remediator', 'index.js');

/** What the built Lambda takes besides its environment. */
export interface HandlerDependencies {
  /** Epoch ms. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: (line: string) => void;
  readonly random?: () => number;
}

export type RemediatorHandler = (
  event: unknown,
  context?: { getRemainingTimeInMillis(): number },
) => Promise<{ readonly examined: number }>;

interface RemediatorBundle {
  readonly createHandler: (dependencies: HandlerDependencies) => RemediatorHandler;
}

/**
 * Loads the built Lambda afresh, so that it reads the environment as it is now.
 *
 * @param path default: `dist/lambda/remediator/index.js` of this package, found from here upwards
 * @throws InputError where it has not been built, or is something else
 */
export function loadBundle(path: string = bundlePath(__dirname)): RemediatorBundle {
  if (!existsSync(path)) {
    throw new InputError('not-built', `the remediator's bundle is missing at ${path}; run "npm run build" first`);
  }
  // Loaded at run time and by path: the bundler of the command line must not pull it in.
  const load = createRequire(path);
  delete load.cache[load.resolve(path)];
  const bundle = load(path) as Partial<RemediatorBundle>;
  if (typeof bundle.createHandler !== 'function') {
    throw new InputError('not-built', `the bundle at ${path} does not export createHandler; build it again`);
  }
  return bundle as RemediatorBundle;
}

/** Works from the sources, from a bundled command line and from an installed package. */
function bundlePath(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === PACKAGE) {
      return join(folder, BUNDLE);
    }
    if (folder === dirname(folder)) throw new InputError('not-built', `no package.json of ${PACKAGE} above ${from}`);
  }
}
