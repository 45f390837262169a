import { readFileSync } from 'node:fs';
import { run } from '../../lib/cli/program';

/** What one call of the command line printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line in this process, with its output caught. Arguments are split at spaces, as a shell would without quotes. */
export async function cli(line: string, now = 0, environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await run(
    line.split(' ').filter((word) => word !== ''),
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      readFile: (path) => readFileSync(path, 'utf8'),
      environment,
      now: () => now,
      color: false,
      width: 100,
      progress: false,
    },
    '0.0.0-test',
  );
  return { code, out, err };
}
