import { expect, test } from 'vitest';
import { isOpen, ROW_STATES, type RowState, TRANSITIONS } from '../../lib/remedy';
import { row } from './support';

/** The ways of the protocol's table of states, by the state that they lead from; any that is open may turn out to be lost, or have to be held. */
const WAYS: Readonly<Record<RowState, readonly RowState[]>> = {
  watching: ['intent', 'held'],
  intent: ['cancelling', 'closed', 'held'],
  cancelling: ['intent', 'fencing', 'closed', 'held'],
  fencing: ['submitting', 'verifying', 'closed', 'held'],
  submitting: ['fencing', 'verifying', 'closed', 'held'],
  verifying: ['fencing', 'closed', 'held'],
  closed: ['watching', 'held'],
  held: ['closed'],
};

test('the table has the ways of the protocol, each with a few words that fit into its drawing', () => {
  const ways = Object.entries(WAYS).flatMap(([from, states]) => states.map((to) => `${from} > ${to}`));
  expect(TRANSITIONS.map(({ from, to }) => `${from} > ${to}`).toSorted()).toEqual(ways.toSorted());
  for (const { when } of TRANSITIONS) expect(when).toMatch(/^.{8,22}$/);
});

test('a lineage is under way from its intent until its attempt has ended', () => {
  const open = ROW_STATES.filter((state) => isOpen(row({ state })));
  expect(open).toEqual(['intent', 'cancelling', 'fencing', 'submitting', 'verifying']);
});
