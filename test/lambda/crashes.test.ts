import { describe, expect, test } from 'vitest';
import { MINUTE, START } from '../remedy/support';
import { brokenIn, doubleFaults, lifeIn, singleFaults, WORLDS } from './crash-worlds';
import { violations } from './world/violations';

/** Of the lives that `npm run check:crashes` tries: one in so many of each world, other ones in each. */
const EVERY_SINGLE = 4;
const EVERY_DOUBLE = 12;

const worlds = WORLDS.map(([name, options], nth) => ({ name, options, nth }));

describe.each(worlds)('$name', ({ options, nth }) => {
  test('without a fault the job ends once, and every kind of effect is met', async () => {
    const world = await lifeIn(options);
    expect(violations(world)).toEqual([]);
    expect(world.row?.state).toBe('watching');
    expect(new Set(world.effects.map((name) => name.split(' ')[0]))).toEqual(
      new Set(['readRow', 'observe', 'side', 'writeRow', 'page', 'tell', 'call', 'sleep']),
    );
  });

  test.each([
    ['a fault at any effect breaks', singleFaults, EVERY_SINGLE, 30],
    ['two faults at any two effects before the verification break', doubleFaults, EVERY_DOUBLE, 15],
  ] as const)('%s no promise', async (_, plans, every, atLeast) => {
    const { effects } = await lifeIn(options);
    const tried = plans(effects).filter((_, index) => index % every === nth % every);
    const broken: (string | undefined)[] = [];
    for (const faults of tried) broken.push(await brokenIn(options, faults));
    expect(broken.length).toBeGreaterThan(atLeast);
    expect(broken.filter((one) => one !== undefined)).toEqual([]);
  });
});

test('a successor that waits keeps the remediator from acting', async () => {
  const world = await lifeIn({ successor: true });
  expect(world.calls).toEqual([]);
  expect(violations(world)).toEqual([]);
});

test('I4: a successor that is added after a cancel was throttled keeps the remediator from trying again', async () => {
  const { effects } = await lifeIn({});
  const cancel = effects.indexOf('call cancel');
  const world = await lifeIn({ successorAt: START + 40 * MINUTE + 1 }, [{ index: cancel, fault: 'throttled' }]);
  expect(world.row?.outcomes.at(-1)?.outcome).toBe('aborted');
  expect(world.steps.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(violations(world)).toEqual([]);
});

test.each(['off', 'advise', 'approve'] as const)(
  'I6: mode %s without an approval never writes to EMR',
  async (mode) => {
    const world = await lifeIn({ mode, rootMinutes: 60 });
    expect(world.calls).toEqual([]);
  },
);

test.each<Record<string, string>>([{}, { 'emr-autotune': 'off' }, { 'emr-autotune': 'remediate:two' }])(
  'I6: tags %j never write to EMR',
  async (tags) => {
    const world = await lifeIn({ tags, rootMinutes: 60 });
    expect(world.calls).toEqual([]);
  },
);
