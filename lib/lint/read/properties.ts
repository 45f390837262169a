import { InputError } from '../../errors';
import type { LintSubject, WrittenSetting } from '../types';

/** Key, then blanks, `=` or `:`, then the value: `java.util.Properties`, as Spark loads spark-defaults.conf. */
const ENTRY = /^((?:\\.|[^\s=:\\])+)\s*[=:]?\s*(.*)$/s;

/** Whether a text reads as a spark-defaults.conf: one of its entries at least is a Spark setting. */
export function looksLikeProperties(text: string): boolean {
  return entries(text).some(({ line }) => /^spark\.\S+[\s=:]/.test(line));
}

/**
 * A spark-defaults.conf, one setting a line.
 *
 * @throws InputError `bad-properties` for a line without a key
 */
export function readProperties(text: string, file?: string): LintSubject {
  const settings = entries(text).map(({ line, number }): WrittenSetting => {
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

/** Lines that are neither blank nor comments, with those that a backslash continues joined. */
function entries(text: string): { line: string; number: number }[] {
  const found: { line: string; number: number }[] = [];
  let open: { line: string; number: number } | undefined;
  text.split(/\r\n|\n|\r/).forEach((raw, i) => {
    const part = raw.trimStart();
    if (open === undefined && (part === '' || /^[#!]/.test(part))) return;
    const line: string = (open?.line ?? '') + part;
    const number = open?.number ?? i + 1;
    open = /(^|[^\\])(\\\\)*\\$/.test(line) ? { line: line.slice(0, -1), number } : undefined;
    if (open === undefined) found.push({ line, number });
  });
  return open === undefined ? found : [...found, open];
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}
