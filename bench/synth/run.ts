import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { textTable } from '../../lib/render';
import { FLAGS } from '../../test/constructs/synth';
import { OracleFailure } from '../tools';
import { readFlags, runCommand, wholeNumber } from '../yarn-oracle/command';
import { type Network, ourApp, STACK } from './apps';
import { l1App, type Template } from './l1-app';
import { type Run, synthesise, writePreload } from './measure';

const HELP = `How long the example takes to synthesise from the packed package, beside an app that makes the same resources by L1 constructs.

  npm run bench:synth -- [--pairs 15]

Packs this package, installs it in a temporary app, and writes the other app from the template that comes of it: one typed L1 construct for each
resource, whose template has to be the same. Both run in turns, each in a process of its own and without CDK's validator. CPU time is compared, as
it depends less than the clock on what else the machine does.
Exit: 0 measured, 2 bad flags, or a program does not run.
`;
const ROOT = join(__dirname, '..', '..');

void runCommand('bench:synth', async () => {
  const { pairs = '15', help } = readFlags({ pairs: { type: 'string' }, help: { type: 'boolean' } });
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const turns = wholeNumber('pairs', String(pairs), 1, 1_000);
  const folder = mkdtempSync(join(tmpdir(), 'synth-'));
  // The L1 app is written by constructing each resource once.
  process.env.JSII_DEPRECATED = 'quiet';
  try {
    installPackage(folder);
    writePreload(folder);
    const [processor] = cpus();
    process.stdout.write(
      `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} × ${processor?.model}, ${turns} pairs\n`,
    );
    for (const network of ['made', 'given'] as const) process.stdout.write(`\n${contest(folder, network, turns)}\n`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What npm would install: the files of the tarball, and the peers that are here. */
function installPackage(folder: string): void {
  run('npm', ['pack', '--pack-destination', folder], ROOT);
  const installed = join(folder, 'node_modules', 'cdk-emr-autotune');
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', join(folder, 'cdk-emr-autotune-0.1.0.tgz'), '-C', installed, '--strip-components', '1'], folder);
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(dirname(require.resolve(`${peer}/package.json`)), join(folder, 'node_modules', peer));
  }
}

function run(command: string, args: readonly string[], cwd: string): void {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (done.status === 0) return;
  throw new OracleFailure(
    `${command} ${args[0]} failed: ${`${done.error?.message ?? done.stderr}`.trim().slice(-2_000)}`,
  );
}

function contest(folder: string, network: Network, turns: number): string {
  const [ours, l1] = [`ours-${network}`, `l1-${network}`];
  writeFileSync(join(folder, `${ours}.js`), ourApp(network));
  synthesise(folder, ours, FLAGS);
  writeFileSync(join(folder, `${l1}.js`), l1App(join(folder, `${ours}.out`), STACK));
  synthesise(folder, l1, FLAGS);
  const resources = sameResources(folder, ours, l1);
  const runs: { ours: Run; l1: Run }[] = [];
  for (let turn = 0; turn < turns; turn++) {
    // Whoever goes second finds warmer caches: they take turns in that too.
    const [first, second] = (turn % 2 === 0 ? [ours, l1] : [l1, ours]).map((app) => synthesise(folder, app, FLAGS));
    if (first && second) runs.push(turn % 2 === 0 ? { ours: first, l1: second } : { ours: second, l1: first });
  }
  const row = (name: string, figure: (run: Run) => number, digits = 0): string[] => [
    name,
    median(runs.map((one) => figure(one.ours))).toFixed(digits),
    median(runs.map((one) => figure(one.l1))).toFixed(digits),
    median(runs.map((one) => figure(one.ours) / figure(one.l1))).toFixed(2),
  ];
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const rows = [
    row('CPU time, ms', ({ cpu }) => cpu),
    row('  until packages are loaded', ({ phases }) => phases.load),
    row('  until constructs are made', ({ phases }) => phases.construct),
    row('  until the template is written', ({ phases }) => phases.synthesise),
    row('time, ms', ({ wall }) => wall),
    row('files of JavaScript', ({ files }) => files),
  ];
  const columns = [
    { heading: `${resources} resources, the network is ${network}` },
    right('ours'),
    right('L1'),
    right('ratio'),
  ];
  return textTable(columns, rows).join('\n');
}

/** How many resources both apps make; only metadata and the order of dependencies may differ. */
function sameResources(folder: string, ...apps: readonly string[]): number {
  const [one = {}, other = {}] = apps.map((app) => {
    const file = join(folder, `${app}.out`, `${STACK}.template.json`);
    const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as Template;
    return Object.fromEntries(
      Object.entries(Resources).map(([id, { DependsOn = [], ...resource }]) => [
        id,
        { ...resource, Metadata: undefined, DependsOn: [DependsOn].flat().sort() },
      ]),
    );
  });
  const differs = [...new Set([...Object.keys(one), ...Object.keys(other)])].find(
    (id) => !isDeepStrictEqual(one[id], other[id]),
  );
  if (differs !== undefined) throw new OracleFailure(`the L1 app makes another ${differs}`);
  return Object.keys(one).length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
