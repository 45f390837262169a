/** Writes docs/policy.md: `npm run policy-page`. A test holds it to the policy. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyPageText } from './policy-page-text';

writeFileSync(join(__dirname, '..', 'docs', 'policy.md'), policyPageText());
