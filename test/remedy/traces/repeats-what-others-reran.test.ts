import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../support';
import { life } from './life';

test('a rerun by an orchestrator that has already completed is not repeated', async () => {
  const { broken, calls, pages } = await life({ kerberos: true, copy: { afterMs: 6 * SECOND, minutes: 0.1 } });
  expect(broken).toEqual([]);
  expect(calls).toEqual(['cancel']);
  expect(pages).toEqual(['replaced-by-other']);
});

test('a rerun is seen by a clock that is ahead of EMR, too', async () => {
  const { broken, calls } = await life({ kerberos: true, copy: { afterMs: SECOND, minutes: 10 }, clocksMs: [MINUTE] });
  expect(broken).toEqual([]);
  expect(calls).toEqual(['cancel']);
});
