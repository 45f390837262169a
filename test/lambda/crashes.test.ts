import { beforeAll, describe, expect, test } from 'vitest';
import { MINUTE, START } from '../remedy/support';
import { FakeWorld, type Fault, violations, type WorldOptions } from './fake-world';

/** Worlds that differ in what nobody knows of EMR: how long things take, and what is seen too late. */
const WORLDS: readonly (readonly [string, WorldOptions])[] = [
  ['everything at once', {}],
  ['ListSteps is a minute stale', { staleMs: 60_000 }],
  ['CANCELLED is reported 45 s before the application is gone', { exitLagMs: 45_000, cancelMs: 60_000 }],
  ['the cancel takes longer than one invocation', { cancelMs: 200_000 }],
  ['R completes while it is being cancelled', { rootMinutes: 40.5, cancelMs: 90_000 }],
];

const FAULTS: readonly Fault[] = ['before', 'after', 'lost', 'refused', 'rival', 'restored', 'throttled'];

/** Effects from one fault to the next; `npm run check:crashes` tries every pair. */
const GAPS = [1, 4];

async function life(options: WorldOptions, faults: ReadonlyMap<number, Fault> = new Map()): Promise<FakeWorld> {
  const world = new FakeWorld(options, faults);
  await world.live();
  return world;
}

describe.each(WORLDS)('%s', (_, options) => {
  let effects: string[] = [];

  beforeAll(async () => {
    effects = (await life(options)).effects;
  });

  test('without a fault the job ends once, and every kind of effect is met', async () => {
    const world = await life(options);
    expect(violations(world)).toEqual([]);
    expect(world.row?.state).toBe('watching');
    expect(new Set(effects.map((name) => name.split(' ')[0]))).toEqual(
      new Set(['readRow', 'observe', 'side', 'writeRow', 'call', 'sleep']),
    );
  });

  test('a fault at any effect breaks no promise', async () => {
    const broken: string[] = [];
    for (const [index, name] of effects.entries()) {
      for (const fault of FAULTS.filter((one) => one !== 'throttled' || name.startsWith('call'))) {
        const found = violations(await life(options, new Map([[index, fault]])));
        if (found.length > 0) broken.push(`${fault} ${index} ${name}: ${found.join(', ')}`);
      }
    }
    expect(broken).toEqual([]);
  });

  test('two faults at any two effects before the verification break no promise', async () => {
    const broken: string[] = [];
    const last = effects.indexOf('writeRow verifying') + 2;
    const critical = effects.slice(0, last > 1 ? last : effects.length);
    for (const first of critical.keys()) {
      for (const gap of GAPS) {
        for (const [a, b] of [
          ['after', 'after'],
          ['lost', 'after'],
          ['rival', 'after'],
          ['after', 'lost'],
        ] as const) {
          const found = violations(
            await life(
              options,
              new Map([
                [first, a],
                [first + gap, b],
              ]),
            ),
          );
          if (found.length > 0) broken.push(`${a} ${first} ${b} ${first + gap}: ${found.join(', ')}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });
});

test('a successor that waits keeps the remediator from acting', async () => {
  const world = await life({ successor: true });
  expect(world.calls).toEqual([]);
  expect(violations(world)).toEqual([]);
});

test('I4: a successor that is added after a cancel was throttled keeps the remediator from trying again', async () => {
  const { effects } = await life({});
  const cancel = effects.indexOf('call cancel');
  const world = await life({ successorAt: START + 40 * MINUTE + 1 }, new Map([[cancel, 'throttled']]));
  expect(world.row?.outcomes.at(-1)?.outcome).toBe('aborted');
  expect(world.steps.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(violations(world)).toEqual([]);
});

test.each(['off', 'advise', 'approve'] as const)(
  'I6: mode %s without an approval never writes to EMR',
  async (mode) => {
    const world = await life({ mode, rootMinutes: 60 });
    expect(world.calls).toEqual([]);
  },
);

test.each<Record<string, string>>([{}, { 'emr-autotune': 'off' }, { 'emr-autotune': 'remediate:two' }])(
  'I6: tags %j never write to EMR',
  async (tags) => {
    const world = await life({ tags, rootMinutes: 60 });
    expect(world.calls).toEqual([]);
  },
);
