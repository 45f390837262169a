import type { Action, SideWrite } from '../action';
import type { RowState } from '../contract';
import type { Observation, Reading, StepDetail } from '../observation';
import { type HeldReason, PAGED_OUTCOMES, type PageReason } from '../page-reasons';
import type { Policy } from '../policy';
import { EMPTY_REPORT, type Report } from '../report';
import type { Deadline, Lineage, OwedPage, PendingCall, Phase, Row, StepNews } from '../row';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time';

/** What every state of an open lineage decides from. */
export interface Scene {
  readonly obs: Observation;
  readonly row: Row;
  readonly lineage: Lineage;
  readonly now: number;
  readonly policy: Policy;
  readonly report: Report;
}

export function sceneOf(obs: Observation, row: Row, lineage: Lineage, now: number, policy: Policy): Scene {
  return { obs, row, lineage, now, policy, report: { ...EMPTY_REPORT, root: lineage.root } };
}

export function wait(
  report: Report,
  until: number,
  reason: string,
  first?: readonly SideWrite[],
): Action & { kind: 'wait' } {
  return { kind: 'wait', until, reason, report, ...(first ? { first } : {}) };
}

/** Looks again after the time between two looks of one invocation. */
export function waitForPoll({ report, now, policy }: Scene, reason: string): Action {
  return wait(report, now + policy.pollSeconds * SECOND_MS, reason);
}

/** Looks again at the next tick. */
export function waitForTick({ report, now }: Scene, reason: string): Action {
  return wait(report, now + MINUTE_MS, reason);
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
): Action & { kind: 'move' } {
  const { call: _, reason: __, notBefore: ___, ...rest } = scene.row;
  const row: Row = { ...rest, state, lineage: { ...scene.lineage, ...changed }, reason: kept };
  return { kind: 'move', row, reason, report: scene.report };
}

const findPaged = (outcome: string): PageReason | undefined => PAGED_OUTCOMES.find((one) => one === outcome);

/** The lineage is over; what somebody has to know of it is owed from then on. */
export function close(scene: Scene, outcome: string, changed: Partial<Lineage> = {}): Action {
  const { obs, lineage, now } = scene;
  const move = enter(scene, 'closed', outcome, changed, outcome);
  // Where nothing was sent, nothing is owed that a forged end could hide.
  const first: SideWrite[] =
    lineage.cancelFirstAt === undefined
      ? []
      : [{ kind: 'closing', clusterId: obs.clusterId, root: lineage.root, outcome }];
  const paged = findPaged(outcome);
  const row = paged === undefined ? move.row : withPage(move.row, paged, now);
  return { ...move, first, row: lineage.cancelFirstAt === undefined ? row : withNews(row, 'closed', now, outcome) };
}

/** Only a person can go on, and is told. */
export function hold(scene: Scene, reason: HeldReason, changed: Partial<Lineage> = {}): Action {
  const move = enter(scene, 'held', reason, changed, reason);
  return { ...move, row: withPage(move.row, `held:${reason}`, scene.now) };
}

/** The row with a page that is owed, once for each lineage and reason. */
export function withPage(row: Row, reason: PageReason, now: number): Row {
  const { lineage } = row;
  if (lineage?.paged.includes(reason)) return row;
  const page: OwedPage = { reason, ...(lineage ? { root: lineage.root } : {}), at: now };
  return {
    ...row,
    pages: [...row.pages, page],
    ...(lineage ? { lineage: { ...lineage, paged: [...lineage.paged, reason] } } : {}),
  };
}

/** The row with news of its lineage that are owed. */
export function withNews(row: Row, kind: StepNews['kind'], now: number, outcome?: string): Row {
  const { lineage } = row;
  if (lineage === undefined) return row;
  const newStepId = lineage.submissions.at(-1)?.stepId;
  const one: StepNews = {
    kind,
    root: lineage.root,
    at: now,
    ...(newStepId === undefined ? {} : { newStepId }),
    ...(outcome === undefined ? {} : { outcome }),
  };
  return { ...row, news: [...(row.news ?? []), one] };
}

/** Owes a page; undefined where that was done. */
export function pageOnce(scene: Scene, reason: PageReason): Action | undefined {
  const row = withPage(scene.row, reason, scene.now);
  return row === scene.row ? undefined : { kind: 'move', row, reason, report: scene.report };
}

/** The deadlines with those of a phase that is entered now, unless it was entered before in this attempt. */
export function deadlinesWith({ lineage, now, policy }: Scene, phase: Phase): Lineage['deadlines'] {
  return { [phase]: deadlineFrom(now, phase, policy), ...lineage.deadlines };
}

/** The deadlines without those of the verification: an attempt is watched from its own submission on. */
export function withoutVerifying({ deadlines: { verifying: _, ...others } }: Lineage): Lineage['deadlines'] {
  return others;
}

/** Those of a rollback, which is fenced and watched from its own beginning on. */
export function rollbackDeadlines(lineage: Lineage, now: number, policy: Policy): Lineage['deadlines'] {
  return { ...withoutVerifying(lineage), fencing: deadlineFrom(now, 'fencing', policy) };
}

/** When a phase that begins now pages and ends. */
export function deadlineFrom(now: number, phase: Phase, policy: Policy): Deadline {
  switch (phase) {
    case 'intent': {
      const endAt = now + policy.intentExpiresMinutes * MINUTE_MS;
      return { pageAt: endAt, endAt };
    }
    case 'cancelling':
      return {
        pageAt: now + policy.cancelPageMinutes * MINUTE_MS,
        endAt: now + policy.cancelHeldMinutes * MINUTE_MS,
      };
    case 'fencing':
      return { pageAt: now + policy.fencePageMinutes * MINUTE_MS, endAt: now + policy.fenceHeldMinutes * MINUTE_MS };
    case 'verifying':
      return { pageAt: now + policy.slotStuckMinutes * MINUTE_MS, endAt: now + policy.verifyHours * HOUR_MS };
  }
}

/** Told to somebody, then held, where a phase takes too long; undefined while it does not. A phase without a deadline has had its time. */
export function overdue(scene: Scene, phase: 'cancelling' | 'fencing', named: 'cancel' | 'submit'): Action | undefined {
  const { lineage, now } = scene;
  const { pageAt, endAt } = lineage.deadlines[phase] ?? { pageAt: 0, endAt: 0 };
  if (now > endAt) return hold(scene, `${named}-stuck`);
  return now > pageAt ? pageOnce(scene, `${named}-slow`) : undefined;
}

/** A call as it is written ahead. */
export function pendingCall({ obs, now, policy }: Scene, kind: PendingCall['kind'], n: number): PendingCall {
  const repeatAt = now + (kind === 'cancel' ? policy.cancelRepeatSeconds * SECOND_MS : 0);
  return { kind, n, nonce: obs.nonce, silentAt: obs.deadline, repeatAt };
}

/** When a request that its sender has stopped speaking of has taken effect or never will: EMR's clock and ours may differ. */
export function settledAt({ silentAt }: Pick<PendingCall, 'silentAt'>, policy: Policy): number {
  return silentAt + (policy.settleSeconds + policy.clockMarginSeconds) * SECOND_MS;
}

/** What a write call rests on is at most this old when it is made. */
const MAX_AGE_MS = 30 * SECOND_MS;

/** When the oldest of these readings is too old to act on. */
export function freshUntil(readings: readonly (Reading<unknown> | undefined)[]): number {
  return Math.min(...readings.flatMap((reading) => (reading === undefined ? [] : [reading.at]))) + MAX_AGE_MS;
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
