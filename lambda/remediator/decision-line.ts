import type { Action, Row } from '../../lib/remedy';

export type Entry = Readonly<Record<string, unknown>>;

/** One decision and the figures it rests on; without argument values, names or tags. */
export function entryOf(
  action: Action,
  state: { readonly row: Row; readonly holder: string; readonly looks: number; readonly lookedAt: number },
  now: number,
): Entry {
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
    reason: action.why,
    refusals: report.refusals,
    tier: report.tier,
    finding: report.finding,
    observed: rounded(report.observed),
    predicted: rounded(report.predicted),
    calculator: report.calculator,
    s: round(report.s),
    tMinutes: round(report.tMinutes, 1),
    rMinutes: round(report.rMinutes, 1),
    budgets: report.budgets,
    arithmetic: report.arithmetic,
    nextRun: report.nextRun && { ...report.nextRun, slotRatio: round(report.nextRun.slotRatio) },
    changes: after.lineage?.changes,
    steps: after.lineage?.submissions.flatMap(({ stepId }) => stepId ?? []),
    orderBroken: report.orderBroken,
    version: row.version,
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

function round(value: number | undefined, digits = 4): number | undefined {
  return value === undefined ? undefined : Math.round(value * 10 ** digits) / 10 ** digits;
}
