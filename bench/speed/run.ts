import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { textTable } from '../../lib/render';
import { readFlags } from '../yarn-oracle/command';
import { contests } from './contests';
import { isMissed, type Measured, measure, type Spread } from './measure';

const HELP = `How long plans and admissions take, each against a baseline that is timed in turns with it. Builds the command line first.

  npm run bench:speed

Exit: 0 goals met, 1 a goal is missed by more than the noise of this run, 2 bad flags, or something that is timed fails.
`;
const ROOT = join(__dirname, '..', '..');

async function main(): Promise<number> {
  if (readFlags({ help: { type: 'boolean' } }).help) {
    process.stdout.write(HELP);
    return 0;
  }
  const build = pathToFileURL(join(ROOT, 'tools', 'build.mjs')).href;
  await ((await import(build)) as { buildCommandLine(): Promise<void> }).buildCommandLine();

  const processors = cpus();
  process.stdout.write(
    `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${processors.length} × ${processors[0]?.model ?? 'unknown processor'}\n\n`,
  );
  const measured = contests(join(ROOT, 'dist', 'bin', 'emr-autotune.js')).map(measure);
  process.stdout.write(
    `${table(measured)}\n\n  median, quartiles in brackets; ratio: work ÷ baseline of the same turn; first: its first run, before any of the turns\n`,
  );

  const missed = measured.filter(isMissed);
  for (const one of missed) {
    const { goal, name, baseline } = one.contest;
    const text =
      'ms' in goal
        ? `${ms(one.work.median)}, more than ${goal.ms} ms`
        : `${one.ratio.median.toFixed(2)} times ${baseline}, more than ${goal.timesBaseline}`;
    process.stderr.write(
      `bench:speed: goal missed: ${name} takes ${text}; the faster quarter of the turns misses it too\n`,
    );
  }
  return missed.length > 0 ? 1 : 0;
}

function table(measured: readonly Measured[]): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const spread = ({ lower, median, upper }: Spread, show: (value: number) => string): string =>
    `${show(median)} (${show(lower)}–${show(upper)})`;
  const rows = measured.map((one) => [
    one.contest.name,
    spread(one.work, ms),
    one.contest.baseline,
    spread(one.baseline, ms),
    spread(one.ratio, (ratio) => ratio.toFixed(2)),
    'ms' in one.contest.goal ? `${one.contest.goal.ms} ms` : `× ${one.contest.goal.timesBaseline}`,
    ms(one.first),
  ]);
  const columns = [
    { heading: 'work' },
    right('takes'),
    { heading: 'baseline' },
    right('takes'),
    right('ratio'),
    right('goal'),
    right('first'),
  ];
  return textTable(columns, rows).join('\n');
}

const ms = (value: number): string => `${value < 1 ? value.toFixed(3) : value.toFixed(1)} ms`;

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`bench:speed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
