/** How fast event logs are read, and in how much memory: `npm run bench:logs -- --mb 400`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeLargeLog } from './large-log';

const root = join(__dirname, '../..');
const COMMAND = join(root, 'dist/bin/emr-autotune.js');
const USAGE = join(__dirname, 'usage.cjs');
const target = join(__dirname, 'target');
const RECORDED = join(root, 'test/fixtures/spark-rest/skew-join.events.gz');

/** Commands that pack a file beside it. */
const PACKERS = { zstd: ['zstd', '-q', '-f', '-1'], gz: ['gzip', '-k', '-f', '-1'] } as const;

interface Measured {
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Of the whole process, all of its threads. */
  readonly cpuSeconds: number;
  readonly peakMB: number;
}

/** `analyze` as it is shipped, in a process of its own. */
function measure(node: string, path: string): Measured {
  const found = spawnSync(node, ['--require', USAGE, COMMAND, 'analyze', path, '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (found.status !== 0) throw new Error(found.stderr);
  return JSON.parse(found.stderr) as Measured;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      mb: { type: 'string', default: '400' },
      node: { type: 'string', default: process.execPath },
      keep: { type: 'boolean', default: false },
    },
  });
  mkdirSync(target, { recursive: true });
  const plain = join(target, 'large-log');
  const bytes = writeLargeLog(RECORDED, plain, Number(values.mb) * 1e6);
  const logs = [['plain', plain]];
  for (const [extension, [command, ...words]] of Object.entries(PACKERS)) {
    const path = `${plain}.${extension === 'zstd' ? 'zst' : extension}`;
    if (spawnSync(command, [...words, plain]).status === 0) logs.push([extension, path]);
    else process.stderr.write(`${command} is not there: not measured\n`);
  }
  const version = spawnSync(values.node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  process.stdout.write(`Node ${version}, ${(bytes / 1e6).toFixed(0)} MB of events\n`);
  for (const [name = '', path = ''] of logs) {
    const { seconds, cpuSeconds, peakMB } = measure(values.node, path);
    const size = (statSync(path).size / 1e6).toFixed(0);
    process.stdout.write(
      `${name}: ${size} MB, ${seconds.toFixed(2)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s, ${cpuSeconds.toFixed(2)} s of CPU (${(bytes / 1e6 / cpuSeconds).toFixed(0)} MB/s), at most ${peakMB.toFixed(0)} MB of memory\n`,
    );
  }
  if (!values.keep) rmSync(target, { recursive: true });
}

main();
