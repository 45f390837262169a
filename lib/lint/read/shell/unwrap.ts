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
  let words = written;
  for (;;) {
    words = dropWhile(words, ({ text }) => ASSIGNMENT.test(text) || text === '$');
    const name = baseName(words[0]?.text ?? '');
    if (words.length === 0) return { kind: 'nothing' };
    if (name === 'eval') return { kind: 'script', text: joined(words.slice(1)), line: words[0]?.line };
    if (RUNS_SCRIPTS.has(name)) return scriptOf(words.slice(1), words);
    if (!Object.hasOwn(WRAPPERS, name)) return { kind: 'words', words };
    words = afterOptions(words.slice(1), WRAPPERS[name]?.withValue, WRAPPERS[name]?.positional ?? 0);
  }
}

/** Whether a word is one that `unwrap` takes off. */
export function runsAnother(word: string): boolean {
  const name = baseName(word);
  return ASSIGNMENT.test(word) || word === '$' || RUNS_SCRIPTS.has(name) || Object.hasOwn(WRAPPERS, name);
}

/** The last part of a command's path. */
export const baseName = (command: string): string => command.slice(command.lastIndexOf('/') + 1);

function scriptOf(words: readonly Word[], all: readonly Word[]): Unwrapped {
  const at = words.findIndex(({ text }) => /^-[a-z]*c[a-z]*$/.test(text) || text === '--command');
  const script = at < 0 ? undefined : words[at + 1];
  return script === undefined
    ? { kind: 'words', words: all }
    : { kind: 'script', text: script.text, line: script.line };
}

function afterOptions(words: readonly Word[], withValue: RegExp | undefined, positional: number): readonly Word[] {
  let at = 0;
  for (; at < words.length; at++) {
    const { text } = words[at] as Word;
    if (text === '--') {
      at += 1;
      break;
    }
    if (!text.startsWith('-') || text === '-') break;
    if (withValue?.test(text)) at += 1;
  }
  return words.slice(at + positional);
}

function dropWhile(words: readonly Word[], isDropped: (word: Word) => boolean): readonly Word[] {
  const first = words.findIndex((word) => !isDropped(word));
  return first < 0 ? [] : words.slice(first);
}

const joined = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');
