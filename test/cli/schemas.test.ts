import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { schemaFiles, schemas } from '../../tools/schemas-text';
import { schemaOf, violations } from '../support/schemas';
import { call } from './support';

const folder = join(__dirname, '..', '..', 'docs', 'schemas');

test('docs/schemas is what the types say; npm run schemas writes it', () => {
  const files = schemaFiles();
  expect(readdirSync(folder).toSorted()).toEqual([...files.keys()].toSorted());
  for (const [name, text] of files) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
});

/** Every figure in a schema, as a path. */
function figures(schema: unknown, path: string): { path: string; description: unknown }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, description } = schema as { type?: unknown; description?: unknown };
  const inner = Object.entries(schema).flatMap(([key, value]) => figures(value, `${path}/${key}`));
  return type === 'number' ? [{ path, description }, ...inner] : inner;
}

test('every figure in a schema has its unit or what it counts', () => {
  const all = [...schemas().keys()].flatMap((name) => figures(schemaOf(name), name));
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(({ description }) => !description).map(({ path }) => path)).toEqual([]);
});

test('an output with a field that is not published, or without one that is, does not pass', async () => {
  const { out } = await call(['plan', '--core', 'r5.4xlarge:3', '--json']);
  const plan = JSON.parse(out) as Record<string, unknown>;
  expect(violations('plan', plan)).toEqual([]);
  expect(violations('plan', { ...plan, extra: 1 })).toEqual([expect.stringContaining('"extra"')]);
  expect(violations('plan', { ...plan, partitions: '200' })).toEqual([expect.stringContaining('/partitions')]);
  expect(violations('plan', { ...plan, warnings: undefined })).toEqual([expect.stringContaining('"warnings"')]);
});
