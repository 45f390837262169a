import { grouped, percent } from '../../lib/numbers';
import type { Row } from './judge';
import { LIMIT_MINUTES } from './limits';

/** What all classes came to. */
export interface Table {
  readonly healthy: readonly Row[];
  readonly hostile: readonly Row[];
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
export function holds({ healthy, hostile, fat }: Table): boolean {
  return cut([...healthy, ...hostile]) === 0 && sum(fat, ({ inTime }) => inTime) >= MIN_CAUGHT * traces(fat);
}

const INTRODUCTION = `# Detection by traces

<!-- Written by \`npm run check:traces\`; do not edit. -->

What the remediator makes of drawn traces: a cluster, and minute by minute what it shows while a step runs. The figures are published as CloudWatch does: those of EMR every five minutes, each the first minute
of its period or the mean; the CPU every five minutes, or every minute with detailed monitoring; where there is a CloudWatch agent, all of them every minute. EMR's and EC2's come 0 to 15 minutes after their
period's end. Steps start, and looks come, at every phase: every five minutes, and of one healthy trace in five every minute. How the signals are put together, both looks, every gate and the reducer are those
that are shipped; only what can be read is drawn (\`bench/traces\`). Jobs are cut where CancelSteps would be sent.
`;

const RULES = `## Windows

| signal | its period | a finding needs |
|---|---|---|
| memory, containers, demand, applications: AWS/ElasticMapReduce | 5 minutes | 4 of the last 5 points |
| the same: CloudWatch agent on the primary node | 1 minute | 10 of the last 12, and four in five of those before it, as far back as five points of five minutes reach |
| CPU: AWS/EC2 | 5 minutes; 1 with detailed monitoring, which the points themselves show | as above, at its period |
| CPU: CloudWatch agent | 1 minute | as above |

All end at the newest moment that all have reached, and begin after the step's first ten minutes. Anyone in the account may publish what the agent publishes: a minute of it counts only where the figures of AWS
that cover it are published and within 10 %, and then what speaks against a finding counts: no demand in EMR's figure is none in its five minutes, an application in it runs in all of them, and the CPU is raised
to the mean of EC2. Where the newest ten minutes do not agree, the figures of five minutes decide alone. One request asks for at most 112 metrics: 5 of EMR, 100 nodes, 7 of the agent.
`;

const CAUSES = `Those that were late or left alone, by their cause:

- *on few nodes*: the application master takes the place of an executor, so that less than twice the task slots is possible; a restart that expects less than 1.5 times the speed is not worth it, and these are
  left alone. The rule is right, and the trace less fat than its class.
- *evidence served*: twice the slots exactly, of which Spark's own tasks promise a hair less while the last wave is not full; the same rule decides, from look to look.
- *no demand for 2 minutes*, *an executor is lost*, *the CPU busy for 3 minutes*: the moment lies across two periods, or in the newest one, and the newest figures have to show the finding, too; the next look finds it.
- *seen every minute*: EMR's figure confirms five minutes at once, so that ten of them may have to wait up to four minutes for it, then one for the next look.
`;

const BEFORE = `## Compared with thresholds alone

The same question asked of rules that take shares of memory and cores at the newest punctual points for a finding, without admission, windows for every signal or late figures:

| | traces | cut | left alone |
|---|---|---|---|
| healthy | 300 | **3** | 297 |
| fat | 70 | **22** | 48 |
`;

/** The page `docs/detection.md`. */
export function toPage(table: Table): string {
  const { healthy, hostile, indistinct, fat } = table;
  const all = [...healthy, ...hostile];
  const inTime = sum(fat, (row) => row.inTime);
  return [
    INTRODUCTION,
    '| | traces | cut | left alone |',
    '|---|---|---|---|',
    `| healthy, ${all.length} classes | ${grouped(traces(all))} | **${grouped(cut(all))}** | ${grouped(traces(all) - cut(all))} |`,
    `| fat | ${grouped(traces(fat))} | **${grouped(cut(fat))}**, ${grouped(inTime)} in time (${share(inTime, traces(fat))}) | ${grouped(traces(fat) - cut(fat))} |`,
    '',
    BEFORE,
    RULES,
    '## Healthy',
    '',
    '| class | traces | cut |',
    '|---|---|---|',
    ...healthy.map(toLine),
    '',
    '## Healthy, and built against the rules',
    '',
    '| class | traces | cut | what makes it healthy |',
    '|---|---|---|---|',
    ...hostile.map((row) => `${toLine(row)} ${row.reason ?? ''} |`),
    '',
    '## Fat',
    '',
    `*In time* is a first look at most ${LIMIT_MINUTES.everyFive} minutes plus the lag after the start of the step, and ${LIMIT_MINUTES.everyMinute} plus the lag where looks and figures come every minute and nothing interrupts them; CancelSteps follows 20 seconds later.`,
    '',
    '| class | traces | cut | in time | limit | median | last |',
    '|---|---|---|---|---|---|---|',
    ...fat.map(toFatLine),
    '',
    CAUSES,
    '## Healthy, and not to be told from fat',
    '',
    "What these show is what a fat step shows; only Spark's own word tells them apart, and it is not served here. No promise is made for them: they are the reason for the opt-in, and for",
    'the [evidence of the job](evidence.md).',
    '',
    '| class | traces | cut |',
    '|---|---|---|',
    ...indistinct.map(toLine),
    '',
  ].join('\n');
}

const toLine = ({ name, traces, actedAt }: Row): string =>
  `| ${name} | ${grouped(traces)} | ${grouped(actedAt.length)} |`;

function toFatLine({ name, traces, actedAt, inTime, limitMinutes }: Row): string {
  const sorted = actedAt.toSorted((a, b) => a - b);
  const minute = (value: number | undefined): string => (value === undefined ? '–' : `${Math.round(value)} min`);
  const [median, last] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return `| ${name} | ${grouped(traces)} | ${grouped(actedAt.length)} | ${grouped(inTime)} | ${limitMinutes} min | ${minute(median)} | ${minute(last)} |`;
}
