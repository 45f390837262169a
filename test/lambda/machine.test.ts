import { describe, expect, test } from 'vitest';
import type { Event, Outcome } from '../../lambda/remediator/effects';
import { next } from '../../lambda/remediator/machine';
import { type MachineState, startState } from '../../lambda/remediator/machine-state';
import { CLUSTER, lineage, NOW, POLICY, row, SECOND, stuck } from '../remedy/support';
import { FakeWorld } from './world/fake-world';

/** The effect that follows when a step that is being cancelled cannot be read: a wait, with so much time left. */
function afterWaiting(remainingMs: number): string {
  const call = { kind: 'cancel', n: 1, nonce: 'x', silentAt: NOW + 180 * SECOND, repeatAt: NOW } as const;
  const stored = row({ state: 'cancelling', call, lineage: lineage({ cancelRequests: 1 }) });
  const outcomes: readonly Outcome[] = [
    { kind: 'started' },
    { kind: 'row', row: stored, readable: true },
    { kind: 'observed', obs: stuck({ obs: { root: undefined } }) },
    { kind: 'logged' },
  ];
  let state: MachineState = startState(CLUSTER, 'one', POLICY, NOW);
  let effect = '';
  for (const outcome of outcomes) {
    const event: Event = { ...outcome, now: NOW, remainingMs };
    const answer = next(state, event);
    state = answer.state;
    effect = answer.effect.kind;
  }
  return effect;
}

describe('polling', () => {
  test('goes on while half a minute of the invocation is left after it', () => {
    expect(afterWaiting(50 * SECOND)).toBe('sleep');
  });

  test('ends before Lambda would end it, however late the cluster had its turn', () => {
    expect(afterWaiting(50 * SECOND - 1)).toBe('finish');
  });
});

test('what is noted in the row and then waited for is said once', async () => {
  const world = new FakeWorld();
  await world.live();
  const said = world.lines
    .filter(({ kind, state }) => kind === 'decision' && state === 'verifying')
    .map(({ reason, nonce }) => `${String(nonce).split('.')[0]} ${reason}`);
  expect(said.length).toBeGreaterThan(2);
  expect(new Set(said).size).toBe(said.length);
  expect(said.join('\n')).toContain('containers of 30,720 MB as submitted; memory 99.7 %, cores 99.7 %: improved');
});
