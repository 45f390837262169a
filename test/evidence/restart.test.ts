import { expect, test } from 'vitest';
import { restartWorth } from '../../lib/evidence';
import { fc, property } from '../support/property';

const HOUR = 3_600_000;
const base = { overheadMs: HOUR / 20, elapsedMs: 6 * HOUR, busyMs: 6 * HOUR, speedUp: 2 };

test('after six busy hours a restart at twice the speed pays where more than six hours and six minutes remain', () => {
  expect(restartWorth({ ...base, remainingMs: 6 * HOUR }).paysAboveMs).toBe(6.1 * HOUR);
  expect(restartWorth({ ...base, remainingMs: 6 * HOUR }).pays).toBe(false);
  expect(restartWorth({ ...base, remainingMs: 20 * HOUR })).toEqual({
    pays: true,
    paysAboveMs: 6.1 * HOUR,
    waitMs: 20 * HOUR,
    restartMs: 13.05 * HOUR,
  });
});

test('time that no task used is not any shorter the second time', () => {
  expect(restartWorth({ ...base, busyMs: 3 * HOUR, remainingMs: 0 }).paysAboveMs).toBe(9.1 * HOUR);
});

test('without a gain it never pays', () => {
  expect(restartWorth({ ...base, speedUp: 1, remainingMs: 1000 * HOUR })).toMatchObject({
    pays: false,
    paysAboveMs: Number.POSITIVE_INFINITY,
  });
});

const ms = fc.integer({ min: 0, max: 100 * HOUR });
property([ms, ms, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.5, max: 8, noNaN: true })])(
  'pays exactly where a restart is done earlier, and then also for more that remains',
  (remainingMs, elapsedMs, busyShare, speedUp) => {
    const question = { ...base, elapsedMs, busyMs: elapsedMs * busyShare, speedUp };
    const worth = restartWorth({ ...question, remainingMs });
    if (Math.abs(worth.restartMs - worth.waitMs) > 1) expect(worth.pays).toBe(worth.restartMs < worth.waitMs);
    if (worth.pays) expect(restartWorth({ ...question, remainingMs: remainingMs + HOUR }).pays).toBe(true);
  },
);
