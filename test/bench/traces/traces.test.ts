import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAT } from '../../../bench/traces/fat';
import { HEALTHY, INDISTINCT } from '../../../bench/traces/healthy';
import { judge } from '../../../bench/traces/judge';

test('of each class of healthy steps one is left alone', () => {
  expect(HEALTHY.length).toBeGreaterThanOrEqual(25);
  const cut = HEALTHY.map((one) => judge(one, 1, 2)).filter(({ actedAt }) => actedAt.length > 0);
  expect(cut.map(({ name }) => name)).toEqual([]);
});

test('of each class of fat steps one is cut', () => {
  const left = FAT.map((one) => judge(one, 1, 2)).filter(({ actedAt }) => actedAt.length === 0);
  expect(left.map(({ name }) => name)).toEqual([]);
});

test('docs/detection.md has a row for each class', () => {
  const page = readFileSync(join(__dirname, '../../../docs/detection.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (.+?) \| [\d,]+ \| [\d,]+ \|/gm)].map(([, name]) => name);
  expect(rows).toEqual([...HEALTHY, ...FAT, ...INDISTINCT].map(({ name }) => name));
});
