import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OracleFailure } from '../tools';

const PHASES = ['load', 'construct', 'synthesise'] as const;

/** What one synthesis took, in ms. */
export interface Run {
  readonly wall: number;
  readonly cpu: number;
  /** CPU time of each phase; packages are loaded in the first one as far as they are at once. */
  readonly phases: Readonly<Record<(typeof PHASES)[number], number>>;
  /** Files of JavaScript that Node loaded. */
  readonly files: number;
}

/** Loaded before an app: says on a descriptor of its own what the process used, up to each mark of the app. */
const PRELOAD = `
const { writeSync } = require('node:fs');
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const marks = {};
globalThis.mark = (name) => { marks[name] = used(); };
process.on('exit', () => writeSync(3, JSON.stringify({ ...marks, end: used(), files: Object.keys(require.cache).length })));
`;

/** Writes what `synthesise` loads before an app. */
export function writePreload(folder: string): void {
  writeFileSync(join(folder, 'preload.cjs'), PRELOAD);
}

/**
 * Runs an app once, as `cdk synth` does but without CDK's validator, which takes some seconds for any app.
 *
 * @throws OracleFailure where the app fails
 */
export function synthesise(folder: string, app: string, context: unknown): Run {
  const started = performance.now();
  const { status, stderr, output } = spawnSync(process.execPath, ['--require', './preload.cjs', `${app}.js`], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_OUTDIR: join(folder, `${app}.out`),
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_VALIDATION: 'false',
      JSII_DEPRECATED: 'quiet',
    },
  });
  const wall = performance.now() - started;
  if (status !== 0) throw new OracleFailure(`${app} failed: ${stderr.trim().slice(-2_000)}`);
  const { loaded, constructed, end, files } = JSON.parse(output[3] ?? '') as Record<string, number>;
  const times = [0, loaded, constructed, end].map((time) => time ?? Number.NaN);
  const phases = PHASES.map((phase, i) => [phase, (times[i + 1] ?? 0) - (times[i] ?? 0)]);
  return { wall, cpu: end ?? Number.NaN, phases: Object.fromEntries(phases) as Run['phases'], files: files ?? 0 };
}
