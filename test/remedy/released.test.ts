import { expect, test } from 'vitest';
import { released } from '../../lib/remedy';
import { lineage, NOW, row } from './support';
import { WHOLE_ROW } from './whole-row';

test('a release closes what is held and leaves everything else of the row, for the next tick to archive', () => {
  const { lease: _, call: __, notBefore: ___, ...kept } = WHOLE_ROW;
  expect(released(WHOLE_ROW)).toStrictEqual({
    ...kept,
    state: 'closed',
    reason: 'released',
    version: WHOLE_ROW.version + 1,
  });
});

test('nothing else is released', () => {
  for (const state of ['watching', 'intent', 'cancelling', 'fencing', 'submitting', 'verifying', 'closed'] as const)
    expect([state, released(row({ state, lineage: lineage() }))]).toEqual([state, undefined]);
  expect(released(row({ state: 'held', reason: 'cancel-stuck', cooldownUntil: NOW }))).toBeUndefined();
});
