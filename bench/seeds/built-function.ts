import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import type { Reducer } from '../../lambda/remediator/machine';
import { FUNCTION_FOLDER, packageRoot } from '../../lib/package-root';
import { type IsolatedBundle, isolatedBundle } from './isolated-bundle';
import type { SeedMutant } from './mutants';

const ROOT = packageRoot(__dirname);
const BUILT = join(ROOT, FUNCTION_FOLDER, 'index.js');

/** The function as it is built for deployment. */
export const builtFunction = (): IsolatedBundle => isolatedBundle(BUILT);

/** The shipped reducer is handed through this name, which the bundle takes from outside. */
const SHIPPED = 'export const SHIPPED: Reducer = { decide, record };';
const HANDED =
  'declare const reducerOf: (shipped: Reducer) => Reducer;\nexport const SHIPPED: Reducer = reducerOf({ decide, record });';

/** The function with one guard rail missing, built as it is for deployment. */
export async function mutantFunction({ name, changes = [], reducer = {} }: SeedMutant): Promise<IsolatedBundle> {
  const { build } = await import('esbuild');
  // The builder is a module of its own.
  const { BUNDLES } = (await import(join(ROOT, 'tools', 'build.mjs'))) as { BUNDLES: { lambda: BuildOptions } };
  const all = [...changes, { file: 'machine.ts', find: SHIPPED, replace: HANDED }];
  const { outputFiles } = await build({ ...BUNDLES.lambda, plugins: [changing(all)], write: false });
  const path = join(ROOT, FUNCTION_FOLDER, '..', `mutant-${name}-${process.pid}.js`);
  await writeFile(path, outputFiles?.[0]?.contents ?? '');
  try {
    return isolatedBundle(path, { reducerOf: (shipped: Reducer): Reducer => ({ ...shipped, ...reducer }) });
  } finally {
    await rm(path);
  }
}

/** @throws Error where a line that is to be changed is not there */
function changing(
  changes: readonly { readonly file: string; readonly find: string; readonly replace: string }[],
): Plugin {
  return {
    name: 'one-guard-rail-less',
    setup: (build) => {
      build.onLoad({ filter: /lambda[/\\]remediator[/\\].*\.ts$/ }, async ({ path }) => {
        let contents = await readFile(path, 'utf8');
        for (const { file, find, replace } of changes) {
          if (!path.endsWith(join('lambda', 'remediator', file))) continue;
          if (!contents.includes(find)) throw new Error(`${file} no longer has the line of a mutant: ${find}`);
          contents = contents.replace(find, replace);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}
