import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OracleFailure, requireJava, requireMaven, requirePython } from '../tools';

/** Everything that is downloaded or written; git ignores it. */
export const TARGET = join(__dirname, 'target');
export const JARS = join(TARGET, 'java-lib');
export const SOURCES = join(__dirname, 'src');

/** What each Python environment is made of; clients of different ages do not go together. */
export const VENVS = {
  tools: ['boto3==1.44.8', 'awscli==1.46.3'],
  old: ['boto3==1.34.162'],
  airflow: ['apache-airflow-providers-amazon==9.39.0', 'apache-airflow==3.3.2'],
} as const;

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

export const binFolder = (venv: keyof typeof VENVS): string => join(TARGET, `venv-${venv}`, 'bin');

/**
 * Installs the clients where they are missing; they stay for the next run.
 *
 * @throws MissingTool without Python 3.9, Java 17 or Maven
 */
export function prepareClients(): void {
  requirePython();
  requireJava('at least');
  mkdirSync(TARGET, { recursive: true });
  for (const [name, packages] of Object.entries(VENVS)) {
    make(`venv-${name}`, packages.join(' '), (folder) => {
      run('python3', ['-m', 'venv', folder]);
      run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
    });
  }
  const pom = join(__dirname, 'pom.xml');
  make('java-lib', readFileSync(pom, 'utf8'), (folder) => {
    requireMaven();
    run('mvn', ['-B', '-ntp', '-q', '-f', pom, COPY, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime']);
  });
}

/** Makes a folder anew where it is not made of this. */
function make(name: string, of: string, how: (folder: string) => void): void {
  const folder = join(TARGET, name);
  const stamp = `${folder}.stamp`;
  const digest = createHash('sha256').update(of).digest('hex');
  if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`making ${name}\n`);
  how(folder);
  writeFileSync(stamp, digest);
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout}${done.stderr}`);
  throw new OracleFailure(`${command} failed; it says why above`);
}
