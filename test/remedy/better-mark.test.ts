import { expect, test } from 'vitest';
import { betterMarkFor } from '../../lib/remedy/better-mark';
import { detail, lineage, MINUTE, NOW, POLICY } from './support';

const { payload } = lineage();
const mark = (vcpus: number, startedAt?: number) => betterMarkFor(payload, vcpus, detail({ startedAt }), POLICY);

test('an attempt is better off with 1.2 times the slots of the root step, on fewer vCPUs in proportion', () => {
  const warmAt = NOW + 10 * MINUTE;
  expect(mark(1312, NOW)).toEqual({ slots: 1.2 * 574, warmAt });
  expect(mark(656, NOW)).toEqual({ slots: 0.6 * 574, warmAt });
  expect(mark(2624, NOW)).toEqual({ slots: 1.2 * 574, warmAt });
  expect(mark(0, NOW)).toEqual({ warmAt });
});

test('an attempt that has not begun is never warm', () => {
  expect(mark(1312)).toMatchObject({ warmAt: Number.POSITIVE_INFINITY });
});
