import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JOBS } from '../../../bench/found-late/jobs';
import { holds, PAGE, publishedRows, type Row, toPage } from '../../../bench/found-late/page';

const HOUR_MS = 3_600_000;

const CURED: Row = {
  name: '26 h',
  calculator: 'dominant',
  mode: 'client',
  foundMinutes: 365,
  paysByRule: true,
  remainingMinutes: 700,
  paysAboveMinutes: 531,
  undisturbedMs: 26 * HOUR_MS,
  restartedMs: 18 * HOUR_MS,
  cured: true,
  cancelled: true,
  setInCode: false,
};
const IN_VAIN: Row = { ...CURED, restartedMs: 27 * HOUR_MS };
const MISSED: Row = { ...CURED, cured: false, cancelled: false };

test("the matrix's 24 jobs are there, and fifty more, each once in a mode under a calculator", () => {
  const plain = JOBS.filter(({ name }) => name === '6.5 h' || name === '26 h');
  expect(plain).toHaveLength(24);
  expect(JOBS.length - plain.length).toBeGreaterThanOrEqual(50);
  const keys = JOBS.map(({ name, calculator, mode, foundMinutes }) => `${calculator} ${mode} ${name} ${foundMinutes}`);
  expect(new Set(keys).size).toBe(JOBS.length);
});

test('holds where all that pay by the rule are cured, settings in code aside', () => {
  expect(holds([CURED, { ...MISSED, setInCode: true }, { ...MISSED, paysByRule: false }])).toBe(true);
});

test('fails for a restart after which the result came later, or never', () => {
  expect(holds([CURED, IN_VAIN])).toBe(false);
  expect(holds([CURED, { ...CURED, cured: false }])).toBe(false);
});

test('fails where more than one in twenty is left alone', () => {
  expect(holds([...Array.from({ length: 18 }, () => CURED), MISSED])).toBe(false);
  expect(holds([...Array.from({ length: 19 }, () => CURED), MISSED])).toBe(true);
});

test('a line says what the rule knew, what is true, and what became of the job', () => {
  const page = toPage([CURED, { ...MISSED, restartedMs: undefined, paysByRule: false }]);
  expect(page).toContain(
    '| 26 h | dominant | client | 365 min | 700 min | 531 min | yes | 1560 min | 1080 min | yes | cured |',
  );
  expect(page).toContain('| job | mode | calculator | found at once | found after 365 min |');
  expect(page).toContain('| 26 h | client | dominant | – | cured |');
  expect(page).toContain('| no | 1560 min | – | – | left alone |');
});

test('docs/found-late.md is that of the published rows, one of every job, and they hold', () => {
  const rows = publishedRows();
  expect(rows.map(({ name, calculator }) => [name, calculator])).toEqual(
    JOBS.map(({ name, calculator }) => [name, calculator]),
  );
  expect(readFileSync(PAGE, 'utf8')).toBe(toPage(rows));
  expect(holds(rows)).toBe(true);
});
