import { type Action, decide, type Lineage, type Observation, type Row } from '../../../lib/remedy';
import { lineage, NOW, POLICY, row, stuck } from '../support';

export const at = (now: number, obs: Observation, stored: Row): Action => decide(obs, stored, now, POLICY);
export const moved = (action: Action): Row => {
  if (action.kind !== 'move') throw new Error(`expected a move, got ${action.kind}: ${action.reason}`);
  return action.row;
};
export const called = (action: Action) => {
  if (action.kind !== 'call') throw new Error(`expected a call, got ${action.kind}: ${action.reason}`);
  return action;
};
export const pages = (action: Action): string[] =>
  (action.first ?? []).flatMap((one) => (one.kind === 'page' ? [one.reason] : []));

/** A row in a state, with the lineage that the stuck cluster opens: its changes come from the engine itself. */
export const opened = moved(at(NOW, stuck(), row()));
export const owned = (changed: Partial<Lineage> = {}): Lineage => ({ ...(opened.lineage ?? lineage()), ...changed });
