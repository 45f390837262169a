import { expect, test } from 'vitest';
import { life } from './life';

test('an attempt whose size is overridden is watched to its end: when it fails, somebody is told', async () => {
  const { broken, pages, row } = await life({ attemptOverridden: true, attemptEnds: 'FAILED', attemptMinutes: 90 });
  expect(broken).toEqual([]);
  expect(pages).toEqual(['failed']);
  expect(row?.outcomes.at(-1)?.outcome).toBe('failed');
});

test('one that completes closes as ineffective', async () => {
  const { broken, pages, row } = await life({ attemptOverridden: true, attemptMinutes: 90 });
  expect(broken).toEqual([]);
  expect(pages).toEqual([]);
  expect(row?.outcomes.at(-1)?.outcome).toBe('ineffective');
});

test('an attempt that runs for more than a day is watched on, and a day after its submission somebody is told once', async () => {
  const { broken, pages } = await life({ attemptEnds: 'FAILED', attemptMinutes: 30 * 60 });
  expect(broken).toEqual([]);
  expect(pages).toEqual(['unknown:still-running', 'failed']);
});
