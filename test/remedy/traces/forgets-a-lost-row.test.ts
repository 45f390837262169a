import { expect, test } from 'vitest';
import { life } from './life';

test.each(['deleted', 'rolledBack'] as const)(
  'a row that is %s after the cancel is missed, and a person is told',
  async (fault) => {
    const { broken, calls, pages, row } = await life({}, { 'call cancel': fault });
    expect(broken).toEqual([]);
    expect(calls).toEqual(['cancel']);
    expect(pages).toEqual(['held:row-lost']);
    expect(row).toMatchObject({ state: 'held', reason: 'row-lost' });
  },
);

test('one that is deleted while the attempt runs is missed as well', async () => {
  const { broken, pages, row } = await life({}, { 'writeRow verifying': 'deleted' });
  expect(broken).toEqual([]);
  expect(pages).toEqual(['held:row-lost']);
  expect(row).toMatchObject({ state: 'held', reason: 'row-lost' });
});
