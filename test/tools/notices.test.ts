import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { expect, test } from 'vitest';

const root = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8').replaceAll('\r\n', '\n');

/** Folders of the packages inside a bundle, from the comments that esbuild puts before each module unless it minifies. */
async function packagesIn(bundle: string): Promise<string[]> {
  const url = pathToFileURL(join(root, 'tools', 'build.mjs')).href;
  const { BUNDLES } = (await import(url)) as { BUNDLES: Record<string, BuildOptions> };
  const { outputFiles } = await build({ ...BUNDLES[bundle], minify: false, metafile: false, write: false });
  const modules = (outputFiles?.[0]?.text ?? '').matchAll(/^\s*\/\/ (\S*node_modules\/(?:@[^/]+\/)?[^/\s]+)\/\S+$/gm);
  return [...new Set([...modules].map(([, folder = '']) => folder))];
}

test.each([
  ['lambda', 'dist/lambda', '@smithy/core'],
  ['commandLine', 'dist/bin', 'commander'],
])('each package inside the bundle %s is in the notices of %s with its licence', async (bundle, folder, known) => {
  const notices = read(folder, 'THIRD-PARTY-NOTICES.txt');
  const packages = await packagesIn(bundle);
  expect(packages).toContain(`node_modules/${known}`);
  for (const path of packages) {
    const { name, version } = JSON.parse(read(path, 'package.json')) as { name: string; version: string };
    expect(notices, path).toContain(`\n${name} ${version} (`);
    for (const file of readdirSync(join(root, path)).filter((one) => /^(licen[cs]e|copying|notice)/i.test(one)))
      expect(notices, `${path}/${file}`).toContain(read(path, file).trim());
  }
});

test('the asset of the function holds the function alone', () => {
  expect(readdirSync(join(root, 'dist', 'lambda', 'remediator'))).toEqual(['index.js']);
});
