import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A shell of somebody on call, in an empty folder, with the built command line and that of AWS. */
export interface Shell {
  run(lines: string): Promise<Ran>;
  close(): void;
}

/** @param awsFolder where `aws` is */
export function openShell(environment: Readonly<Record<string, string>>, awsFolder: string): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'emr-autotune-drill-'));
  const command = join(packageRoot(__dirname), 'dist', 'bin', 'emr-autotune.js');
  const prelude = `set -euo pipefail\nemr-autotune() { '${process.execPath}' '${command}' "$@"; }\n`;
  const { HOME = folder, PATH = '' } = process.env;
  const env = { ...environment, HOME, PATH: `${awsFolder}:${PATH}`, AWS_PAGER: '' };
  return {
    run: (lines) =>
      new Promise((resolve, reject) => {
        const child = spawn('bash', ['-c', prelude + lines], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
        let [out, err] = ['', ''];
        child.stdout.on('data', (text) => {
          out += String(text);
        });
        child.stderr.on('data', (text) => {
          err += String(text);
        });
        child.once('error', reject);
        child.once('close', (code) => resolve({ code: code ?? -1, out, err }));
      }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
