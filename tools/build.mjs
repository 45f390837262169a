/**
 * Builds what runs: dist/lambda/remediator/index.js (the function, its SDK inside) and dist/bin/emr-autotune.js (the command line, the
 * local DynamoDB of `simulate` inside). No source maps in the function's asset: they hold paths and would change its hash.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  tsconfigRaw: '{}',
};

/** dynalite picks its actions by a computed require, and `level` (native code) only for tables on disk: ours live in memory. */
const dynaliteInOneFile = {
  name: 'dynalite-in-one-file',
  setup(b) {
    b.onLoad({ filter: /dynalite[/\\]index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text
        .replace("'./actions/' + action)", "'./actions/' + action + '.js')")
        .replace("'./validations/' + action)", "'./validations/' + action + '.js')");
      if (contents === text) throw new Error('dynalite no longer loads its actions as this plugin expects');
      return { contents, loader: 'js' };
    });
    b.onResolve({ filter: /^level$/ }, () => ({ path: 'level', namespace: 'no-disk' }));
    b.onLoad({ filter: /.*/, namespace: 'no-disk' }, () => ({ contents: 'exports.Level = undefined' }));
  },
};

/** Replaced in one move, and alone in its folder: the folder is the function's asset, and a test may be reading it. */
export async function buildLambda() {
  const folder = join(root, 'dist/lambda/remediator');
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['lambda/remediator/handler.ts'],
    outfile: 'dist/lambda/remediator/index.js',
    target: 'node20',
    write: false,
  });
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) if (name !== 'index.js') await rm(join(folder, name), { recursive: true });
  const temporary = join(root, 'dist/lambda', `index.${process.pid}.js`);
  await writeFile(temporary, outputFiles[0].contents);
  await rename(temporary, join(folder, 'index.js'));
}

export async function buildCommandLine() {
  const outfile = 'dist/bin/emr-autotune.js';
  await build({
    ...common,
    entryPoints: ['bin/emr-autotune.ts'],
    outfile,
    target: 'node20',
    plugins: [dynaliteInOneFile],
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await Promise.all([buildLambda(), buildCommandLine()]);
}
