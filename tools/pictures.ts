/** Writes the pictures that the code draws into docs/images: `npm run pictures`. A test holds the two together. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictureFiles } from './pictures-text';

for (const [name, text] of pictureFiles()) writeFileSync(join(__dirname, '..', 'docs', 'images', name), text);
