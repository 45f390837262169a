import type { JobFinding } from '../diagnosis';
import type { JobEvidence, SlotTime } from '../evidence';
import { counted, percent, slotHours } from '../numbers';
import { duration } from './duration';
import { SCHEMA_VERSION } from './plan-json';
import { type SlotHoursJson, slotHoursToJson } from './slot-hours';
import { type TextStyle, tone, wrap } from './style';
import { textTable } from './text-table';

/** A run among others. */
export interface RankedRun {
  readonly path: string;
  /** As its author calls it. */
  readonly name: string;
  readonly application: JobEvidence['application'];
  readonly ranForMs: number;
  readonly slots: SlotTime;
  readonly findings: readonly JobFinding[];
  readonly notes: readonly string[];
}

/** The runs of a folder. */
export interface Ranking {
  readonly runs: readonly RankedRun[];
  /** Logs that could not be read. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** The runs of a folder, as `analyze --all --json` prints them; those that waste the most slot-hours first. */
export interface RankingJson {
  schemaVersion: number;
  applications: RankedRunJson[];
  /** Logs that could not be read. */
  unread: Ranking['unread'];
}

interface RankedRunJson {
  path: string;
  applicationId: string;
  /** As its author calls it. */
  name: string;
  /** Epoch ms. */
  startedAtMs: number;
  /** Epoch ms; null where the log has no end of the application. */
  endedAtMs: number | null;
  /** From the start to the end, or to the newest event, minutes. */
  ranForMinutes: number;
  used: SlotHoursJson;
  /** Slot-hours without a task, and in tasks that failed or were killed. */
  wasted: number;
  /** Those that explain the most minutes first. */
  findings: RankedFindingJson[];
  /** What is to be known of what was read, in words. */
  notes: readonly string[];
}

type RankedFindingJson = Pick<JobFinding, 'id' | 'severity' | 'summary' | 'confidence' | 'minutesAtMost'>;

/** Time of task slots that ran nothing, or what failed or was killed, ms. */
const wastedMs = ({ heldMs, busyMs, lostMs = 0 }: SlotTime): number => Math.max(0, heldMs - busyMs) + lostMs;

const ranked = ({ runs }: Ranking): readonly RankedRun[] =>
  [...runs].sort((a, b) => wastedMs(b.slots) - wastedMs(a.slots));

export function rankingToJson(ranking: Ranking): RankingJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    applications: ranked(ranking).map(({ path, name, application, ranForMs, slots, findings, notes }) => ({
      path,
      applicationId: application.id,
      name,
      startedAtMs: application.startedAtMs,
      endedAtMs: application.endedAtMs ?? null,
      ranForMinutes: ranForMs / 60_000,
      used: slotHoursToJson(slots),
      wasted: wastedMs(slots) / 3_600_000,
      findings: findings.map(({ id, severity, summary, confidence, minutesAtMost }) => ({
        ...{ id, severity, summary, confidence },
        ...(minutesAtMost === undefined ? {} : { minutesAtMost }),
      })),
      notes,
    })),
    unread: ranking.unread,
  };
}

/** @param folder as it was given */
export function rankingToText(ranking: Ranking, folder: string, style: TextStyle = {}): string {
  const rows = ranked(ranking).map(({ name, application, ranForMs, slots, findings }) => {
    const wasted = wastedMs(slots);
    const share = slots.heldMs === 0 ? '–' : percent(wasted / slots.heldMs);
    return [
      application.id,
      name,
      duration(ranForMs),
      slotHours(slots.heldMs),
      slotHours(wasted),
      share,
      mainFinding(findings),
    ];
  });
  return [
    ...wrap(
      style,
      `${counted(rows.length, 'application')} of ${folder}, by slot-hours wasted: without a task, or in tasks that failed or were killed`,
      '',
    ),
    ...textTable(
      [
        { heading: 'application' },
        { heading: 'name' },
        { heading: 'ran for', align: 'right' },
        { heading: 'slot-hours held', align: 'right' },
        { heading: 'wasted', align: 'right' },
        { heading: 'of those held', align: 'right' },
        { heading: 'findings' },
      ],
      rows,
      { width: style.width },
    ),
    ...ranking.unread.flatMap(({ reason }) =>
      wrap(style, `not read: ${reason}`, '  ').map((line) => tone(style, 'red', line)),
    ),
    '',
    ...wrap(style, 'What each finding rests on: --application <id> in place of --all.', ''),
  ].join('\n');
}

function mainFinding([first, ...others]: readonly JobFinding[]): string {
  if (first === undefined) return 'none';
  const minutes = first.minutesAtMost === undefined ? '' : `, at most ${duration(first.minutesAtMost * 60_000)}`;
  const more = others.length === 0 ? '' : `; ${others.map(({ id }) => id).join(', ')}`;
  return `${first.id}${minutes}${more}`;
}
