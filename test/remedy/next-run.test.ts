import { expect, test } from 'vitest';
import { findNextRun, judged } from '../../lib/remedy';
import { MINUTE, NOW, POLICY, ROOT, row, START, step, stuck } from './support';

const NIGHT = 24 * 60 * MINUTE;

/** Runs of the job that have completed on this cluster, the night before and the one before that. */
const history = {
  work: 'same',
  runs: [1, 2].map((nights) => {
    const startedAt = START - nights * NIGHT;
    return { stepId: `s-${nights}`, startedAt, endedAt: startedAt + (390 + nights) * MINUTE };
  }),
};

test('what the next run should be given is kept with how long earlier ones took, and comes back as people are shown it', () => {
  const { assessed } = judged(stuck({ obs: { history } }), row(), NOW, POLICY);
  const item = JSON.parse(JSON.stringify(assessed?.nextRun)) as Record<string, unknown>;
  expect(item.earlierRunsMs).toEqual([391 * MINUTE, 392 * MINUTE]);
  const kept = findNextRun(item);
  expect(kept).toMatchObject({ at: NOW, stepId: ROOT, earlierRunsMs: [391 * MINUTE, 392 * MINUTE] });
  expect(kept?.settings).toContainEqual({ key: 'spark.executor.cores', to: '4' });
});

test('of a step with no earlier run, or without its history, none is kept', () => {
  const { assessed } = judged(stuck({ steps: [step()] }), row(), NOW, POLICY);
  expect(assessed?.nextRun?.earlierRunsMs).toEqual([]);
});

test.each([
  ['none', undefined, undefined],
  ['one without a time', { clusterId: 'j-1', changes: [] }, undefined],
  ['one of another form', { clusterId: 'j-1', at: 1, changes: 'none' }, undefined],
  [
    'one with settings and times that are none',
    { clusterId: 'j-1', at: 1, changes: [null, { key: 1, to: '2' }, { key: 'k', to: 'v' }], earlierRunsMs: ['x', 2] },
    { clusterId: 'j-1', at: 1, settings: [{ key: 'k', to: 'v' }], earlierRunsMs: [2] },
  ],
  [
    'one that an earlier version has written',
    { clusterId: 'j-1', stepId: 's-1', at: 1, changes: [], refused: 'no-gain' },
    { clusterId: 'j-1', stepId: 's-1', at: 1, refused: 'no-gain', settings: [], earlierRunsMs: [] },
  ],
])('an item that is edited is read as far as it goes: %s', (_, item, expected) => {
  expect(findNextRun(item)).toEqual(expected);
});
