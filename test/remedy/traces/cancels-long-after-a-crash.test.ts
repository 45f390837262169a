import { expect, test } from 'vitest';
import { MINUTE, START } from '../support';
import { life } from './life';

const FOUND = START + 40 * MINUTE;

test('a cancel that a crash kept from being sent is not sent past the gates: a step that has queued up since is not overtaken', async () => {
  const { broken, calls, pages, row } = await life({ successorAt: FOUND + 1 }, { 'call cancel': 'before' });
  expect(broken).toEqual([]);
  expect(calls).toEqual([]);
  expect(row).toMatchObject({ state: 'held', reason: 'cancel-unexplained' });
  expect(pages).toContain('held:cancel-unexplained');
});

test('without a successor it is sent again, once every gate has let it pass again', async () => {
  const { broken, calls, world } = await life({}, { 'call cancel': 'before' });
  expect(broken).toEqual([]);
  expect(calls).toEqual(['cancel', 'add']);
  // 180 s until the sender is dead for sure, 120 s on the wire, 60 s between two clocks.
  expect(world.calls[0]!.at - FOUND).toBeGreaterThanOrEqual(6 * MINUTE);
});

test('where it was sent after all, and the answer was lost, the step is fenced as usual', async () => {
  const { broken, calls, row } = await life({}, { 'call cancel': 'after' });
  expect(broken).toEqual([]);
  expect(calls).toEqual(['cancel', 'add']);
  expect(row?.outcomes.at(-1)?.outcome).toBe('improved');
});
