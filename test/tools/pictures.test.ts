import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PURE } from '../../tools/layers';
import { pictureFiles } from '../../tools/pictures-text';

test('docs/images has the pictures that the code draws; npm run pictures writes them', () => {
  for (const [name, text] of pictureFiles()) {
    expect(readFileSync(join(__dirname, '..', '..', 'docs', 'images', name), 'utf8')).toBe(text);
  }
});

test('the drawing of the architecture has the pure layers, each once', () => {
  const svg = readFileSync(join(__dirname, '..', '..', 'docs', 'images', 'architecture.svg'), 'utf8');
  const engine = svg.slice(svg.indexOf('<rect class="e"'));
  const names = [...engine.matchAll(/font-weight="600">([^<]*)</g)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(PURE.toSorted());
});
