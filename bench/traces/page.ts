import { grouped, percent } from '../../lib/numbers';
import { LIMIT_MINUTES, type Row } from './judge';

/** What all classes came to. */
export interface Table {
  readonly healthy: readonly Row[];
  readonly indistinct: readonly Row[];
  readonly fat: readonly Row[];
}

/** Of the fat ones at least this share has to be cut in time. */
export const MIN_CAUGHT = 0.95;

const sum = (rows: readonly Row[], count: (row: Row) => number): number =>
  rows.reduce((total, row) => total + count(row), 0);
const traces = (rows: readonly Row[]): number => sum(rows, (row) => row.traces);
const share = (part: number, whole: number): string => (whole === 0 ? '–' : percent(part / whole));
const cut = (rows: readonly Row[]): number => sum(rows, (row) => row.actedAt.length);

/** Whether no healthy trace was cut and enough fat ones were, in time. */
export function holds({ healthy, fat }: Table): boolean {
  return cut(healthy) === 0 && sum(fat, ({ inTime }) => inTime) >= MIN_CAUGHT * traces(fat);
}

/** The page `docs/detection.md`. */
export function toPage(table: Table, command: string): string {
  const { healthy, indistinct, fat } = table;
  const inTime = sum(fat, (row) => row.inTime);
  return [
    '# Detection by traces',
    '',
    `<!-- Written by \`${command}\`; do not edit. -->`,
    '',
    'What the remediator makes of drawn traces: a cluster of one instance type, and minute by minute what it shows while a step runs. Each is published as CloudWatch does, YARN and CPU each 0 to 15 minutes',
    "after a period's end, a point being the first minute of its period or the mean; steps start, and looks come, at every phase. Both looks, every gate and the reducer are those that are shipped; only what can be",
    'read is drawn (`bench/traces`). Jobs are cut where CancelSteps would be sent.',
    '',
    '| | traces | cut | left alone |',
    '|---|---|---|---|',
    `| healthy | ${grouped(traces(healthy))} | **${grouped(cut(healthy))}** | ${grouped(traces(healthy) - cut(healthy))} |`,
    `| fat | ${grouped(traces(fat))} | **${grouped(cut(fat))}**, ${grouped(inTime)} in time (${share(inTime, traces(fat))}) | ${grouped(traces(fat) - cut(fat))} |`,
    '',
    '## Healthy',
    '',
    '| class | traces | cut |',
    '|---|---|---|',
    ...healthy.map((row) => `| ${row.name} | ${grouped(row.traces)} | ${grouped(row.actedAt.length)} |`),
    '',
    '## Fat',
    '',
    `*In time* is at most ${LIMIT_MINUTES[5]} minutes plus the lag after the start of the step, and ${LIMIT_MINUTES[1]} plus the lag where metrics and looks come every minute.`,
    '',
    '| class | traces | cut | in time | median | last |',
    '|---|---|---|---|---|---|',
    ...fat.map(toFatLine),
    '',
    '## Healthy, and not to be told from fat',
    '',
    "What these show is what a fat step shows; only Spark's own word tells them apart, and it is not served here. No promise is made for them: they are the reason for the opt-in, and for",
    'the [evidence of the job](evidence.md).',
    '',
    '| class | traces | cut |',
    '|---|---|---|',
    ...indistinct.map((row) => `| ${row.name} | ${grouped(row.traces)} | ${grouped(row.actedAt.length)} |`),
    '',
  ].join('\n');
}

function toFatLine({ name, traces, actedAt, inTime }: Row): string {
  const sorted = actedAt.toSorted((a, b) => a - b);
  const minute = (value: number | undefined): string => (value === undefined ? '–' : `${Math.round(value)} min`);
  const [median, last] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `| ${name} | ${grouped(traces)} | ${grouped(actedAt.length)} | ${grouped(inTime)} | ${minute(median)} | ${minute(last)} |`;
}
