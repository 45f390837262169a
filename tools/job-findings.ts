/** Writes docs/job-findings.md: `npm run job-findings`. A test holds it to the rules. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobFindingsText } from './job-findings-text';

writeFileSync(join(__dirname, '..', 'docs', 'job-findings.md'), jobFindingsText());
