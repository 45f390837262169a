import type { DecisionEntry, LogEntry } from '../../lib/remedy';
import type { WordedEntry } from '../../lib/render';
import type { StepEvent } from './back-end';
import type { Note } from './cluster';
import type { GuardWords, LoopRun } from './loop';
import type { LogLine } from './words';

/** What the report shows of a log entry. */
export type ShownEntry = WordedEntry & Partial<Pick<DecisionEntry, 'arithmetic' | WorthFigure>>;

type WorthFigure = 'elapsedMinutes' | 'remainingMinutes' | 'paysAboveMinutes' | 'jobSource';

/** A loop as its report needs it; virtual ms after the root's start. */
export interface LoopSummary {
  readonly scale: number;
  readonly saturatedMs?: number;
  readonly events: readonly StepEvent[];
  readonly steps: readonly { readonly id: string; readonly state: string }[];
  readonly lines: readonly LogLine<ShownEntry>[];
  readonly ticks: number;
  readonly failures: readonly string[];
  readonly rowState?: string;
  readonly guards: readonly GuardWords[];
  /** What disturbed it. */
  readonly notes?: readonly Note[];
}

const SHOWN: readonly (keyof ShownEntry)[] = [
  'kind',
  'state',
  'next',
  'action',
  'reason',
  'call',
  'finding',
  'tier',
  'refusals',
  'arithmetic',
  'elapsedMinutes',
  'remainingMinutes',
  'paysAboveMinutes',
  'jobSource',
];

export function summaryOf(scale: number, loop: LoopRun): LoopSummary {
  const start = loop.steps[0]?.startedMs ?? 0;
  const after = (ms: number): number => ms - start;
  return {
    scale,
    ...(loop.saturatedMs !== undefined && { saturatedMs: after(loop.saturatedMs) }),
    events: loop.events.map((event) => ({ ...event, atMs: after(event.atMs) })),
    steps: loop.steps.map(({ id, state }) => ({ id, state })),
    lines: loop.lines.map(({ atMs, line }) => ({
      atMs: after(atMs),
      line: shown(line),
    })),
    ticks: loop.ticks.length,
    failures: loop.failures,
    guards: loop.guards,
    notes: loop.notes.map(({ atMs, text }) => ({ atMs: after(atMs), text })),
    ...(typeof loop.row?.state === 'string' && { rowState: loop.row.state }),
  };
}

function shown(entry: LogEntry): ShownEntry {
  const fields: ShownEntry = entry;
  return Object.fromEntries(
    SHOWN.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  ) as unknown as ShownEntry;
}
