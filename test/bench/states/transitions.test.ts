import { expect, test } from 'vitest';
import { check, shippedIn } from '../../../bench/states/check';
import { SCENARIOS } from '../../../bench/states/scenarios';
import { SHIPPED } from '../../../lambda/remediator/machine';
import { type Observation, type Row, TRANSITIONS } from '../../../lib/remedy';
import { released } from '../../../lib/remedy/released';

/** Enough of each scenario for every way to be taken once. */
const STATES = 3000;

const ending = ({ cluster, ...obs }: Observation): Observation => ({
  ...obs,
  cluster: cluster && { ...cluster, value: { ...cluster.value, state: 'TERMINATING' } },
});

test('what is shipped keeps every promise, and the table of transitions has every way that is seen, and no other', () => {
  let states = 0;
  const broken: string[] = [];
  const seen = new Set<string>();
  const held: Row[] = [];
  const note = (from: Row, to: Row): void => {
    if (to.state === 'held' && held.length === 0) held.push(to);
    if (from.state !== to.state) seen.add(`${from.state} > ${to.state}`);
  };
  for (const scenario of SCENARIOS) {
    const lab = shippedIn(scenario);
    const reducer: typeof SHIPPED = {
      decide: (obs, row, now, policy) => {
        const action = SHIPPED.decide(obs, row, now, policy);
        if (action.kind === 'move') note(row, action.row);
        if (action.kind === 'call') note(row, action.before);
        // Clusters do not end in the search.
        const atItsEnd = row.state === 'submitting' && SHIPPED.decide(ending(obs), row, now, policy);
        if (atItsEnd && atItsEnd.kind === 'move') note(row, atItsEnd.row);
        return action;
      },
      record: (row, result, now, policy) => {
        const after = SHIPPED.record(row, result, now, policy);
        note(row, after);
        return after;
      },
    };
    const checked = check({ ...lab, setting: { ...lab.setting, reducer } }, { states: STATES });
    states += checked.states;
    broken.push(...checked.traces);
  }
  expect(broken).toEqual([]);
  expect(states).toBeGreaterThan(20_000);
  // Taken by a person, not by the reducer.
  for (const row of held) note(row, released(row)!);
  const table = TRANSITIONS.map(({ from, to }) => `${from} > ${to}`);
  expect([...seen].toSorted()).toEqual(table.toSorted());
});
