import { expect, test } from 'vitest';
import { type LintFinding, toldOnce } from '../../lib/lint';

const finding = (line?: number): LintFinding => ({
  id: 'bad-value',
  severity: 'error',
  key: 'spark.executor.memory',
  where: 'classification spark-defaults',
  message: 'm',
  instead: 'i',
  ...(line === undefined ? {} : { line }),
});

test('a finding that several commands share is told once, with its line where one has it', () => {
  expect(toldOnce([finding(), finding(7), finding(7), finding()])).toEqual([finding(7)]);
  expect(toldOnce([finding(7), finding(9)])).toEqual([finding(7), finding(9)]);
  expect(toldOnce([finding(), finding()])).toEqual([finding()]);
});
