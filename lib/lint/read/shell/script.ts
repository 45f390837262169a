import type { LintSubject } from '../../types';
import { readAwsCommand } from '../aws-cli';
import { commandIn, unresolvedIn } from '../command';
import { readGcloudCommand } from '../gcloud';
import { isProperties, readInnerProperties } from '../properties';
import { isTree, type Reading } from '../reading';
import { findSparkProgram } from '../spark-program';
import { UNRESOLVED } from '../tree';
import type { Word } from '../words';
import { commandsIn, type ShellScript, type ShellVariable } from './commands';
import { baseName, runsAnother, unwrap } from './unwrap';

const MAX_DEPTH = 20;

/** Reads the commands of a script; whatever is not Spark is named and passed over. */
export function readScript(text: string, line: number | undefined, reading: Reading, label = 'the script'): void {
  new Script(reading, label).read(text, line, 0);
}

/** Reads one command of which the words are known already. */
export function readWords(words: readonly Word[], reading: Reading, label: string): void {
  const script = new Script(reading, label);
  script.command(words, 1, undefined, 0);
  script.tell();
}

/** Whether a word begins a command that lint reads, or one that runs another: `spark-submit`, `aws`, `gcloud`, `sudo`, `NAME=value`. */
export function beginsCommand(word: string): boolean {
  const name = baseName(word);
  return findSparkProgram(word) !== undefined || CLIENTS.has(name) || runsAnother(word);
}

/** Programs that ask a service to run Spark. */
const CLIENTS: ReadonlySet<string> = new Set(['aws', 'curl', 'gcloud']);

class Script {
  /** Commands that do not run Spark. */
  private readonly others: { readonly name: string; readonly line?: number }[] = [];
  private ordinal = 0;

  public constructor(
    private readonly reading: Reading,
    private readonly label: string,
  ) {}

  public read(text: string, line: number | undefined, depth: number): void {
    const script = commandsIn(text, line ?? 1);
    const count = countSpark(script);
    this.reading.comments(script.comments);
    for (const { words, line: at } of script.commands) this.command(words, count, at, depth);
    for (const { reason, line: at } of script.broken) {
      this.reading.leaveUnread(this.label, `${reason}; what follows it was not read`, { line: at });
    }
    for (const heredoc of script.heredocs) this.heredoc(heredoc.text, heredoc.line);
    for (const variable of script.variables) if (!variable.isUsed) this.variable(variable);
    if (depth === 0) this.tell();
  }

  public command(written: readonly Word[], count: number, line: number | undefined, depth: number): void {
    const unwrapped = unwrap(written);
    if (unwrapped.kind === 'nothing') return;
    if (unwrapped.kind === 'script') {
      if (depth >= MAX_DEPTH) this.reading.leaveUnread(this.label, 'it is nested too deeply', { line });
      else if (unwrapped.text.includes(UNRESOLVED) && !/\s/.test(unwrapped.text)) {
        this.reading.leaveUnread(this.label, 'a shell runs a script that is known only when it runs', { line });
      } else this.read(unwrapped.text, unwrapped.line, depth + 1);
      return;
    }
    this.simple(unwrapped.words, count, line);
  }

  private simple(words: readonly Word[], count: number, line: number | undefined): void {
    const name = words[0]?.text ?? '';
    if (findSparkProgram(name) !== undefined) this.spark(words, count, line);
    else if (baseName(name) === 'aws' && readAwsCommand(words, this.reading, line)) return;
    else if (baseName(name) === 'gcloud' && readGcloudCommand(words, this.reading)) return;
    else if (words.filter((word) => this.data(word)).length > 0) return;
    else if (words.some(({ text }) => text.includes('spark-submit')) || hasSparkOptions(words)) {
      this.reading.leaveUnread(this.label, 'a command that lint does not know has options or a command of Spark', {
        line,
      });
    } else this.others.push({ name: baseName(name), line });
  }

  /** One notice for all commands that are not Spark's. */
  public tell(): void {
    const [first] = this.others;
    if (first === undefined) return;
    const names = [...new Set(this.others.map(({ name }) => name))].filter((name) => ORDINARY.has(name));
    const shown = names.slice(0, MAX_NAMES);
    const count = this.others.length;
    const these = shown.length === 0 ? '' : ` (${shown.join(', ')}${names.length > shown.length ? ', …' : ''})`;
    this.reading.passOver(
      this.label,
      `${count} ${count === 1 ? 'command is' : 'commands are'} not Spark${these}`,
      first,
    );
  }

