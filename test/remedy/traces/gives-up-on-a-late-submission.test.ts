import { expect, test } from 'vitest';
import { SECOND } from '../support';
import { life } from './life';

test('a submission without an answer is found by a clock that is a minute ahead of its sender, however late it shows', async () => {
  // Sent late in the second invocation: 60 s on the wire, and a list that lacks the last 60 s. The third sees 60 of these 120 s.
  const { broken, calls, pages, row } = await life(
    { clocksMs: [-30 * SECOND, -30 * SECOND, 30 * SECOND], cancelMs: 110 * SECOND, staleMs: 119 * SECOND },
    { 'call add': 'lost' },
  );
  expect(broken).toEqual([]);
  expect(calls.filter((kind) => kind === 'add')).toHaveLength(1);
  expect(pages).toEqual([]);
  expect(row?.outcomes.at(-1)?.outcome).toBe('improved');
});
