import { expect, test } from 'vitest';
import { counted } from '../lib/numbers';

test('a count takes the singular for one alone, as English has it', () => {
  expect([0, 1, 2, 1312].map((count) => counted(count, 'executor'))).toEqual([
    '0 executors',
    '1 executor',
    '2 executors',
    '1,312 executors',
  ]);
  expect(counted(2, 'vCPU that is idle', 'vCPUs that are idle')).toBe('2 vCPUs that are idle');
});