  private spark(words: readonly Word[], count: number, line: number | undefined): void {
    this.ordinal += 1;
    const before = count > 1 ? `command ${this.ordinal}: ` : '';
    readSparkCommand(words, { before, line }, this.reading);
  }

  /** A text that a command is given: JSON of classifications or steps may be among it. */
  private heredoc(text: string, line: number): void {
    if (!/spark/i.test(text)) return;
    if (isProperties(text)) {
      readInnerProperties(text, line, this.reading);
      return;
    }
    const read = /^\s*[[{]/.test(text)
      ? this.reading.sources.parseData(text, line)
      : { reason: 'lint does not read such a text' };
    if (!isTree(read)) this.reading.leaveUnread('a text given to a command (<<)', read.reason, { line });
    else if (!this.reading.readData(read))
      this.reading.leaveUnread('a text given to a command (<<)', 'it is none of the forms that lint reads', { line });
  }

  /** Options in a variable that no command of this script takes. */
  private variable({ name, value, line }: ShellVariable): void {
    const words = value.split(/\s+/).filter((text) => text !== '');
    if (!words.some((word) => /^--(conf|executor-|driver-|num-executors|deploy-mode|master)/.test(word))) return;
    const [first = ''] = words;
    const command = findSparkProgram(first) === undefined ? ['spark-submit', ...words, 'application'] : words;
    readSparkCommand(
      command.map((text) => ({ text, line })),
      { before: `variable ${name}: `, line },
      this.reading,
    );
  }

  /** Data in a word of a command, as `curl` sends it to Livy. */
  private data(word: Word): boolean {
    if (!/^\s*[[{][\s\S]*[\]}]\s*$/.test(word.text)) return false;
    const read = this.reading.sources.parseData(word.text, word.line);
    if (isTree(read)) return this.reading.readData(read);
    const isOfSpark = /spark|executor|className/i.test(word.text);
    if (isOfSpark) this.reading.leaveUnread('the data of a command', read.reason, word);
    return isOfSpark;
  }
}

/** Reads a command of Spark, wherever it stands; what cannot be judged is told. */
export function readSparkCommand(
  words: readonly Word[],
  { before, line, cluster, where: given }: { before: string; line?: number; cluster?: LintSubject; where?: string },
  reading: Reading,
): void {
  const read = commandIn(words, { before, ...(reading.file === undefined ? {} : { file: reading.file }) });
  const where = given ?? (before === '' ? 'the command' : before.replace(/: $/, ''));
  if (read.kind === 'passed-over') {
    reading.passOver(where, read.reason, { line });
    return;
  }
  reading.add(read.subject, cluster);
  for (const word of read.unknown) {
    reading.leaveUnread(where, 'a variable or reference stands where options stand; options in it are not judged', {
      line: word.line ?? line,
    });
  }
  const values = unresolvedIn(read.subject).map((one) => one.where.slice(before.length));
  const names = [...values, ...read.undecided];
  if (names.length > 0) {
    reading.passOver(where, `known only when it runs, so not judged: ${names.join(', ')}`, { line });
  }
}

const MAX_NAMES = 5;

/** Commands that may be named: any other word may be a secret in a text that is not a script. */
const ORDINARY: ReadonlySet<string> = new Set(
  '. [ aws awk cat cd chmod chown cp curl cut date dirname docker echo exit false find git grep gzip hadoop hdfs head hive if jq kinit kubectl ls make mkdir mv mvn pip pip3 presto printf pushd popd pwd python python3 return rm s3-dist-cp sbt sed sleep sort source tail tar tee test touch tr trap true tsc unzip wait wc wget which xargs yarn zip'.split(
    ' ',
  ),
);

function hasSparkOptions(words: readonly Word[]): boolean {
  const isKnown = ORDINARY.has(baseName(words[0]?.text ?? ''));
  return words.some(
    ({ text }, i) =>
      /^--(executor-(memory|cores)|num-executors|driver-memory)(=|$)/.test(text) ||
      (text === '--conf' && /^spark\./.test(words[i + 1]?.text ?? '')) ||
      (!isKnown && /(?:^|[\s,='"])spark\.[a-z][\w.]*=/.test(text)),
  );
}

function countSpark({ commands }: ShellScript): number {
  return commands.filter(({ words }) => {
    const unwrapped = unwrap(words);
    return unwrapped.kind === 'words' && findSparkProgram(unwrapped.words[0]?.text ?? '') !== undefined;
  }).length;
}
