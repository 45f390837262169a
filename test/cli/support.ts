import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { run } from '../../lib/cli/program';
import { violations } from '../support/schemas';

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
  /** Epoch ms, or a clock that goes on. */
  readonly now?: number | (() => number);
  /** Over a width of 100 columns. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Until this resolves a server runs; default: at once. */
  readonly interrupted?: (out: string) => Promise<void>;
  readonly writeFile?: (path: string, text: string) => void;
  /** The working directory; default: one without settings above it. */
  readonly folder?: string;
  /** Of the terminal; default: there is none. */
  readonly columns?: number;
  /** Default: it is none. */
  readonly errIsTerminal?: boolean;
  /** What the user answers to each question; default: there is no terminal. */
  readonly ask?: (question: string) => Promise<string>;
}

const NOWHERE = join('/', 'no-such-folder');

/** Where a test names no working directory there are no settings, whatever its files answer. */
const withoutSettings =
  (readFile: (path: string) => string) =>
  (path: string): string => {
    if (/[\\/]\.emr-autotune\.\w+$/.test(path)) throw Object.assign(new Error('no settings'), { code: 'ENOENT' });
    return readFile(path);
  };

/** The command line in this process, with its output caught and its words as a shell hands them over. */
export async function call(words: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { readFile = (path) => readFileSync(path, 'utf8'), writeFile = () => undefined, now = 0 } = surroundings;
  const { interrupted = async () => undefined } = surroundings;
  const { environment = {}, folder = NOWHERE, columns, errIsTerminal = false, ask } = surroundings;
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
      readFile: folder === NOWHERE ? withoutSettings(readFile) : readFile,
      writeFile,
      environment: { COLUMNS: '100', ...environment },
      now: typeof now === 'function' ? now : () => now,
      interrupted: () => interrupted(out),
      folder,
      columns,
      errIsTerminal,
      ask,
    },
    '0.0.0-test',
  );
  checkAgainstSchema(words, out, err);
  return { code, out, err };
}

/** Whatever a test asks for as JSON is held to the published schema. */
function checkAgainstSchema(words: readonly string[], out: string, err: string): void {
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  if (!own.includes('--json')) return;
  const [, failure] = /^(\{"schemaVersion".*\})\n$/m.exec(err) ?? [];
  if (failure !== undefined) expect(violations('error', JSON.parse(failure))).toEqual([]);
  const [command = ''] = words.filter((word) => !word.startsWith('-'));
  if (out.startsWith('{')) expect(violations(schemaName(command, own, JSON.parse(out)), JSON.parse(out))).toEqual([]);
}

function schemaName(command: string, words: readonly string[], output: object): string {
  if (command === 'plan' && words.includes('--compare')) return 'plan-compare';
  if (command === 'analyze' && words.includes('--all')) return 'analyze-all';
  return command === 'analyze' && 'applications' in output ? 'analyze-list' : command;
}

/** The command line; arguments are split at spaces, as a shell would without quotes. */
export function cli(line: string, now = 0, environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return call(
    line.split(' ').filter((word) => word !== ''),
    { now, environment },
  );
}
