import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NO_DIFFERENCE } from '../../../bench/mutation/no-difference';
import { scoreOf, staleReasons, toPage } from '../../../bench/mutation/page';
import { PARTS } from '../../../bench/mutation/parts';

const ROOT = join(__dirname, '..', '..', '..');
const [known] = NO_DIFFERENCE;

/** A report on one file, in which the code of a known reason and some other code are changed. */
function judged(first: string, second: string) {
  const { file = '', code = '' } = known ?? {};
  const on = (line: number, text: string, status: string) => ({
    mutatorName: 'ConditionalExpression',
    replacement: 'true',
    status,
    location: { start: { line, column: 3 }, end: { line, column: 3 + text.length } },
  });
  const source = `  ${code}\n  other()`;
  const mutants = [on(1, code, first), on(2, 'other()', second)];
  return [{ part: PARTS[0]!, report: { files: { [file]: { source, mutants } } } }];
}

test('a survivor with a reason is left out of the score, one without is not', () => {
  expect(scoreOf(judged('Survived', 'Killed'))).toBe(1);
  expect(scoreOf(judged('Killed', 'Survived'))).toBe(0.5);
  expect(toPage(judged('Survived', 'Killed'))).toContain(known?.reason);
});

test('a reason that explains no survivor is an error, where its file was mutated', () => {
  expect(staleReasons(judged('Survived', 'Killed'))).not.toContain(known);
  expect(staleReasons(judged('Killed', 'Survived'))).toContain(known);
  expect(staleReasons([])).toEqual([]);
});

test('each reason names code that is there', () => {
  for (const { file, code } of NO_DIFFERENCE) {
    expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    const [line = ''] = code.split(' …');
    expect([file, code, readFileSync(join(ROOT, file), 'utf8').includes(line)]).toEqual([file, code, true]);
  }
});
