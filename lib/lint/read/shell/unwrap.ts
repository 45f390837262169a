import { guardLength } from '../../../steps';
import type { Word } from '../words';

/** What a command runs in the end, once `sudo`, `nohup` and the like are taken off. */
export type Unwrapped =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  /** A script in one word, as `bash -c` takes it. */
  | { readonly kind: 'script'; readonly text: string; readonly line?: number }
  | { readonly kind: 'nothing' };

/** Commands that run another one, and which of their options take a value. */
const WRAPPERS: Readonly<Record<string, { readonly withValue?: RegExp; readonly positional?: number }>> = {
  command: {},
  env: { withValue: /^-[uCS]$/ },
  exec: { withValue: /^-a$/ },
  ionice: { withValue: /^-[cn]$/ },
  nice: { withValue: /^-n$/ },
  nohup: {},
  setsid: {},
  stdbuf: { withValue: /^-[ioe]$/ },
  sudo: { withValue: /^(-[ughpCrtUD]|--user|--group|--host|--chdir)$/ },
  time: { withValue: /^-[fo]$/ },
  timeout: { withValue: /^(-[ks]|--signal|--kill-after)$/, positional: 1 },
};

/** Commands that take a script by `-c`. */
const RUNS_SCRIPTS: ReadonlySet<string> = new Set(['ash', 'bash', 'dash', 'eval', 'ksh', 'runuser', 'sh', 'su', 'zsh']);
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** Takes off what only prepares a command: assignments, `sudo -u hadoop`, `nohup`, `env`, `timeout 2h`, and finds the script of `bash -c`. */
export function unwrap(written: readonly Word[]): Unwrapped {
  let at = 0;
  for (;;) {
    while (isPreparation(written[at])) at += 1;
    const first = written[at];
    if (first === undefined) return { kind: 'nothing' };
    const name = baseName(first.text);
    if (name === 'eval') return { kind: 'script', text: joined(written.slice(at + 1)), line: first.line };
    if (RUNS_SCRIPTS.has(name)) return scriptOf(written.slice(at));
    if (!Object.hasOwn(WRAPPERS, name)) return { kind: 'words', words: written.slice(at) };
    at = behindOptions(written, at + 1, WRAPPERS[name]?.withValue) + (WRAPPERS[name]?.positional ?? 0);
  }
}

/** Whether a word is one that `unwrap` takes off. */
export function runsAnother(word: string): boolean {
  const name = baseName(word);
  return isPreparation({ text: word }) || RUNS_SCRIPTS.has(name) || Object.hasOwn(WRAPPERS, name);
}

/** The last part of a command's path. */
export const baseName = (command: string): string => command.slice(command.lastIndexOf('/') + 1);

const isPreparation = (word: Word | undefined): boolean =>
  word !== undefined && (ASSIGNMENT.test(word.text) || word.text === '$');

function scriptOf(words: readonly Word[]): Unwrapped {
  const guarded = guardLength(words.map(({ text }) => text));
  if (guarded > 0) return { kind: 'words', words: words.slice(guarded) };
  const at = words.findIndex(({ text }, i) => i > 0 && (/^-[a-z]*c[a-z]*$/.test(text) || text === '--command'));
  const script = at < 0 ? undefined : words[at + 1];
  return script === undefined ? { kind: 'words', words } : { kind: 'script', text: script.text, line: script.line };
}

/** The index behind the options that stand from here on. */
function behindOptions(words: readonly Word[], from: number, withValue: RegExp | undefined): number {
  let at = from;
  for (; at < words.length; at++) {
    const { text } = words[at] as Word;
    if (text === '--') return at + 1;
    if (!text.startsWith('-') || text === '-') break;
    if (withValue?.test(text)) at += 1;
  }
  return at;
}

const joined = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');
