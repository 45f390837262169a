import { isOpen } from '../../lib/remedy';
import type { Entry } from './decision-line';
import { type MachineState, NO_BUDGET } from './machine';

const NAMESPACE = 'EmrAutotune';

type Unit = 'Count' | 'Milliseconds' | 'Seconds';

/** One metric in CloudWatch's embedded format; the cluster is never a dimension, since every one would be billed. */
function emf(
  now: number,
  name: string,
  value: number,
  unit: Unit,
  dimensions: Readonly<Record<string, string>> = {},
  sets?: readonly (readonly string[])[],
): Entry {
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        { Namespace: NAMESPACE, Dimensions: sets ?? [Object.keys(dimensions)], Metrics: [{ Name: name, Unit: unit }] },
      ],
    },
    ...dimensions,
    [name]: value,
  };
}

/** Metrics that follow from one structured line. */
export function metricsOf(entry: Entry, now: number): Entry[] {
  const one = (name: string, dimensions: Readonly<Record<string, string>> = {}): Entry =>
    emf(now, name, 1, 'Count', dimensions);
  switch (entry.kind) {
    case 'decision':
      return ofDecision(entry, one);
    case 'call': {
      const { kind } = entry.result as { kind: string };
      return [one('Calls', { kind: String(entry.call), result: kind })];
    }
    case 'page': {
      const reason = String(entry.reason);
      const own = reason === 'order-broken' ? [one('OrderBroken')] : [];
      // One line, in total and by reason: alarms count lines.
      return [emf(now, 'Pages', 1, 'Count', { reason }, [[], ['reason']]), ...own];
    }
    case 'ended':
      return entry.why === NO_BUDGET ? [one('Refusals', { reason: 'budget' })] : [];
    case 'ledger-error':
      return [one('LedgerErrors')];
    default:
      return [];
  }
}

function ofDecision(entry: Entry, one: (name: string, dimensions?: Record<string, string>) => Entry): Entry[] {
  const refusals = (entry.refusals as readonly { gate: string }[] | undefined) ?? [];
  const lines = refusals.map(({ gate }) => one('Refusals', { reason: gate }));
  if (refusals.length > 0 || entry.tier !== undefined) lines.push(one('Suspects'));
  if (typeof entry.finding === 'string' && entry.tier !== undefined)
    lines.push(one('Findings', { kind: entry.finding }));
  if (entry.next === 'closed' && entry.state !== 'closed')
    lines.push(one('Outcomes', { outcome: String(entry.reason) }));
  if (entry.next === 'held' && entry.reason === 'submit-ambiguous') lines.push(one('AmbiguousSubmits'));
  return lines;
}

/** What is true of a cluster's row at the end of a tick: level, not edge, so that a missed line is made up for. */
export function metricsOfRow({ row }: MachineState, now: number): Entry[] {
  const lines: Entry[] = [];
  if (row.state === 'held') lines.push(emf(now, 'Held', 1, 'Count'));
  if (isOpen(row) && row.lineage !== undefined) {
    const seconds = Math.round((now - row.lineage.openedAt) / 1000);
    lines.push(emf(now, 'OpenAge', seconds, 'Seconds', { state: row.state }));
  }
  return lines;
}

/** That the remediator lives, and what its tick took. */
export function metricsOfTick(tick: { now: number; startedAt: number; examined: number; failed: number }): Entry[] {
  const { now, startedAt, examined, failed } = tick;
  return [
    emf(now, 'Heartbeat', 1, 'Count'),
    emf(now, 'ClustersWatched', examined, 'Count'),
    emf(now, 'TickMs', now - startedAt, 'Milliseconds'),
    ...(failed > 0 ? [emf(now, 'TickFailures', failed, 'Count')] : []),
  ];
}
