import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { loadBundle } from '../../lib/built-function';

const ROOT = join(__dirname, '..', '..');

/** The function built with one text of one source file replaced; the file that it lies in is not under version control. */
export async function mutantOf(name: string, file: string, text: string, other: string) {
  const outfile = join(ROOT, 'dist', 'mutants', `${name}.js`);
  const source = join(ROOT, file);
  await build({
    entryPoints: [join(ROOT, 'lambda', 'remediator', 'handler.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    outfile,
    plugins: [
      {
        name,
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            if (path !== source) return undefined;
            const contents = await readFile(path, 'utf8');
            if (!contents.includes(text)) throw new Error(`${file} has no ${text}`);
            return { contents: contents.replace(text, other), loader: 'ts' };
          });
        },
      },
    ],
  });
  return loadBundle(outfile);
}
