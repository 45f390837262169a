import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { policyPageText } from '../../tools/policy-page-text';

test('docs/policy.md is what npm run policy-page writes', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'policy.md'), 'utf8');
  expect(page, 'run npm run policy-page').toBe(policyPageText());
});
