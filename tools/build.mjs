/**
 * Builds what runs: dist/lambda/remediator/index.js (the function, its SDK inside) and dist/bin/emr-autotune.js (the command line, the
 * local DynamoDB of `simulate` inside), each with the licences of what it contains. No source maps in the function's asset: they hold paths and would change its hash.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './notices.mjs';

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
  metafile: true,
  target: 'node20',
  tsconfigRaw: '{}',
  write: false,
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

/** zstddec fetches its WebAssembly from a data URL where there is `fetch`, for which Node loads 8 MB of code; without, it decodes the same text itself. */
export const zstddecWithoutFetch = {
  name: 'zstddec-without-fetch',
  setup(b) {
    b.onLoad({ filter: /zstddec[/\\]dist[/\\]zstddec-stream\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace(/typeof fetch !== ["']undefined["']/, 'false');
      if (contents === text) throw new Error('zstddec no longer asks for fetch as this plugin expects');
      return { contents, loader: 'js' };
    });
  },
};

/** What esbuild is given for each bundle. */
export const BUNDLES = {
  lambda: {
    ...common,
    entryPoints: ['lambda/remediator/handler.ts'],
    outfile: 'dist/lambda/remediator/index.js',
  },
  commandLine: {
    ...common,
    entryPoints: ['bin/emr-autotune.ts'],
    outfile: 'dist/bin/emr-autotune.js',
    plugins: [dynaliteInOneFile, zstddecWithoutFetch],
  },
};

/** The function stands alone in its folder, which is its asset: a file beside it would change the hash. The notices lie one folder above. */
export async function buildLambda() {
  const { bundle, notices } = await built(BUNDLES.lambda);
  const folder = join(root, 'dist/lambda/remediator');
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) if (name !== 'index.js') await rm(join(folder, name), { recursive: true });
  await replace('dist/lambda/THIRD-PARTY-NOTICES.txt', notices);
  await replace(BUNDLES.lambda.outfile, bundle, { temporaryFolder: 'dist/lambda' });
}

export async function buildCommandLine() {
  const { bundle, notices } = await built(BUNDLES.commandLine);
  await mkdir(join(root, 'dist/bin'), { recursive: true });
  await replace('dist/bin/THIRD-PARTY-NOTICES.txt', notices);
  await replace(BUNDLES.commandLine.outfile, bundle, { mode: 0o755 });
}

async function built(options) {
  const { metafile, outputFiles } = await build(options);
  return { bundle: outputFiles[0].contents, notices: await noticesOf(metafile, root) };
}

/** In one move, as a test may be reading the file. */
async function replace(path, contents, { mode = 0o644, temporaryFolder = dirname(path) } = {}) {
  const temporary = join(root, temporaryFolder, `${basename(path)}.${process.pid}.tmp`);
  await writeFile(temporary, contents, { mode });
  await rename(temporary, join(root, path));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await Promise.all([buildLambda(), buildCommandLine()]);
}
