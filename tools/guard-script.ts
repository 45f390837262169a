/** Writes lib/steps/guard/script.generated.ts from guard.sh there: `npm run guard-script`. A test compares them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardScriptModule } from './guard-script-text';

writeFileSync(join(__dirname, '..', 'lib', 'steps', 'guard', 'script.generated.ts'), guardScriptModule());
