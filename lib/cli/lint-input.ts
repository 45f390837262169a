import { dirname, isAbsolute, join } from 'node:path';
import { isUnresolved } from '../effective';
import { InputError } from '../errors';
import {
  beginsCommand,
  type LintDocument,
  type LintNotice,
  type LintSubject,
  readInWords,
  type Sources,
  type Suppression,
} from '../lint';
import { parseData } from './input/data';
import { parseDataFile, readInput } from './input/read-input';
import { fileName, type Io, STDIN } from './io';

const FORMS =
  'give a command of Spark or the AWS CLI in quotes, or a file: script, JSON or YAML of classifications, steps or a cluster, Python, Terraform, notebook, spark-defaults.conf';

/**
 * What the command line names, taken apart: a command in words, a command in one quoted word, or files of any form (`-` for standard input).
 *
 * @throws InputError for files that cannot be opened, and where nothing of what is named could be read
 */
export function lintDocuments(io: Io, words: readonly string[]): LintDocument[] {
  const [first = '', ...rest] = words;
  const isCommand = beginsCommand(first.trim().split(/\s/)[0] ?? '');
  // Options that are neither ours nor behind a command: commander leaves them among the words.
  const strange = isCommand ? undefined : words.find((word) => /^--./.test(word));
  if (strange !== undefined) {
    throw new InputError('bad-usage', `unknown option ${strange.split('=')[0]}; see emr-autotune lint --help`);
  }
  if (words.every((word) => word.trim() === ''))
    throw new InputError('nothing-to-lint', `there is nothing to lint; ${FORMS}`);
  const documents =
    isCommand && rest.length > 0
      ? [readInWords(words, sourcesFor(io, undefined))]
      : words.map((word) => documentOf(io, word));
  return withSomething(documents);
}

/** What lies beneath a command, of a file of its own. */
interface ReadBeneath {
  readonly subject: LintSubject;
  readonly unread: readonly LintNotice[];
  readonly suppressions: readonly Suppression[];
}

/** The cluster's own settings, from a spark-defaults.conf, classifications or a cluster, and what of them was not read. */
export function sparkDefaultsFrom(io: Io, path: string): ReadBeneath {
  const { parts, unread, suppressions } = readInput(
    { text: textOf(io, path) ?? '', file: fileName(path) },
    sourcesFor(io, path),
  );
  const subject = parts.map((part) => part.subject).find(({ kind }) => kind !== 'command');
  if (subject !== undefined) return { subject, unread, suppressions };
  const reason = unread[0] === undefined ? '' : `: ${unread[0].reason}`;
  throw new InputError(
    'not-defaults',
    `${path} holds no Spark settings${reason}; give a spark-defaults.conf or the JSON list of --configurations`,
  );
}

/** The settings of a command's `--properties-file`, where it can be read here. */
export function findPropertiesFile(io: Io, subject: LintSubject): ReadBeneath | undefined {
  const path = subject.options.find(({ name }) => name === '--properties-file')?.value;
  if (path === undefined || isUnresolved(path)) return undefined;
  try {
    const { text, file } = readNear(io, path, subject.file);
    const { parts, unread, suppressions } = readInput({ text, file }, sourcesFor(io, file));
    const properties = parts.find((part) => part.subject.kind === 'properties')?.subject;
    return properties === undefined ? undefined : { subject: properties, unread, suppressions };
  } catch {
    return undefined;
  }
}

/** The documents, each with a notice where nothing in it was for lint. */
function withSomething(documents: readonly LintDocument[]): LintDocument[] {
  if (documents.some(({ parts }) => parts.length > 0)) return [...documents];
  const [notice] = documents.flatMap(({ unread, passedOver }) => [...unread, ...passedOver]);
  const place =
    notice?.file === undefined ? '' : `${notice.file}${notice.line === undefined ? '' : `:${notice.line}`}: `;
  const reason = notice?.reason ?? 'it is none of the forms that lint reads';
  throw new InputError('not-lintable', `${place}${notice?.where ?? 'the text'}: ${reason}; ${FORMS}`);
}

function documentOf(io: Io, word: string): LintDocument {
  const isCommand = /\s/.test(word) && beginsCommand(word.trim().split(/\s/)[0] ?? '');
  const text = isCommand ? undefined : textOf(io, word);
  if (text !== undefined) return readInput({ text, file: fileName(word) }, sourcesFor(io, word));
  const document = readInput({ text: word }, sourcesFor(io, undefined));
  if (isCommand || document.parts.length > 0) return document;
  throw new InputError(
    'not-lintable',
    `the argument is not a command that lint reads, and no file of that name can be read; ${FORMS}`,
  );
}

/** Files that the input names are looked for where the command runs, then beside the input. */
function sourcesFor(io: Io, path: string | undefined): Sources {
  return {
    parseData,
    readFile: (name) => {
      try {
        const { text, file } = readNear(io, name, path);
        return parseDataFile(text, file);
      } catch {
        return { reason: 'the file that it names cannot be read here' };
      }
    },
  };
}

/** A file and the path by which it was found. */
function readNear(io: Io, name: string, beside: string | undefined): { readonly text: string; readonly file: string } {
  try {
    return { text: io.readFile(name), file: name };
  } catch (error) {
    if (beside === undefined || beside === STDIN || isAbsolute(name)) throw error;
    const file = join(dirname(beside), name);
    return { text: io.readFile(file), file };
  }
}

/** The text of a file; undefined where the name reads more like a command. */
function textOf(io: Io, path: string): string | undefined {
  try {
    return io.readFile(path === STDIN ? '/dev/stdin' : path);
  } catch (error) {
    if (/\s/.test(path)) return undefined;
    const isFolder = (error as { code?: string }).code === 'EISDIR';
    throw new InputError('no-file', `${path} ${isFolder ? 'is a directory' : 'cannot be read'}; ${FORMS}`);
  }
}
