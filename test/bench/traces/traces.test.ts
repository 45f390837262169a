import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classesNamed } from '../../../bench/traces/choose';
import { FAT } from '../../../bench/traces/fat';
import { HEALTHY, INDISTINCT } from '../../../bench/traces/healthy';
import { judge } from '../../../bench/traces/judge';
import { toPage } from '../../../bench/traces/page';

test('of each class of healthy steps one is left alone', () => {
  expect(HEALTHY.length).toBeGreaterThanOrEqual(25);
  const cut = HEALTHY.map((one) => judge(one, 1, 2)).filter(({ actedAt }) => actedAt.length > 0);
  expect(cut.map(({ name }) => name)).toEqual([]);
});

test('of each class of fat steps one is cut', () => {
  const left = FAT.map((one) => judge(one, 1, 2)).filter(({ actedAt }) => actedAt.length === 0);
  expect(left.map(({ name }) => name)).toEqual([]);
});

const page = readFileSync(join(__dirname, '../../../docs/detection.md'), 'utf8');

test('docs/detection.md has a row for each class', () => {
  const rows = [...page.matchAll(/^\| (.+?) \| [\d,]+ \| [\d,]+ \|/gm)].map(([, name]) => name);
  expect(rows).toEqual([...HEALTHY, ...FAT, ...INDISTINCT].map(({ name }) => name));
});

test('docs/detection.md has no healthy trace that was cut, and at least 95 % of the fat ones cut in time', () => {
  expect(page).toMatch(/^\| healthy \| [\d,]+ \| \*\*0\*\* \|/m);
  const [, traces, inTime] = /^\| fat \| ([\d,]+) \| .*, ([\d,]+) in time/m.exec(page) ?? [];
  const count = (text = '') => Number(text.replaceAll(',', ''));
  expect(count(inTime)).toBeGreaterThanOrEqual(0.95 * count(traces));
});

test('a part of a name that no class has is refused, as nothing would be judged', () => {
  expect(() => classesNamed('skwe')).toThrow("--class must be part of a name in docs/detection.md, got 'skwe'");
  expect(classesNamed('skew')).toMatchObject({ healthy: [{}], fat: [], indistinct: [] });
});

test('a page without fat traces has no share of them', () => {
  const healthy = [{ name: 'skew', traces: 1, actedAt: [], inTime: 0 }];
  expect(toPage({ healthy, fat: [], indistinct: [] }, 'npm run check:traces')).toContain(
    '| fat | 0 | **0**, 0 in time (–) | 0 |',
  );
});
