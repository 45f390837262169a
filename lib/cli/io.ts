import type { Environment } from '../built-function';
import { InputError, isInputError, shown } from '../errors';
import { repeatedIn } from '../lint';
import { parseJson } from './input/json';

/** What a command may touch; tests hand in their own. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readFile: (path: string) => string;
  readonly environment: Environment;
  /** Epoch ms. */
  readonly now: () => number;
  /** Whether to colour. */
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** Whether stderr is a terminal, so that progress helps. */
  readonly progress: boolean;
}

/** 0 done · 1 something needs action · 2 bad usage or input. */
export type ExitCode = 0 | 1 | 2;

/** For commander: an option that may be given more than once. */
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** What `--json` prints. */
export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** A JSON file that the user named. */
export function readJson(io: Io, path: string): unknown {
  let text: string;
  try {
    text = io.readFile(path);
  } catch {
    throw new InputError('no-file', `cannot read ${path}; give the path of a JSON file`);
  }
  try {
    const value: unknown = JSON.parse(text);
    refuseRepeatedKeys(text, path);
    return value;
  } catch (error) {
    if (isInputError(error)) throw error;
    throw new InputError('not-json', `${path} is not JSON: ${(error as Error).message}`);
  }
}

/** Of two values under one key `JSON.parse` takes the last, which need not be the one that is meant. */
function refuseRepeatedKeys(text: string, path: string): void {
  const [twice] = repeatedIn(parseJson(text, 1));
  if (twice === undefined) return;
  throw new InputError(
    'key-twice',
    `${path}:${twice.line}: ${twice.where} has the key ${shown(twice.key)} twice; keep one`,
  );
}
