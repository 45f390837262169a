import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OracleFailure, requirePython } from './tools';

/**
 * The folder of programs of a Python environment, which is made where it is not there yet and stays for the next run.
 *
 * @param packages with their versions, `cfn-lint==1.58.0`
 * @throws MissingTool without Python 3.9 or later
 */
export function pythonEnvironment(folder: string, packages: readonly string[]): string {
  requirePython();
  const stamp = `${folder}.stamp`;
  const digest = createHash('sha256').update(packages.join(' ')).digest('hex');
  const bin = join(folder, 'bin');
  if (existsSync(bin) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return bin;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  process.stderr.write(`installing ${packages.join(', ')}\n`);
  run('python3', ['-m', 'venv', folder]);
  run(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
  writeFileSync(stamp, digest);
  return bin;
}

function run(command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout}${done.stderr}`);
  throw new OracleFailure(`${command} failed; it says why above`);
}
