import type { Action, SideWrite } from '../action';
import type { RowState } from '../contract';
import type { Observation, StepDetail } from '../observation';
import { EMPTY_REPORT, type Report } from '../report';
import type { Lineage, PendingCall, Row } from '../row';

/** What every state of an open lineage decides from. */
export interface Scene {
  readonly obs: Observation;
  readonly row: Row;
  readonly lineage: Lineage;
  readonly now: number;
  readonly report: Report;
}

export function sceneOf(obs: Observation, row: Row, lineage: Lineage, now: number): Scene {
  return { obs, row, lineage, now, report: { ...EMPTY_REPORT, root: lineage.root } };
}

export function wait(report: Report, until: number, reason: string, first?: readonly SideWrite[]): Action {
  return { kind: 'wait', until, reason, report, ...(first ? { first } : {}) };
}

/** The same state with something noted in the row. */
export function note(scene: Scene, changed: Partial<Lineage>, reason: string, first?: readonly SideWrite[]): Action {
  const row = { ...scene.row, lineage: { ...scene.lineage, ...changed } };
  return { kind: 'move', row, reason, report: scene.report, ...(first ? { first } : {}) };
}

/**
 * Another state; the answered call stays only where the next state needs it.
 *
 * @param kept reason that the row keeps for whoever reads it later
 */
export function enter(
  scene: Scene,
  state: RowState,
  reason: string,
  changed: Partial<Lineage> = {},
  kept?: string,
): Action {
  const { call: _, reason: __, notBefore: ___, ...rest } = scene.row;
  const row: Row = {
    ...rest,
    state,
    since: scene.now,
    lineage: { ...scene.lineage, ...changed },
    ...(kept === undefined ? {} : { reason: kept }),
  };
  return { kind: 'move', row, reason, report: scene.report };
}

/** The lineage is over; archived and, where the outcome asks for it, paged at the next look. */
export function close(scene: Scene, outcome: string, changed: Partial<Lineage> = {}): Action {
  return enter(scene, 'closed', outcome, changed, outcome);
}

/** Only a person can go on. */
export function hold(scene: Scene, reason: string, changed: Partial<Lineage> = {}): Action {
  return enter(scene, 'held', reason, changed, reason);
}

/** Pages once for each lineage and reason; undefined where that was done. */
export function pageOnce(scene: Scene, reason: string, changed: Partial<Lineage> = {}): Action | undefined {
  if (scene.lineage.paged.includes(reason)) return undefined;
  const paged = [...scene.lineage.paged, reason];
  return note(scene, { ...changed, paged }, reason, [{ kind: 'page', reason }]);
}

export function pendingCall(obs: Observation, kind: PendingCall['kind'], n: number, now: number): PendingCall {
  return { kind, n, nonce: obs.nonce, at: now, deadline: obs.deadline };
}

/** The root step as described, if it is the one that was read. */
export function rootOf({ obs, lineage }: Scene): StepDetail | undefined {
  const root = obs.root?.value;
  return root?.id === lineage.root ? root : undefined;
}

const ENDING: ReadonlySet<string> = new Set(['TERMINATING', 'TERMINATED', 'TERMINATED_WITH_ERRORS']);

export function clusterIsEnding({ obs }: Scene): boolean {
  return obs.cluster !== undefined && ENDING.has(obs.cluster.value.state);
}
