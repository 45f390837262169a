/** Writes docs/instance-types.md: `npm run instance-table`. A test holds it to what the engine plans. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instanceTableText } from './instance-table-text';

writeFileSync(join(__dirname, '..', 'docs', 'instance-types.md'), instanceTableText());
