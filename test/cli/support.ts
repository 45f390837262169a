import { readFileSync } from 'node:fs';
import { run } from '../../lib/cli/program';

/** What one call of the command line printed and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a call meets besides its words. */
interface Surroundings {
  /** Default: the files of this machine. */
  readonly readFile?: (path: string) => string;
  readonly now?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The command line in this process, with its output caught and its words as a shell hands them over. */
export async function call(words: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { readFile = (path) => readFileSync(path, 'utf8'), now = 0, environment = {} } = surroundings;
  let out = '';
  let err = '';
  const code = await run(
    words,
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      readFile,
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

/** The command line; arguments are split at spaces, as a shell would without quotes. */
export function cli(line: string, now = 0, environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return call(
    line.split(' ').filter((word) => word !== ''),
    { now, environment },
  );
}
