import type { Action, DecisionEntry, Row } from '../../lib/remedy';

/** A decision as it is logged; figures are rounded. */
export function toDecisionEntry(
  action: Action,
  state: { readonly row: Row; readonly holder: string; readonly looks: number; readonly lookedAt: number },
  now: number,
): DecisionEntry {
  const { row } = state;
  const { report } = action;
  const after = action.kind === 'move' ? action.row : action.kind === 'call' ? action.before : row;
  return {
    kind: 'decision',
    time: new Date(now).toISOString(),
    clusterId: row.clusterId,
    root: row.lineage?.root ?? report.root,
    state: row.state,
    next: after.state,
    action: action.kind === 'call' ? action.call.kind : action.kind,
    reason: action.reason,
    refusals: report.refusals,
    tier: report.tier,
    finding: report.finding,
    observed: rounded(report.observed),
    dataAgeMinutes: round(report.dataAgeMinutes, 1),
    predicted: rounded(report.predicted),
    calculator: report.calculator,
    expectedSpeedUp: round(report.expectedSpeedUp),
    elapsedMinutes: round(report.elapsedMinutes, 1),
    remainingMinutes: round(report.remainingMinutes, 1),
    busyMinutes: round(report.busyMinutes, 1),
    paysAboveMinutes: round(report.paysAboveMinutes, 1),
    restartMinutes: round(report.restartMinutes, 1),
    jobSource: report.jobSource,
    jobSilent: report.jobSilent,
    budgets: report.budgets,
    arithmetic: report.arithmetic,
    nextRun: report.nextRun && { ...report.nextRun, slotRatio: round(report.nextRun.slotRatio) },
    attemptCores: rounded(report.attemptCores),
    changes: after.lineage?.payload.changes,
    steps: after.lineage?.submissions.flatMap(({ stepId }) => stepId ?? []),
    orderBroken: report.orderBroken,
    noticeDeferred: report.noticeDeferred,
    rowVersion: row.version,
    nonce: `${state.holder}.${state.looks}`,
    ms: now - state.lookedAt,
  };
}

function rounded<T extends object>(figures: T | undefined): T | undefined {
  if (figures === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, typeof value === 'number' ? round(value) : value]),
  ) as T;
}

function round(value: number, digits?: number): number;
function round(value: number | undefined, digits?: number): number | undefined;
function round(value: number | undefined, digits = 4): number | undefined {
  return value === undefined ? undefined : Math.round(value * 10 ** digits) / 10 ** digits;
}
