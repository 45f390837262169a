/**
 * Puts the compiled package into one file, dist/lib/index.js, and deletes the files that jsii compiled: what constructs do not use is left
 * out, and Node opens one file for each app that is synthesised, not 300.
 *
 * It is made of the sources, as what a compiled CommonJS file does not use cannot be told. jsii's mark on each class, by which it and the CDK's
 * metadata know the class's name, is put back.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

export async function bundleEntry(root) {
  const { types, version } = JSON.parse(await readFile(join(root, '.jsii'), 'utf8'));
  const marked = Object.values(types)
    .filter(({ kind }) => kind === 'class')
    .map(({ name, fqn }) => `module.exports.${name}[Symbol.for('jsii.rtti')] = ${JSON.stringify({ fqn, version })};\n`);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['lib/index.ts'],
    bundle: true,
    external: ['aws-cdk-lib', 'constructs'],
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: '{}',
    write: false,
  });
  const folder = join(root, 'dist', 'lib');
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith('.js')) await rm(join(entry.parentPath, entry.name));
  }
  await writeFile(join(folder, 'index.js'), `${outputFiles[0].text}${marked.join('')}`);
}
