/** Writes the table of layers into docs/architecture.md: `npm run architecture`. A test holds the page to tools/layers.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLayers } from './architecture-text';

const path = join(__dirname, '..', 'docs', 'architecture.md');
writeFileSync(path, withLayers(readFileSync(path, 'utf8')));
