import { expect, test } from 'vitest';
import { type Move, type Space, search } from '../../../bench/states/search';
import { Visited } from '../../../bench/states/visited';

/** Numbers from which one may add 1 or double, up to 40; 13 breaks a promise, nothing leads out of 29. */
const DOUBLING: Space<number> = {
  initial: 1,
  key: String,
  moves: (n): readonly Move<number>[] =>
    n === 29
      ? []
      : [
          { label: `${n}+1`, to: n + 1 },
          { label: `${n}*2`, to: n * 2 },
        ],
  broken: (n) => (n === 13 ? ['unlucky'] : []),
  status: (n) => (n === 40 ? 'over' : n > 40 ? 'beyond' : 'open'),
  isGood: (n) => n === 40,
};

test('a broken promise is found by a shortest way', () => {
  const [found] = search(DOUBLING, { states: 1000 }).violations;
  expect(found?.promise).toBe('unlucky');
  expect(found?.labels).toEqual(['1+1', '2+1', '3*2', '6*2', '12+1']);
});

test('states that cannot come to a good end are found', () => {
  const { violations, hopeless } = search({ ...DOUBLING, broken: () => [] }, { states: 1000 });
  expect(hopeless).toBe(1);
  expect(violations.map(({ promise }) => promise)).toEqual(['hope: success, abort or a page can be reached']);
});

test('complete means that no state is cut off, and what leaves the bounds is counted', () => {
  const whole = search(DOUBLING, { states: 1000 });
  expect(whole.cut).toBe(0);
  // From 1 to 40, then 42 to 78 by doubling what is not 29, and 41 by adding to what is 40 no longer.
  expect(whole.beyond).toBe(whole.states - 40);
  expect(search(DOUBLING, { states: 20 }).cut).toBeGreaterThan(0);
});

test('the set of states keeps a hundred thousand keys apart and knows them again', () => {
  const visited = new Visited();
  const keys = Array.from({ length: 100_000 }, (_, i) => `["state",${i},{"row":${i % 7}}]`);
  expect(keys.every((key, i) => visited.add(key).index === i)).toBe(true);
  expect(keys.some((key) => visited.add(key).isNew)).toBe(false);
  expect(visited.size).toBe(100_000);
});
