import { expect, test } from 'vitest';
import { CHECKS, checked } from '../../bench/dynamodb/checks';
import { startLedger } from '../../lib/rehearsal/ledger';

test('the DynamoDB of tests and rehearsals keeps what the protocol takes from DynamoDB', async () => {
  const ledger = await startLedger();
  const failures: string[] = [];
  let held = 0;
  for await (const { name, failure } of checked(ledger.url)) {
    if (failure === undefined) held += 1;
    else failures.push(`${name}: ${failure}`);
  }
  await ledger.close();
  expect(failures).toEqual([]);
  expect(held).toBe(CHECKS.length);
});
