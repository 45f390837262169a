import { expect, test } from 'vitest';
import { SECOND } from '../support';
import { life } from './life';

test('executors have their time to end by whichever clocks it is measured', async () => {
  // The first invocation sees CANCELLED in its last look, and its clock is a minute behind that of the second.
  const { broken, calls } = await life({
    kerberos: true,
    clocksMs: [-30 * SECOND, 30 * SECOND],
    cancelMs: 135 * SECOND,
    exitLagMs: 45 * SECOND,
  });
  expect(broken).toEqual([]);
  expect(calls.filter((kind) => kind === 'add')).toHaveLength(1);
});
