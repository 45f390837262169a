import { grouped } from '../../lib/numbers';
import { MAPPINGS } from './to-trace';

/** What became of the series of one folder. */
export interface Source {
  readonly folder: string;
  readonly series: number;
  readonly samples: number;
  /** By mapping: pieces that were judged, and those that were cut. */
  readonly judged: readonly { readonly pieces: number; readonly cut: number }[];
}

/** Where the folders of the page come from. */
const ORIGINS: Readonly<Record<string, string>> = {
  NAB: 'CPU of EC2 and RDS instances as CloudWatch shows it, every five minutes, from the Numenta Anomaly Benchmark (`github.com/numenta/NAB`, `data/`), MIT licence',
  lumos:
    'machines that run Spark and Hadoop programs of HiBench and BigDataBench at four clouds, as sar shows them (`github.com/jind5182/lumos-dataset`), no licence stated: read here, and nothing of it is kept',
};

const INTRODUCTION = `# Detection by public series

<!-- Written by \`npm run check:series\`; do not edit. -->

Measurements of real machines, not made here, as the figures of clusters on which healthy steps run: nothing may be cut. They are not part of the repository; a folder for each source has to be there, and
\`npm run check:series -- --folder <folder>\` reads every file of comma-separated samples in them whose columns it knows.

One sample stands for one minute, and a series is cut into steps of 110 minutes. The CPU of the cluster is that of the machine. What a series does not say is given the value that speaks most for acting:
containers are pending in every minute, the step runs alone, the calculator is the dominant one, nothing is known of the job, figures come without delay and every step has opted in. Each step is seen every
five minutes, and every minute with the CloudWatch agent.
`;

/** The page `docs/series.md`. */
export function toPage(sources: readonly Source[]): string {
  const count = (figure: (source: Source) => number): string =>
    grouped(sources.reduce((sum, one) => sum + figure(one), 0));
  return [
    INTRODUCTION,
    `| source | series | samples |`,
    '|---|---|---|',
    ...sources.map(
      ({ folder, series, samples }) => `| ${ORIGINS[folder] ?? folder} | ${grouped(series)} | ${grouped(samples)} |`,
    ),
    `| together | ${count(({ series }) => series)} | ${count(({ samples }) => samples)} |`,
    '',
    '| executors | what makes the step healthy | steps seen | cut |',
    '|---|---|---|---|',
    ...MAPPINGS.map(
      ({ name, reason }, i) =>
        `| ${name} | ${reason} | ${count(({ judged }) => judged[i]?.pieces ?? 0)} | **${count(({ judged }) => judged[i]?.cut ?? 0)}** |`,
    ),
    '',
  ].join('\n');
}
