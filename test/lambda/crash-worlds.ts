import type { Planned } from './crash-lives';
import { FakeWorld } from './world/fake-world';
import type { Fault, WorldOptions } from './world/options';
import { violations } from './world/violations';

/** Worlds that differ in what nobody knows of EMR: how long things take, and what is seen too late. */
export const WORLDS: readonly (readonly [string, WorldOptions])[] = [
  ['everything at once', {}],
  ['ListSteps is a minute stale', { staleMs: 60_000 }],
  ['CANCELLED is reported 45 s before the application is gone', { exitLagMs: 45_000, cancelMs: 60_000 }],
  ['the cancel takes longer than one invocation', { cancelMs: 200_000 }],
  ['R completes while it is being cancelled', { rootMinutes: 40.5, cancelMs: 90_000 }],
];

const FAULTS: readonly Fault[] = ['before', 'after', 'lost', 'refused', 'rival', 'restored', 'throttled'];

/** Effects from one fault to the next. */
const GAPS = [1, 4];

const TWO_FAULTS: readonly (readonly [Fault, Fault])[] = [
  ['after', 'after'],
  ['lost', 'after'],
  ['rival', 'after'],
  ['after', 'lost'],
];

export async function lifeIn(options: WorldOptions, faults: readonly Planned[] = []): Promise<FakeWorld> {
  const world = new FakeWorld(options, new Map(faults.map(({ index, fault }) => [index, fault])));
  await world.live();
  return world;
}

/** What a life with these faults broke, in words; undefined where it kept every promise. */
export async function brokenIn(options: WorldOptions, faults: readonly Planned[]): Promise<string | undefined> {
  const world = await lifeIn(options, faults);
  const found = violations(world);
  if (found.length === 0) return undefined;
  const met = faults.map(({ index, fault }) => `${fault} ${index} ${world.effects[index]}`);
  return `${met.join(', ')}: ${found.join(', ')}`;
}

/** Every fault at every effect of a life. */
export function singleFaults(effects: readonly string[]): Planned[][] {
  return effects.flatMap((name, index) =>
    FAULTS.filter((fault) => fault !== 'throttled' || name.startsWith('call')).map((fault) => [{ index, fault }]),
  );
}

/** Two faults near each other at every effect before the verification. */
export function doubleFaults(effects: readonly string[]): Planned[][] {
  const verifies = effects.indexOf('writeRow verifying');
  const critical = verifies < 0 ? effects : effects.slice(0, verifies + 2);
  return critical.flatMap((_, index) =>
    GAPS.flatMap((gap) =>
      TWO_FAULTS.map(([first, second]) => [
        { index, fault: first },
        { index: index + gap, fault: second },
      ]),
    ),
  );
}
