import { expect, test } from 'vitest';
import { MINUTE, SECOND, START } from '../support';
import { life } from './life';

test('a step that a person had cancelled before our first request stays cancelled, though EMR showed it late', async () => {
  const { broken, calls, row } = await life({
    person: { at: START + 40 * MINUTE - 90 * SECOND, hiddenMs: 110 * SECOND },
    cancelWriteMs: 1,
  });
  expect(broken).toEqual([]);
  expect(calls).toEqual(['cancel']);
  expect(row?.outcomes.at(-1)?.outcome).toBe('aborted');
});
