import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withLayers } from '../../tools/architecture-text';
import { LAYERS, PURE } from '../../tools/layers';
import { root } from './pages';

const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');

test('the table of layers is the list that the boundary test enforces: npm run architecture', () => {
  expect(page).toBe(withLayers(page));
});

test('every folder and file of lib is a layer, and every layer is there', () => {
  const inLib = readdirSync(join(root, 'lib'))
    .filter((name) => !name.endsWith('.json'))
    .map((name) => name.replace(/\.ts$/, ''));
  expect(LAYERS.map(({ name }) => name).sort()).toEqual([...inLib, 'bin', 'lambda'].sort());
});

test('the picture shows every pure layer', () => {
  const picture = readFileSync(join(root, 'docs', 'images', 'architecture.svg'), 'utf8');
  expect(PURE.filter((name) => !picture.includes(`>${name}</text>`))).toEqual([]);
});

test.each(['docs/architecture.md', 'CONTRIBUTING.md'])('every file that %s names is there', (path) => {
  const text = readFileSync(join(root, path), 'utf8');
  const named = [...text.matchAll(/`((?:bench|bin|docs|lambda|lib|test|tools)\/[\w./-]+)`/g)].map(
    ([, name = '']) => name,
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});
