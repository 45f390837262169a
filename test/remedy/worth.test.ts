import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, worthOf } from '../../lib/remedy';
import { fc, property } from '../support/property';

describe('whether a restart is worth it', () => {
  // Finishing takes r; restarting takes the overhead and the whole work again, s times faster.
  property([
    fc.double({ min: 2.001, max: 20, noNaN: true }),
    fc.double({ min: 0, max: 600, noNaN: true }),
    fc.double({ min: 0.1, max: 1000, noNaN: true }),
  ])('with a history, exactly when finishing takes longer than starting over', (slotRatio, t, r) => {
    const s = 0.75 * slotRatio;
    const finish = r;
    const restart = DEFAULT_POLICY.overheadMinutes + (t + r) / s;
    fc.pre(Math.abs(finish - restart) > 1e-6);
    expect(worthOf(slotRatio, t, DEFAULT_POLICY, { remainingMinutes: r }).notWorthIt === undefined).toBe(
      finish > restart,
    );
  });

  test.each([
    [1.25, 0.2],
    [1.5, 1 / 3],
    [2, 0.5],
    [3, 2 / 3],
    [4, 0.75],
  ])('without overhead, at a speed-up of %f it pays up to a progress of %f', (s, progress) => {
    const policy = { ...DEFAULT_POLICY, overheadMinutes: 0, speedUpMin: 1.05, speedUpTrust: 1 };
    const total = 1000;
    const pays = (done: number) =>
      worthOf(s, total * done, policy, { remainingMinutes: total * (1 - done) }).notWorthIt === undefined;
    expect(pays(progress - 0.001)).toBe(true);
    expect(pays(progress + 0.001)).toBe(false);
  });

  test('without a history, early or never', () => {
    expect(worthOf(2.28, 60, DEFAULT_POLICY).outsideWindow).toBeUndefined();
    expect(worthOf(2.28, 60.1, DEFAULT_POLICY).outsideWindow).toMatch(/60 min/);
  });

  test('never below the smallest speed-up', () => {
    expect(worthOf(1.99, 1, DEFAULT_POLICY).notWorthIt).toMatch(/1\.49 is below 1\.5/);
    expect(worthOf(2, 1, DEFAULT_POLICY).notWorthIt).toBeUndefined();
  });

  test('only the time in which tasks filled the slots is run faster', () => {
    // (s × (o + t − b) + b) ÷ (s − 1) with s = 1.5, o = 3, t = 40.
    const paysAbove = (busyMinutes?: number) =>
      worthOf(2, 40, DEFAULT_POLICY, { busyMinutes, remainingMinutes: 1 }).paysAboveMinutes;
    expect(paysAbove()).toBeCloseTo(89, 9);
    expect(paysAbove(20)).toBeCloseTo(109, 9);
    // A clock that is behind does not make more of it than has passed.
    expect(paysAbove(90)).toBeCloseTo(89, 9);
  });

  test('with the figures, where it does not pay', () => {
    expect(worthOf(2, 40, DEFAULT_POLICY, { remainingMinutes: 80 }).notWorthIt).toBe(
      'at least 80 min remain, and a restart pays above 89 min: done and remaining work would take 83 min after a restart',
    );
  });

  test('figures of a clock that is ahead are as old as the step', () => {
    expect(worthOf(2.28, 50, DEFAULT_POLICY, { seenMinutes: 70 }).outsideWindow).toBeUndefined();
  });
});
