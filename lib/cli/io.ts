import type { Environment } from '../built-function';
import { InputError, isInputError, shown } from '../errors';
import { repeatedIn } from '../lint';
import { parseJson } from './input/json';

/** Where a command runs; tests hand in their own. */
export interface Surroundings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** A file's text; `-` is standard input. */
  readonly readFile: (path: string) => string;
  readonly writeFile: (path: string, text: string) => void;
  readonly environment: Environment;
  /** Epoch ms. */
  readonly now: () => number;
  /** Resolves when the user ends a command that runs until then. */
  readonly interrupted: () => Promise<void>;
  /** The working directory, absolute. */
  readonly folder: string;
  /** Columns of the terminal that stdout is; undefined where it is none. */
  readonly columns: number | undefined;
  /** Asks the user at the terminal; undefined where stdin or stderr is none. */
  readonly ask?: (question: string) => Promise<string>;
  /** Whether stderr is a terminal, so that progress helps. */
  readonly errIsTerminal: boolean;
}

/** What a command may touch. */
export interface Io
  extends Pick<Surroundings, 'out' | 'readFile' | 'writeFile' | 'environment' | 'now' | 'interrupted' | 'ask'> {
  /** For warnings and progress, nothing with `--quiet`; a failure is an error that is thrown. */
  readonly err: (text: string) => void;
  /** Whether to colour. */
  readonly color: boolean;
  /** Columns; infinite where nothing is to be folded. */
  readonly width: number;
  /** Whether progress is shown. */
  readonly progress: boolean;
}

/** 0 done · 1 something needs action · 2 bad usage or input. */
export type ExitCode = 0 | 1 | 2;

/** For commander: an option that may be given more than once. */
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** What `--json` prints. */
export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The path that means standard input. */
export const STDIN = '-';

/** A path as messages name it. */
export const fileName = (path: string): string => (path === STDIN ? 'standard input' : path);

/** A JSON file that the user named, or standard input. */
export function readJson(io: Pick<Io, 'readFile'>, path: string): unknown {
  let text: string;
  try {
    text = io.readFile(path);
  } catch {
    throw new InputError(
      'no-file',
      `cannot read ${fileName(path)}; give the path of a JSON file, or - for standard input`,
    );
  }
  try {
    const value: unknown = JSON.parse(text);
    refuseRepeatedKeys(text, path);
    return value;
  } catch (error) {
    if (isInputError(error)) throw error;
    throw new InputError('not-json', `${fileName(path)} is not JSON: ${(error as Error).message}`);
  }
}

/** Of two values under one key `JSON.parse` takes the last, which need not be the one that is meant. */
function refuseRepeatedKeys(text: string, path: string): void {
  const [twice] = repeatedIn(parseJson(text, 1));
  if (twice === undefined) return;
  throw new InputError(
    'key-twice',
    `${fileName(path)}:${twice.line}: ${twice.where} has the key ${shown(twice.key)} twice; keep one`,
  );
}
