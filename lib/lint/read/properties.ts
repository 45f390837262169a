import { InputError } from '../../errors';
import type { Comment, LintSubject, WrittenSetting } from '../types';
import type { Reading } from './reading';
import { UNRESOLVED, withoutTemplates } from './tree';

/** Key, then blanks, `=` or `:`, then the value: `java.util.Properties`, as Spark loads spark-defaults.conf. */
const ENTRY = /^((?:\\.|[^\s=:\\])+)\s*[=:]?\s*(.*)$/s;

/** Whether a text reads as a spark-defaults.conf: one of its entries at least is a Spark setting. */
export function looksLikeProperties(text: string): boolean {
  return takenApart(text).entries.some(({ line }) => /^spark\.\S+[\s=:]/.test(line));
}

/** Whether a text is one from the first line to the last: code that begins with `spark.` is not. */
export function isProperties(text: string): boolean {
  return (
    looksLikeProperties(text) && takenApart(text).entries.every(({ line }) => /^[\w.-]+\s*[\s=:]\s*[^\s=]/.test(line))
  );
}

/** Reads a spark-defaults.conf with its comments. */
export function readPropertiesFile(text: string, reading: Reading): void {
  reading.add(readProperties(text, reading.file));
  reading.comments(takenApart(text).comments);
}

/** Reads one that stands in another text, from this line on; what a shell or a template puts in is not known. */
export function readInnerProperties(text: string, line: number | undefined, reading: Reading): void {
  const known = withoutTemplates(text.replaceAll(/\$(?:\w+|\([^)\n]*\))/g, UNRESOLVED));
  const { settings, ...subject } = readProperties(known, reading.file);
  const offset = (line ?? 1) - 1;
  reading.add({
    ...subject,
    settings: settings.map((one) => {
      const own = (one.line ?? 1) + offset;
      return { ...one, where: `line ${own}`, at: own, line: own };
    }),
  });
}

/**
 * A spark-defaults.conf, one setting a line.
 *
 * @throws InputError `bad-properties` for a line without a key
 */
export function readProperties(text: string, file?: string): LintSubject {
  const settings = takenApart(text).entries.map(({ line, number }): WrittenSetting => {
    const match = ENTRY.exec(line);
    if (match === null)
      throw new InputError(
        'bad-properties',
        `line ${number} has no key; write one setting a line, such as spark.executor.cores 4`,
      );
    const [, key = '', value = ''] = match;
    return { key: unescaped(key), value: unescaped(value).trim(), where: `line ${number}`, at: number, line: number };
  });
  return { kind: 'properties', settings, options: [], blocks: [], ...(file === undefined ? {} : { file }) };
}

interface Entry {
  readonly line: string;
  /** Of its first line, from 1. */
  readonly number: number;
}

/** Comments, and lines that are neither blank nor comments, with those that a backslash continues joined. */
function takenApart(text: string): { readonly entries: readonly Entry[]; readonly comments: readonly Comment[] } {
  const entries: Entry[] = [];
  const comments: Comment[] = [];
  let open: Entry | undefined;
  text.split(/\r\n|\n|\r/).forEach((raw, i) => {
    const part = raw.trimStart();
    if (open === undefined && part === '') return;
    if (open === undefined && /^[#!]/.test(part)) {
      comments.push({ text: part, line: i + 1 });
      return;
    }
    const line: string = (open?.line ?? '') + part;
    const number = open?.number ?? i + 1;
    open = /(^|[^\\])(\\\\)*\\$/.test(line) ? { line: line.slice(0, -1), number } : undefined;
    if (open === undefined) entries.push({ line, number });
  });
  return { entries: open === undefined ? entries : [...entries, open], comments };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}
