import { describe, expect, test } from 'vitest';
import { type AccountDay, EMPTY_ACCOUNT_DAY, release, reserve } from '../../lib/remedy';
import { MINUTE, NOW, POLICY } from './support';

const taken = (...clusters: string[]): AccountDay =>
  clusters.reduce<AccountDay>((day, id) => reserve(day, id, NOW, POLICY) ?? day, EMPTY_ACCOUNT_DAY);

describe("the account's budget", () => {
  test('lets two clusters be under way at once', () => {
    expect(taken('j-A', 'j-B')).toMatchObject({
      started: 2,
      open: { 'j-A': expect.any(Number), 'j-B': expect.any(Number) },
    });
    expect(reserve(taken('j-A', 'j-B'), 'j-C', NOW, POLICY)).toBeUndefined();
  });

  test('frees a place when a lineage ends, but not the unit', () => {
    const day = release(taken('j-A', 'j-B'), 'j-A');
    expect(day.started).toBe(2);
    expect(reserve(day, 'j-C', NOW, POLICY)?.started).toBe(3);
  });

  test('frees the place of an invocation that died, in time', () => {
    expect(reserve(taken('j-A', 'j-B'), 'j-C', NOW + 101 * MINUTE, POLICY)).toBeDefined();
  });

  test('a repeat after a crash wastes a unit and never exceeds the day', () => {
    let day: AccountDay | undefined = EMPTY_ACCOUNT_DAY;
    let granted = 0;
    for (let i = 0; i < 20; i++) {
      const next: AccountDay | undefined = reserve(day, 'j-A', NOW, POLICY);
      if (next === undefined) break;
      day = next;
      granted += 1;
    }
    expect(granted).toBe(10);
  });
});
