import { type Action, decide, judged, type Lineage, type Observation, type Row } from '../../../lib/remedy';
import { lineage, NOW, POLICY, row, stuck } from '../support';

/** What is decided at a time, with the engine's word as whoever observes adds it. */
export const at = (now: number, obs: Observation, stored: Row): Action =>
  decide(judged(obs, stored, now, POLICY), stored, now, POLICY);
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
