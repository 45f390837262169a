/** Writes docs/properties.md: `npm run properties-page`. A test holds it to the resource specification and to the constructs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { propertiesPageText } from './properties-page-text';

writeFileSync(join(__dirname, '..', 'docs', 'properties.md'), propertiesPageText());
