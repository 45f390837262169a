import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classesNamed } from '../../../bench/traces/choose';
import { FAT } from '../../../bench/traces/fat';
import { HEALTHY, INDISTINCT } from '../../../bench/traces/healthy';
import { HOSTILE } from '../../../bench/traces/hostile';
import { judge } from '../../../bench/traces/judge';
import { toPage } from '../../../bench/traces/page';

test('of each class of healthy steps one is left alone', () => {
  const classes = [...HEALTHY, ...HOSTILE];
  expect(classes.length).toBeGreaterThanOrEqual(50);
  const cut = classes.map((one) => judge(one, 1, 2)).filter(({ actedAt }) => actedAt.length > 0);
  expect(cut.map(({ name }) => name)).toEqual([]);
});

test('of each class of fat steps one is cut', () => {
  const left = FAT.map((one) => judge(one, 1, 2)).filter(({ actedAt }) => actedAt.length === 0);
  expect(left.map(({ name }) => name)).toEqual([]);
});

const page = readFileSync(join(__dirname, '../../../docs/detection.md'), 'utf8');

test('docs/detection.md has a row for each class', () => {
  const tables = page.slice(page.indexOf('## Healthy'));
  const rows = [...tables.matchAll(/^\| (.+?) \| [\d,]+ \| [\d,]+ \|/gm)].map(([, name]) => name);
  expect(rows).toEqual([...HEALTHY, ...HOSTILE, ...FAT, ...INDISTINCT].map(({ name }) => name));
});

test('docs/detection.md has no healthy trace that was cut, and at least 95 % of the fat ones cut in time', () => {
  const count = (text = '') => Number(text.replaceAll(',', ''));
  const [, healthy] = /^\| healthy, \d+ classes \| ([\d,]+) \| \*\*0\*\* \|/m.exec(page) ?? [];
  expect(count(healthy)).toBeGreaterThanOrEqual(10_000);
  const [, traces, inTime] = /^\| fat \| ([\d,]+) \| .*, ([\d,]+) in time/m.exec(page) ?? [];
  expect(count(traces)).toBeGreaterThanOrEqual(1000);
  expect(count(inTime)).toBeGreaterThanOrEqual(0.95 * count(traces));
});

test('a part of a name that no class has is refused, as nothing would be judged', () => {
  expect(() => classesNamed('skwe')).toThrow("--class must be part of a name in docs/detection.md, got 'skwe'");
  expect(classesNamed('skew')).toMatchObject({ healthy: [{}, {}], hostile: [], fat: [], indistinct: [] });
});

test('a page without fat traces has no share of them', () => {
  const healthy = [{ name: 'skew', limitMinutes: 46, traces: 1, actedAt: [], inTime: 0 }];
  expect(toPage({ healthy, hostile: [], fat: [], indistinct: [] })).toContain('| fat | 0 | **0**, 0 in time (–) | 0 |');
});
