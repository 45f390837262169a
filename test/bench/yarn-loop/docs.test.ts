import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGE, pageOf, publishedResults, RELIABILITY, withRuns } from '../../../bench/yarn-loop/docs';
import { reportOf } from '../../../bench/yarn-loop/report';

test.each(publishedResults())('the published run "$kind" came out as predicted', (result) => {
  expect(reportOf(result).problems).toEqual([]);
});

test('docs/real-yarn.md is that of the published runs', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(pageOf(publishedResults()));
});

test('docs/reliability.md has their table', () => {
  const page = readFileSync(RELIABILITY, 'utf8');
  expect(page).toBe(withRuns(page, publishedResults()));
});
