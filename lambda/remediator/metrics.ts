import { type DecisionEntry, isFinding, isOpen, type LogEntry } from '../../lib/remedy';
import { NO_BUDGET } from './machine';
import type { MachineState } from './machine-state';

const NAMESPACE = 'EmrAutotune';

type Unit = 'Count' | 'Milliseconds' | 'Seconds';

/** A line of CloudWatch's embedded metric format. */
export type Metric = Readonly<Record<string, unknown>>;

/** One metric in CloudWatch's embedded format; the cluster is never a dimension, since every one would be billed. */
function emf(
  now: number,
  name: string,
  value: number,
  unit: Unit,
  dimensions: Readonly<Record<string, string>> = {},
  sets?: readonly (readonly string[])[],
): Metric {
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

/** Metrics that follow from one entry of the log. */
export function metricsOf(entry: LogEntry, now: number): Metric[] {
  const one = (name: string, dimensions: Readonly<Record<string, string>> = {}): Metric =>
    emf(now, name, 1, 'Count', dimensions);
  switch (entry.kind) {
    case 'decision':
      return ofDecision(entry, now, one);
    case 'call':
      return [one('Calls', { kind: entry.call, result: entry.result.kind })];
    case 'page': {
      const { reason } = entry;
      const own = reason === 'order-broken' ? [one('OrderBroken')] : reason === 'breaker' ? [one('Breaker')] : [];
      // One line, in total and by reason: alarms count lines.
      return [emf(now, 'Pages', 1, 'Count', { reason }, [[], ['reason']]), ...own];
    }
    case 'notice':
      return [one('Notices', { kind: entry.finding })];
    case 'ended':
      return entry.reason === NO_BUDGET ? [one('Refusals', { reason: 'budget' })] : [];
    case 'ledger-error':
      return [one('LedgerErrors')];
    default:
      return [];
  }
}

function ofDecision(
  entry: DecisionEntry,
  now: number,
  one: (name: string, dimensions?: Record<string, string>) => Metric,
): Metric[] {
  const { refusals, tier, finding = '', state, next, reason } = entry;
  const lines = refusals.map(({ gate }) => one('Refusals', { reason: gate }));
  if (refusals.length > 0 || tier !== undefined) lines.push(one('Suspects'));
  if (isFinding(entry)) lines.push(one('Findings', { kind: finding }));
  const idle = idleCoresIn(entry);
  if (idle !== undefined) lines.push(emf(now, 'IdleCores', idle.cores, 'Count', { phase: idle.phase }));
  if (entry.noticeDeferred) lines.push(one('NoticesDeferred'));
  if (next === 'closed' && state !== 'closed') lines.push(one('Outcomes', { outcome: reason }));
  if (next === 'held' && reason === 'submit-ambiguous') lines.push(one('AmbiguousSubmits'));
  return lines;
}

/** vCPUs of the nodes that belong to no executor: of a step with a finding, or of its running resubmission. */
function idleCoresIn(entry: DecisionEntry): { readonly phase: 'before' | 'after'; readonly cores: number } | undefined {
  const { state, observed: { cores, vcores } = {}, attemptCores } = entry;
  if (attemptCores !== undefined) return { phase: 'after', cores: Math.max(0, attemptCores.vcpus - attemptCores.held) };
  if (state !== 'watching' || !isFinding(entry) || cores === undefined || vcores === undefined) return undefined;
  return { phase: 'before', cores: Math.max(0, vcores - cores) };
}

/** What is true of a cluster's row at the end of a tick: level, not edge, so that a missed line is made up for. */
export function metricsOfRow({ row, strange }: Pick<MachineState, 'row' | 'strange'>, now: number): Metric[] {
  const lines: Metric[] = [];
  if (row.state === 'held' || strange) lines.push(emf(now, 'Held', 1, 'Count'));
  if (isOpen(row) && row.lineage !== undefined) {
    const seconds = Math.round((now - row.lineage.payload.openedAt) / 1000);
    lines.push(emf(now, 'OpenAge', seconds, 'Seconds', { state: row.state }));
  }
  if (row.pages.length > 0) {
    const oldest = Math.min(...row.pages.map(({ at }) => at));
    lines.push(emf(now, 'OwedPageAge', Math.round((now - oldest) / 1000), 'Seconds'));
  }
  return lines;
}

interface Ticked {
  readonly now: number;
  readonly startedAt: number;
  readonly examined: number;
  readonly failed: number;
  /** ListSteps and DescribeStep: what EMR's quota for steps is spent on, which everybody's orchestrators share. */
  readonly stepCalls: number;
  /** Whether the schedule asked for it; an event says nothing of whether the schedule lives. */
  readonly isScheduled: boolean;
}

/** That the remediator lives, and what its tick took. */
export function metricsOfTick({ now, startedAt, examined, failed, stepCalls, isScheduled }: Ticked): Metric[] {
  return [
    ...(isScheduled ? [emf(now, 'Heartbeat', 1, 'Count')] : []),
    emf(now, 'ClustersWatched', examined, 'Count'),
    emf(now, 'StepCalls', stepCalls, 'Count'),
    emf(now, 'TickMs', now - startedAt, 'Milliseconds'),
    ...(failed > 0 ? [emf(now, 'TickFailures', failed, 'Count')] : []),
  ];
}
