import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobFindingsText } from '../../../tools/job-findings-text';

test('docs/job-findings.md is what the rules say: npm run job-findings', () => {
  expect(readFileSync(join(__dirname, '../../../docs/job-findings.md'), 'utf8')).toBe(jobFindingsText());
});
