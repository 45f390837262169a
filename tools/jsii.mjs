/**
 * Compiles the public API with jsii into dist/lib and .jsii, from which the Python, Java, C# and Go packages are made; its code is one file.
 *
 * Fails where jsii fails, where a compiled file lands beside its source (test runner and bundler would pick it up, stale), where the
 * package cannot be loaded, and where a method has an optional struct that Python would require. lib/tsconfig.jsii.json extends nothing, as jsii reads no option that is inherited.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntry } from './bundle-entry.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const jsii = join(dirname(createRequire(import.meta.url).resolve('jsii/package.json')), 'bin', 'jsii');

await rm(join(root, 'dist', 'lib'), { recursive: true, force: true });
await rm(join(root, '.jsii'), { force: true });

const { status, error } = spawnSync(
  process.execPath,
  [jsii, '--silence-warnings=reserved-word', '--no-npmignore', '--Wno', 'metadata/missing-dev-dependency'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.version.split('.')[0]?.slice(1) },
  },
);
if (error) throw error;
if (status !== 0) process.exit(status ?? 1);

const misplaced = await compiledBesideSource(join(root, 'lib'));
if (misplaced.length > 0) {
  process.stderr.write(`jsii left compiled files beside their sources: ${misplaced.join(', ')}\n`);
  process.exit(1);
}
for (const file of [join('dist', 'lib', 'index.js'), join('dist', 'lib', 'index.d.ts'), '.jsii']) {
  if (!existsSync(join(root, file))) {
    process.stderr.write(`jsii made no ${file}\n`);
    process.exit(1);
  }
}

await bundleEntry(root);
const made = createRequire(import.meta.url)(join(root, 'dist', 'lib', 'index.js'));
const { types } = JSON.parse(await readFile(join(root, '.jsii'), 'utf8'));
const missing = Object.values(types)
  .filter(({ kind, name }) => kind !== 'interface' && made[name] === undefined)
  .map(({ name }) => name);
if (missing.length > 0) {
  process.stderr.write(`the compiled package lacks ${missing.join(', ')}\n`);
  process.exit(1);
}

// Python takes the fields of a last struct as keyword arguments, and those that the struct requires even where the struct is optional.
const unusable = Object.values(types).flatMap(({ name, methods = [] }) =>
  methods.flatMap(({ name: method, parameters = [] }) => {
    const last = parameters.at(-1);
    const needed = last?.optional ? requiredFields(last.type.fqn) : [];
    return needed.length > 0 ? [`${name}.${method} (${needed.join(', ')})`] : [];
  }),
);
if (unusable.length > 0) {
  process.stderr.write(`cannot be called from Python without what is optional: ${unusable.join('; ')}\n`);
  process.exit(1);
}

function requiredFields(fqn) {
  const { datatype, properties = [], interfaces = [] } = types[fqn] ?? {};
  if (!datatype) return [];
  return [
    ...properties.filter(({ optional }) => !optional).map(({ name }) => name),
    ...interfaces.flatMap(requiredFields),
  ];
}

async function compiledBesideSource(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
  return [...files].filter((file) => {
    const source = file.replace(/(\.d\.ts|\.js)$/, '.ts');
    return source !== file && files.has(source);
  });
}
