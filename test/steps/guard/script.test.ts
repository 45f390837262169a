import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { grouped } from '../../../lib/numbers';
import { GUARD_SCRIPT } from '../../../lib/steps/guard/script.generated';
import { guardScriptModule } from '../../../tools/guard-script-text';

test('the script that is shipped is guard.sh without its comments', () => {
  const shipped = join(__dirname, '..', '..', '..', 'lib', 'steps', 'guard', 'script.generated.ts');
  expect(readFileSync(shipped, 'utf8'), 'run "npm run guard-script"').toBe(guardScriptModule());
});

test('it leaves a step 4,000 of the characters that EMR takes, and has none that EMR refuses', () => {
  expect(GUARD_SCRIPT.length).toBeLessThanOrEqual(10_240 - 4000);
  expect(GUARD_SCRIPT).toMatch(/^[\n -~]+$/);
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'guard.md'), 'utf8');
  expect(page).toContain(`The script takes ${grouped(GUARD_SCRIPT.length)} of the 10,240 characters`);
});
