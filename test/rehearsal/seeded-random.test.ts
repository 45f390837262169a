import { expect, test } from 'vitest';
import { seededRandom } from '../../lib/rehearsal/seeded-random';

test('the numbers are those of mulberry32 and follow from the seed', () => {
  const random = seededRandom(0);
  expect([random(), random(), random()]).toEqual([0.26642920868471265, 0.0003297457005828619, 0.2232720274478197]);
  expect(seededRandom(-1)()).toBe(seededRandom(2 ** 32 - 1)());
});
