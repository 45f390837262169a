import { expect, test } from 'vitest';
import { briefScenario } from '../../../lib/simulator';
import { cancelStep } from '../../../lib/simulator/world/cancel';
import { addStep, together } from '../../../lib/simulator/world/changes';
import { createWorld } from '../../../lib/simulator/world/create';
import { findStep } from '../../../lib/simulator/world/find-step';
import type { Step, World } from '../../../lib/simulator/world/types';

const REQUEST = {
  name: 'later',
  jar: 'command-runner.jar',
  args: [],
  properties: {},
  actionOnFailure: 'CONTINUE',
} as const;
const COUNT = 500;

const created = createWorld(briefScenario());
const adds = (world: World): World =>
  Array.from({ length: COUNT }).reduce<World>((before) => addStep(before, REQUEST), world);
const cancels = (world: World): World =>
  world.steps.slice(1).reduce((before, { id }) => cancelStep(before, id, 'SEND_INTERRUPT', true).world, world);

test('many changes that are made as one come to the same as one after the other', () => {
  expect(together(together(created, adds), cancels)).toEqual(cancels(adds(created)));
});

test('a step is found by its id without a look at the others', () => {
  const world = adds(created);
  let looks = 0;
  const steps = new Proxy(world.steps, {
    get: (target, key) => {
      looks += 1;
      return Reflect.get(target, key) as Step;
    },
  });
  const long = { ...world, steps };
  expect(findStep(long, 's-REHEARSAL0400')).toBe(world.steps[399]);
  expect(looks).toBeLessThanOrEqual(2);
  for (const id of ['s-REHEARSAL0502', 's-REHEARSAL00400', 's-REHEARSAL0', 's-', 'j-REHEARSAL0001', 's-REHEARSAL20001'])
    expect(findStep(long, id)).toBeUndefined();
});
