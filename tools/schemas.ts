/** Writes docs/schemas: `npm run schemas`. A test holds the files and the types together. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from './schemas-text';

const folder = join(__dirname, '..', 'docs', 'schemas');
mkdirSync(folder, { recursive: true });
for (const [name, text] of schemaFiles()) writeFileSync(join(folder, name), text);
