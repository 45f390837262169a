/** How fast event logs are read, and in how much memory: `npm run bench:logs -- --mb 400`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { writeLargeLog } from './large-log';

const root = join(__dirname, '../..');
const target = join(__dirname, 'target');
const RECORDED = join(root, 'test/fixtures/spark-rest/skew-join.events.gz');

/** Commands that pack a file beside it. */
const PACKERS = { zstd: ['zstd', '-q', '-f', '-1'], gz: ['gzip', '-k', '-f', '-1'] } as const;

interface Measured {
  readonly tasks: number;
  readonly seconds: number;
  /** Of the whole process, all of its threads. */
  readonly cpuSeconds: number;
  readonly peakMB: number;
}

/** The reader as it is shipped: one file, without a compiler beside it. */
function build(): string {
  const outfile = join(target, 'measure.cjs');
  buildSync({
    entryPoints: [join(__dirname, 'measure.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}

function measure(program: string, path: string): Measured {
  const found = spawnSync(process.execPath, [program, path], { encoding: 'utf8' });
  if (found.status !== 0) throw new Error(found.stderr);
  return JSON.parse(found.stdout) as Measured;
}

function main(): void {
  const { values } = parseArgs({
    options: { mb: { type: 'string', default: '400' }, keep: { type: 'boolean', default: false } },
  });
  mkdirSync(target, { recursive: true });
  const program = build();
  const plain = join(target, 'large-log');
  const bytes = writeLargeLog(RECORDED, plain, Number(values.mb) * 1e6);
  const logs = [['plain', plain]];
  for (const [extension, [command, ...words]] of Object.entries(PACKERS)) {
    const path = `${plain}.${extension === 'zstd' ? 'zst' : extension}`;
    if (spawnSync(command, [...words, plain]).status === 0) logs.push([extension, path]);
    else process.stderr.write(`${command} is not there: not measured\n`);
  }
  process.stdout.write(`Node ${process.version}, ${(bytes / 1e6).toFixed(0)} MB of events\n`);
  for (const [name = '', path = ''] of logs) {
    const { tasks, seconds, cpuSeconds, peakMB } = measure(program, path);
    const size = (statSync(path).size / 1e6).toFixed(0);
    process.stdout.write(
      `${name}: ${size} MB, ${tasks} tasks, ${seconds.toFixed(2)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s, ${cpuSeconds.toFixed(2)} s of CPU, at most ${peakMB.toFixed(0)} MB of memory\n`,
    );
  }
  if (!values.keep) rmSync(target, { recursive: true });
}

main();
