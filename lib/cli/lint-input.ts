import { InputError } from '../errors';
import {
  isConfigurations,
  type LintSubject,
  looksLikeProperties,
  readCommand,
  readConfigurations,
  readProperties,
  readSteps,
} from '../lint';
import type { Io } from './io';
import { shellWords } from './shell-words';

const FORMS =
  "give a spark-submit line in quotes, the JSON list of --configurations, a step's JSON or a spark-defaults.conf";

const COMMAND_LINE = /^\s*(\S*\/)?spark-submit(\s|$)/;
const STDIN = '-';

/**
 * What the command line names: a command in words, a command in one quoted word, or a file of any form (`-` for standard input).
 * A file of several steps holds several subjects.
 *
 * @throws InputError for what cannot be read or is none of the forms
 */
export function lintSubjects(io: Io, words: readonly string[]): LintSubject[] {
  const [first = '', ...rest] = words;
  // Options that are neither ours nor behind a spark-submit: commander leaves them among the words.
  const strange = COMMAND_LINE.test(first) ? undefined : [first, rest[0] ?? ''].find((word) => word.startsWith('--'));
  if (strange !== undefined) {
    throw new InputError('bad-usage', `unknown option ${strange.split('=')[0]}; see emr-autotune lint --help`);
  }
  if (rest.length > 0) return [readCommand(words)];
  if (first.trim() === '') throw new InputError('nothing-to-lint', `there is nothing to lint; ${FORMS}`);
  if (COMMAND_LINE.test(first)) return [readCommand(shellWords(first))];
  return subjectsIn(textOf(io, first), first === STDIN ? 'standard input' : first);
}

/** The cluster's own settings, from a spark-defaults.conf or the JSON list of `--configurations`. */
export function sparkDefaultsFrom(io: Io, path: string): LintSubject {
  const text = textOf(io, path);
  if (!isJson(text)) {
    if (looksLikeProperties(text)) return readProperties(text);
    throw new InputError(
      'not-defaults',
      `${path} holds no Spark settings; give a spark-defaults.conf or the JSON list of --configurations`,
    );
  }
  const list = configurationsIn(parsed(text, path));
  if (list === undefined) {
    throw new InputError(
      'not-defaults',
      `${path} is no list of classifications; give what --configurations takes, or a spark-defaults.conf`,
    );
  }
  return readConfigurations(list);
}

function subjectsIn(text: string, path: string): LintSubject[] {
  if (text.trim() === '') throw new InputError('nothing-to-lint', `${path} is empty; ${FORMS}`);
  if (COMMAND_LINE.test(text)) return [readCommand(shellWords(text))];
  if (!isJson(text)) {
    if (looksLikeProperties(text)) return [readProperties(text)];
    throw new InputError('not-lintable', `${path} is none of the forms that lint reads; ${FORMS}`);
  }
  const value = parsed(text, path);
  const list = configurationsIn(value);
  const subjects = list === undefined ? readSteps(value) : [readConfigurations(list)];
  if (subjects === undefined || subjects.length === 0) {
    throw new InputError('not-lintable', `${path} holds neither classifications nor steps; ${FORMS}`);
  }
  return subjects;
}

/** The list itself, or as describe-cluster and create-cluster requests hold it. */
function configurationsIn(value: unknown): readonly unknown[] | undefined {
  if (isConfigurations(value)) return value;
  const { Cluster, Configurations } = (value ?? {}) as {
    Cluster?: { Configurations?: unknown };
    Configurations?: unknown;
  };
  const inner = Configurations ?? Cluster?.Configurations;
  return isConfigurations(inner) ? inner : undefined;
}

const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text around the error, which may be a secret.
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = at === undefined ? '' : ` (line ${text.slice(0, Number(at)).split('\n').length})`;
    throw new InputError('not-json', `${path} is not JSON${line}; check it for a missing comma, bracket or quote`);
  }
}

function textOf(io: Io, path: string): string {
  try {
    return io.readFile(path === STDIN ? '/dev/stdin' : path);
  } catch (error) {
    if (/\s/.test(path)) {
      throw new InputError(
        'not-lintable',
        `the argument is no spark-submit line, and no file of that name can be read; ${FORMS}`,
      );
    }
    const isFolder = (error as { code?: string }).code === 'EISDIR';
    throw new InputError('no-file', `${path} ${isFolder ? 'is a directory' : 'cannot be read'}; ${FORMS}`);
  }
}
