import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { FUNCTION_FOLDER } from '../../lib/package-root';
import { OracleFailure } from '../tools';
import { readFlags, runCommand } from '../yarn-oracle/command';

const ROOT = join(__dirname, '..', '..');
const TARGET = join(__dirname, 'target');
const SNAPSHOTS = join(__dirname, 'snapshots');
const NAME = 'integ.tuned-cluster';
const OPTIONS = ['--language', 'javascript', '--parallel-regions', 'us-east-1'];

/**
 * The newest integ-runner cannot read what the newest aws-cdk-lib writes (schema 53 of the cloud assembly against 55). It can read what the
 * lowest version writes that the package allows, which is thereby tried too.
 */
const PACKAGES = {
  '@aws-cdk/integ-runner': '2.197.10',
  '@aws-cdk/integ-tests-alpha': '2.245.0-alpha.0',
  'aws-cdk-lib': '2.257.0',
  constructs: '10.5.1',
} as const;

const HELP = `Compares the template of a small cluster with the snapshot by integ-runner, under the lowest aws-cdk-lib that the package allows.

  npm run check:integ -- [--update]

  --update  write the snapshot anew; it deploys nothing

Installs integ-runner and that aws-cdk-lib below bench/integ/target (200 MB). Takes about half a minute.
Exit: 0 the template is that of the snapshot, 1 it is not, 2 bad flags, or integ-runner does not run.
`;

void runCommand('check:integ', async () => {
  const flags = readFlags({ update: { type: 'boolean' }, help: { type: 'boolean' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  install();
  const folder = join(TARGET, 'test');
  rmSync(folder, { recursive: true, force: true });
  bundle(folder);
  const snapshot = join(folder, `${NAME}.js.snapshot`);
  if (!flags.update) cpSync(join(SNAPSHOTS, NAME), snapshot, { recursive: true });
  // Without a real account nothing is deployed: `--dry-run` writes the snapshot alone.
  const update = flags.update ? ['--update-on-failed', '--force', '--dry-run'] : [];
  const status = run(join(TARGET, 'node_modules', '.bin', 'integ-runner'), [
    '--directory',
    folder,
    ...OPTIONS,
    ...update,
  ]);
  if (flags.update) keep(snapshot);
  return status === 0 ? 0 : 1;
});

function install(): void {
  mkdirSync(TARGET, { recursive: true });
  const manifest = `${JSON.stringify({ name: 'cdk-emr-autotune', private: true, dependencies: PACKAGES }, undefined, 2)}\n`;
  const file = join(TARGET, 'package.json');
  const isInstalled = existsSync(join(TARGET, 'node_modules', '.package-lock.json'));
  if (isInstalled && existsSync(file) && readFileSync(file, 'utf8') === manifest) return;
  writeFileSync(file, manifest);
  process.stderr.write('installing integ-runner and aws-cdk-lib\n');
  const status = run('npm', ['install', '--prefix', TARGET, '--no-audit', '--no-fund', '--silent']);
  if (status !== 0) throw new OracleFailure('npm could not install integ-runner; it says why above');
}

/** One file with the constructs in it, so that they use the aws-cdk-lib beside it, and the function where they look for it. */
function bundle(folder: string): void {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [join(__dirname, `${NAME}.ts`)],
    outfile: join(folder, `${NAME}.js`),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    external: ['aws-cdk-lib', 'constructs', '@aws-cdk/integ-tests-alpha'],
  });
  cpSync(join(ROOT, FUNCTION_FOLDER), join(TARGET, FUNCTION_FOLDER), { recursive: true });
}

/** Keeps what integ-runner compares: neither assets, which change with every build, nor the tree of constructs. */
function keep(snapshot: string): void {
  if (!existsSync(snapshot)) throw new OracleFailure('integ-runner wrote no snapshot; it says why above');
  const to = join(SNAPSHOTS, NAME);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const files = readdirSync(snapshot).filter((name) => !/^(asset\..*|tree\.json|validation-report\.json)$/.test(name));
  for (const file of files) {
    // Metadata hold stack traces with paths of this machine, and integ-runner asks only that there are some.
    if (file.endsWith('.metadata.json')) writeFileSync(join(to, file), '{}\n');
    else cpSync(join(snapshot, file), join(to, file));
  }
}

/** @throws OracleFailure where the program cannot be started */
function run(program: string, args: readonly string[]): number | null {
  const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: '1', AWS_REGION: 'us-east-1' };
  const { status, error } = spawnSync(program, args, { cwd: TARGET, stdio: 'inherit', env });
  if (error !== undefined) throw new OracleFailure(`${program} cannot be started: ${error.message}`);
  return status;
}
