import { expect } from 'vitest';
import { type Action, decide, judged, type Lineage, type Observation, type Row } from '../../../lib/remedy';
import { lineage, MINUTE, NOW, POLICY, row, SECOND, stuck } from '../support';

/** What is decided at a time, with the engine's word as whoever observes adds it. */
export function at(now: number, obs: Observation, stored: Row): Action {
  const action = decide(judged(obs, stored, now, POLICY), stored, now, POLICY);
  expectOfEvery(action, now, obs, stored);
  return action;
}

/** What holds of every decision: it says why, a wait ends with the next look or tick, a call is written ahead and rests on what was just read. */
function expectOfEvery(action: Action, now: number, { nonce, deadline, listing }: Observation, { lineage }: Row): void {
  expect(action.reason).toMatch(/^[\w-]+/);
  if (lineage !== undefined) expect([lineage.root, listing?.value?.root]).toContain(action.report.root);
  const after = action.kind === 'move' ? action.row : action.kind === 'call' ? action.before : undefined;
  for (const { reason } of after?.pages ?? []) expect(reason).toMatch(/^[\w-]+/);
  if (action.kind === 'wait') expect([20 * SECOND, MINUTE]).toContain(action.until - now);
  if (action.kind !== 'call') return;
  const { kind, n } = action.call;
  expect(action.before).toMatchObject({
    state: kind === 'cancel' ? 'cancelling' : 'submitting',
    call: { kind, n, nonce, silentAt: deadline },
  });
  expect(action.before.call?.answer).toBeUndefined();
  expect(action.freshUntil).toBeGreaterThanOrEqual(now);
  expect(action.freshUntil).toBeLessThanOrEqual(now + 30 * SECOND);
}
export const moved = (action: Action): Row => {
  if (action.kind !== 'move') throw new Error(`expected a move, got ${action.kind}: ${action.reason}`);
  return action.row;
};
export const called = (action: Action) => {
  if (action.kind !== 'call') throw new Error(`expected a call, got ${action.kind}: ${action.reason}`);
  return action;
};
/** Pages that an action adds to those that are owed. */
export const pages = (action: Action, stored?: Row): string[] => {
  const after = action.kind === 'move' ? action.row : action.kind === 'call' ? action.before : undefined;
  return (after?.pages ?? []).filter((page) => !stored?.pages.includes(page)).map(({ reason }) => reason);
};

/** A row in a state, with the lineage that the stuck cluster opens: its changes come from the engine itself. The notice of the finding is sent. */
export const opened = (): Row => {
  openedRow ??= { ...moved(at(NOW, stuck(), row())), pages: [] };
  return openedRow;
};
let openedRow: Row | undefined;

export const owned = (changed: Partial<Lineage> = {}): Lineage => ({
  ...lineage(),
  ...opened().lineage,
  deadlines: lineage().deadlines,
  ...changed,
});
