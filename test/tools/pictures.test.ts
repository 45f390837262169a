import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pictureFiles } from '../../tools/pictures-text';

test('docs/images has the pictures that the code draws; npm run pictures writes them', () => {
  for (const [name, text] of pictureFiles()) {
    expect(readFileSync(join(__dirname, '..', '..', 'docs', 'images', name), 'utf8')).toBe(text);
  }
});
