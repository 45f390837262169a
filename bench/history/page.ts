import { grouped, percent } from '../../lib/numbers';
import { type Answer, type Summary, summarize } from './answers';
import type { Configuration } from './tables';

interface Kind {
  readonly name: string;
  readonly answers: readonly Answer[];
}

/** All that was judged. */
interface Judged {
  readonly configurations: readonly Configuration[];
  readonly bounds: readonly Kind[];
  readonly byJob: readonly Kind[];
  readonly atOnce: Kind;
  readonly speedUps: readonly Kind[];
  /** Undefined where no table of memory was given. */
  readonly memory?: readonly Kind[];
}

/** The page `docs/history.md`, and the figures of the lower bounds on it. */
export function toPage({ configurations, bounds, byJob, atOnce, speedUps, memory }: Judged): {
  text: string;
  summaries: Summary[];
} {
  const runs = configurations.reduce((sum, { runsMs }) => sum + runsMs.length, 0);
  const lines = [
    INTRODUCTION,
    `## How long a run takes at least\n`,
    `${grouped(runs)} runs of ${grouped(configurations.length)} configurations. ${BOUNDS}`,
    ...table('earlier runs', bounds),
    BY_JOB,
    ...table('three over data of three other sizes', byJob),
    AT_ONCE,
    ...table('earlier runs', [atOnce]),
    '\n## What more task slots promise\n',
    SPEED_UPS,
    ...table('job', speedUps),
    ...(memory === undefined ? [] : ['\n## Memory that is called safe\n', MEMORY, ...memoryTable(memory)]),
    OMITTED,
  ];
  return { text: lines.join('\n'), summaries: bounds.map(({ answers }) => summarize(answers)) };
}

function table(heading: string, kinds: readonly Kind[]): string[] {
  return [
    `| ${heading} | asked | refused | too high | by more than 5 % | median error | 95 % | highest |`,
    '|---|---|---|---|---|---|---|---|',
    ...kinds.map(({ name, answers }) => {
      const { above, wellAbove, median, p95, highest, ...asked } = summarize(answers);
      const tooHigh = [above, wellAbove].map((count) => shareOf(count, asked.given));
      return row([name, grouped(asked.asked), refused(asked), ...tooHigh, ...[median, p95, highest].map(signed)]);
    }),
  ];
}

function memoryTable(kinds: readonly Kind[]): string[] {
  return [
    '| the next run has | asked | refused | not enough | median error | lowest |',
    '|---|---|---|---|---|---|',
    ...kinds.map(({ name, answers }) => {
      const { below, median, lowest, ...asked } = summarize(answers);
      const cells = [name, grouped(asked.asked), refused(asked), shareOf(below, asked.given)];
      return row([...cells, signed(median), signed(lowest)]);
    }),
  ];
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The share of all that were asked, with each reason. */
function refused({ asked, reasons }: Pick<Summary, 'asked' | 'reasons'>): string {
  const shares = [...reasons].map(([reason, count]) => `${shareOf(count, asked)}: ${reason}`);
  return shares.length === 0 ? 'none' : shares.join('; ');
}

const shareOf = (count: number, all: number): string => (all === 0 ? '–' : percent(count / all));

const signed = (error: number | undefined): string =>
  error === undefined ? '–' : `${error > 0 ? '+' : ''}${percent(error).replace('-', '−')}`;

const INTRODUCTION = `# What earlier runs say, by public tables

<!-- Written by \`npm run bench:history -- --docs\`; edit bench/history/page.ts instead. -->

The product's own functions, asked about runs of jobs that were not made here: the run times of C3O (\`github.com/dos-group/c3o-experiments\`: five Spark jobs on EMR, five runs of each configuration) and
the memory of Crispy (\`github.com/dos-group/crispy\`). No licence is stated: they are read where they lie, and nothing of them is kept.

\`\`\`sh
npm run bench:history -- --c3o c3o-experiments --crispy crispy
\`\`\`

*Refused*: the function says nothing. The error is what was said ÷ what came, less 1: above 0 it was too high. Histories of one table share runs, so that the counts are not those of independent trials.
`;

const BOUNDS = `The [remediator](remediation.md#whether-a-restart-pays) takes from three or more finished runs how long the next one takes at least. The tables sort runs by their length, so
that every choice of so many runs of a configuration is taken as the history of every other one. The parameters of a job are its arguments, the size of its data is not: whole numbers of five digits and more
look like the number of a run to the remediator, so that data of another size come under arguments that look the same. The highest error of the same run is that of k-means on two nodes, which took about
1,200 seconds or about 2,800: three runs of the longer kind say nothing of the shorter.
`;

const BY_JOB = `
That twice the gap is taken off was chosen by these tables; it does not rest on one of their jobs:
`;

const AT_ONCE = `
Earlier runs that are alike say nothing of a run over less data, where the arguments do not tell: nothing refuses these. Half of the pairs have less data the second time.
`;

const SPEED_UPS = `Where a job does not say how it would use more slots, its restart is promised three quarters of the ratio of slots, and refused where that is below 1.5. The tables have no stuck
executors; they have the same job on more nodes of the same type, which also bring memory, disks and network. The remediator asks for this only where containers are pending and cores idle, of which these tables
say nothing: PageRank over data of up to 436 MB has nothing for more slots to do. A promise by slots alone is no forecast: it is too high for grep, PageRank and most sorts here, and too low for most runs of
k-means and SGD, which more nodes give memory as well. Where a job answers, its stages bound what is promised.
`;

const MEMORY = `\`analyze\` and the remediator call 1.2 times the most that executors used a safe size, for the run that was measured; nothing is extrapolated to more data. The table has one machine's
memory, the system's included, under jobs on growing data, and neither spill nor failures: the peak stands for an executor's heap. How often would the size of one run have been enough for the next, with more data?
Below 0 it would not.
`;

const OMITTED = `
## What these tables cannot show

- What remains by a running job's tasks (\`lib/evidence/remaining-work.ts\`) and the replay of a finished one need the times of its tasks. [Evidence](evidence.md) holds the first to real Spark.
- The floor under a task's heap needs the execution memory of its tasks.
- No run time is predicted: nothing here fits a curve to sizes of data and reads it beyond them. What is refused is refused for too few runs that count, or because they differ too much.
`;
