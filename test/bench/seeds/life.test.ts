import { beforeAll, expect, test } from 'vitest';
import { builtFunction } from '../../../bench/seeds/built-function';
import { drawPlan } from '../../../bench/seeds/draw';
import { type IsolatedBundle, PROCESS_ENVIRONMENT } from '../../../bench/seeds/isolated-bundle';
import { type Lived, live } from '../../../bench/seeds/life';
import { brokenIn } from '../../../bench/seeds/promises';

/** One dies with its resubmission in flight, one goes well; `npm run check:seeds` lives a thousand more. */
const SEEDS = [59, 21];

let built: IsolatedBundle;
const lives: Lived[] = [];

beforeAll(async () => {
  Object.assign(process.env, PROCESS_ENVIRONMENT);
  built = builtFunction();
  for (const seed of SEEDS) lives.push(await live(drawPlan(seed), built));
});

const toText = ({ record, worlds, rows }: Lived): string =>
  JSON.stringify({ lines: record.lines, counts: [...record.counts], steps: worlds.map(({ steps }) => steps), rows });

test('a day of the built function in which things go wrong breaks no promise', () => {
  expect(lives.map(brokenIn)).toEqual(SEEDS.map(() => []));
  const met = new Set(lives.flatMap(({ record }) => [...record.counts.keys()].map((name) => name.split(' ')[0])));
  expect(['CancelSteps', 'AddJobFlowSteps', 'fault', 'lost'].filter((name) => !met.has(name))).toEqual([]);
});

test('the same seed is the same life, to the byte', async () => {
  const [first] = lives;
  expect(toText(await live(drawPlan(SEEDS[0] ?? 0), built))).toBe(toText(first as Lived));
});
