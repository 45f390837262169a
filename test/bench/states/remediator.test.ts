import { expect, test } from 'vitest';
import { shippedIn } from '../../../bench/states/check';
import { caught, MUTANTS } from '../../../bench/states/mutants';
import { PROMISE } from '../../../bench/states/promises';
import { SCENARIOS } from '../../../bench/states/scenarios';
import { search } from '../../../bench/states/search';
import { spaceOf } from '../../../bench/states/space';
import { ROW_STATES } from '../../../lib/remedy';

const scenarioOf = (name: string) => {
  const found = SCENARIOS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
};

test('a search meets every state of a row and every kind of effect: one that never acts keeps every promise', () => {
  const met = new Set<string>();
  const space = spaceOf(shippedIn(scenarioOf('calm')));
  const noting: typeof space = {
    ...space,
    moves: (world) => {
      met.add(world.ledger.row?.state ?? 'watching');
      for (const { effect } of world.invocations) met.add(effect.kind === 'call' ? effect.call.kind : effect.kind);
      return space.moves(world);
    },
  };
  search(noting, { states: 30_000 });
  const effects = ['readRow', 'observe', 'side', 'writeRow', 'cancel', 'add', 'sleep', 'page', 'tell'];
  // What is held is over as soon as its page is delivered, so it is met with the page still to come.
  expect([...met].toSorted()).toEqual([...ROW_STATES.filter((state) => state !== 'held'), ...effects].toSorted());
});

/** Those that are found among so many states; `npm run check:states -- --mutants` finds the others too. */
const FEW_STATES = 4_000;
const FOUND_LATE = [
  'lease',
  'marker',
  'settle',
  'filter',
  'nonce',
  'retries',
  'succeeded-in-client-mode',
  'guard-refused',
];

test.each(MUTANTS.filter(({ name }) => !FOUND_LATE.includes(name)))(
  'without $without a promise is broken ($scenario)',
  (mutant) => {
    expect(caught(mutant, FEW_STATES)?.trace).toContain(PROMISE[mutant.breaks]);
  },
);
