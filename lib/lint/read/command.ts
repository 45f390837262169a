import { isUnresolved } from '../../effective';
import { InputError } from '../../errors';
import { findSetting, objectionsTo, parseSparkSubmit, type SparkSubmit } from '../../steps';
import type { LintSubject, StrayWord, WrittenOption, WrittenSetting } from '../types';
import { type MendedCommand, mendCommand } from './options';
import { findSparkProgram } from './spark-program';
import { spotOf } from './tree';
import { type Word, wordOf } from './words';

/** Options for which lint has rules of its own, although a step with them is never rewritten. */
const LINTED: ReadonlySet<string> = new Set(['--conf', '--properties-file']);
/** Options whose value decides whether a command is judged at all. */
const DECISIVE: ReadonlySet<string> = new Set(['--class', '--deploy-mode', '--master']);

export interface CommandPlace {
  /** What to put before each place, such as a step's name. */
  readonly before: string;
  readonly file?: string;
}

/** A command of Spark as lint judges it, or the reason why it is not judged. */
export type CommandReading =
  | {
      readonly kind: 'subject';
      readonly subject: LintSubject;
      readonly unknown: readonly Word[];
      readonly undecided: readonly string[];
    }
  | { readonly kind: 'passed-over'; readonly reason: string };

/**
 * A spark-submit command, word by word, the command's own name first.
 *
 * @param before what to put before each place, such as a step's name
 * @throws InputError `not-a-command` for anything that submits nothing to YARN
 */
export function readCommand(words: readonly string[], before = ''): LintSubject {
  const reading = commandIn(
    words.map((text) => wordOf(text)),
    { before },
  );
  if (reading.kind === 'subject') return reading.subject;
  throw new InputError('not-a-command', `${before}${reading.reason}`);
}

/** The same for words with places and unknown parts. */
export function commandIn(written: readonly Word[], place: CommandPlace): CommandReading {
  const program = findSparkProgram(written[0]?.text ?? '');
  if (program === undefined) {
    return { kind: 'passed-over', reason: 'the command is not spark-submit; give the spark-submit line itself' };
  }
  const mended = mendCommand(written, program);
  const { words, undecided } = withoutUndecided(mended);
  const parsed = parseSparkSubmit(words.map(({ text }) => text));
  if (parsed.kind === 'unknown')
    return { kind: 'passed-over', reason: `lint cannot judge this command: ${parsed.reason}` };
  const reason = objectionsTo(parsed.submit).find(({ option }) => !LINTED.has(option?.name ?? ''))?.reason;
  if (reason !== undefined) return { kind: 'passed-over', reason: `lint cannot judge this command: ${reason}` };
  const placed = (index: number): { at: number; line?: number } => {
    const at = words[index]?.index ?? index;
    return { at, ...spotOf(written[at] ?? {}) };
  };
  const subject: LintSubject = {
    kind: 'command',
    ...writtenIn(parsed.submit, place.before, placed),
    blocks: [],
    submit: parsed.submit,
    ...(mended.strays.length > 0 ? { strays: mended.strays.map((stray) => prefixed(stray, place.before)) } : {}),
    ...(place.file === undefined ? {} : { file: place.file }),
  };
  return { kind: 'subject', subject, unknown: mended.unknown, undecided };
}

/** The words without options whose unknown value would decide whether Spark runs on YARN: they are taken to be fine. */
function withoutUndecided({ words, indexes }: MendedCommand): {
  words: { text: string; index: number }[];
  undecided: string[];
} {
  const kept: { text: string; index: number }[] = [];
  const undecided: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const text = words[i] ?? '';
    const [name = '', joined] = splitJoined(text);
    if (DECISIVE.has(name) && isUnresolved(joined ?? words[i + 1] ?? '')) {
      undecided.push(name);
      if (joined === undefined) i += 1;
    } else kept.push({ text, index: indexes[i] ?? i });
  }
  return { words: kept, undecided };
}

function splitJoined(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

const prefixed = (stray: StrayWord, before: string): StrayWord => ({ ...stray, where: `${before}${stray.where}` });

function writtenIn(
  { options }: SparkSubmit,
  before: string,
  placed: (index: number) => { at: number; line?: number },
): Pick<LintSubject, 'settings' | 'options'> {
  const settings: WrittenSetting[] = [];
  const others: WrittenOption[] = [];
  const seen = new Map<string, number>();
  for (const option of options) {
    const { index, name, value } = option;
    const ordinal = (seen.get(name) ?? 0) + 1;
    seen.set(name, ordinal);
    const place = {
      where: `${before}${name === '--conf' || ordinal > 1 ? `${name} no. ${ordinal}` : name}`,
      ...placed(index),
    };
    const setting = findSetting(option);
    if (setting !== undefined) settings.push({ ...place, ...setting });
    else others.push({ ...place, name, value });
  }
  return { settings, options: others };
}

/** Places of settings whose value is known only when it runs. */
export function unresolvedIn({ settings }: LintSubject): WrittenSetting[] {
  return settings.filter(({ value }) => isUnresolved(value));
}
