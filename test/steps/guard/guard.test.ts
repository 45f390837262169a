import { describe, expect, test } from 'vitest';
import { cases, expectedOf, seen } from './cases';
import { CAN_RUN, runGuard } from './run-guard';

describe.skipIf(!CAN_RUN)('the guard, as the shell runs it', () => {
  // Every other case in either shell; `npm run check:guard` runs all in both.
  test.each(cases().map((one, index) => ({ ...one, shell: index % 2 ? 'bash' : 'dash' }) as const))(
    '$name ($shell)',
    async ({ shell, ...one }) => {
      const outcome = await runGuard(shell, one);
      expect(seen(outcome), outcome.stderr).toEqual(expectedOf(one));
      expect(outcome.stderr).toMatch(one.says ?? /^/);
    },
  );
});
