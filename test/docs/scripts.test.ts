import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPages, root } from './pages';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

test('CONTRIBUTING.md has a row for every npm script, and for nothing else', () => {
  const [, table = ''] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split('## Every script');
  const rows = [...table.matchAll(/^\| `([\w:-]+)` \|/gm)].map(([, name]) => name);
  expect(rows.toSorted()).toEqual(Object.keys(scripts).toSorted());
});

test('every npm script that a page tells to run exists', () => {
  const named = readPages().flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm (?:run (?:--silent )?([a-z][\w:-]*)|(start|test)\b)/g)].map(([, run, short]) => ({
      path,
      name: run ?? short ?? '',
    })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ name }) => !Object.hasOwn(scripts, name))).toEqual([]);
});
