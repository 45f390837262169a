import { expect, test } from 'vitest';
import { judgeLooks, ORDERS, UNSEEN } from '../../../bench/evidence/random-jobs';

/** `npm run bench:evidence -- --random 2000` looks at more of each. */
const LOOKS = 60;
const SEED = 11;

test.each(ORDERS.filter((order) => order !== UNSEEN))(
  'the bound of random jobs does not exceed what remains: %s',
  (order) => {
    expect(judgeLooks(order, LOOKS, SEED)).toMatchObject({ looks: LOOKS, exceeded: 0 });
  },
);

test('the bound of random jobs is at least half of what remains in the middle of a stage of tasks that are alike', () => {
  const { midStage, positive } = judgeLooks('alike', 3 * LOOKS, SEED);
  expect(midStage).toBeGreaterThan(0.5);
  expect(positive).toBeGreaterThan(LOOKS);
});

test('what nothing tells of is the assumption: light tasks after heavy ones, before any has ended', () => {
  expect(judgeLooks(UNSEEN, LOOKS, SEED).exceeded).toBeGreaterThan(0);
});
