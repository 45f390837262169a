import { closestFlag, findLongName, takesValue } from '../../steps';
import type { StrayWord } from '../types';
import type { SparkProgram } from './spark-program';
import { spotOf, UNRESOLVED } from './tree';
import type { Word } from './words';

/** The arguments of spark-submit with stray words mended, each with its place among all words. */
export interface MendedCommand {
  /** The command's own name first. */
  readonly words: readonly string[];
  /** For each of `words` its index in the command as it was written. */
  readonly indexes: readonly number[];
  readonly strays: readonly StrayWord[];
  /** Words that may hold any number of options. */
  readonly unknown: readonly Word[];
}

/** A dash of typography: hyphen to horizontal bar, minus. */
// Escaped: a character beyond Latin-1 would double the memory of the whole bundle's text.
const DASHES = /^[-\u2010-\u2015\u2212]+/;
const CURLY_QUOTES = /[\u2018\u2019\u201a\u201c\u201d\u201e]/g;

/** Options that an application has no reason to take itself. */
const OF_SPARK: ReadonlySet<string> = new Set([
  '--deploy-mode',
  '--driver-cores',
  '--driver-java-options',
  '--driver-memory',
  '--executor-cores',
  '--executor-memory',
  '--master',
  '--num-executors',
  '--packages',
  '--py-files',
  '--queue',
  '--total-executor-cores',
]);

/** Names of variables that hold an application (`$SCRIPT_PATH`, `$JAR`), unless they are of its options (`$JOB_ARGS`). */
const OF_APPLICATIONS = /app|file|jar|job|main|path|program|script/i;
const OF_OPTIONS = /arg|conf|flag|opt|param|prop/i;

/** Takes the words of a command apart as Spark's launcher would, mending what it would refuse or hand to the application. */
export function mendCommand(written: readonly Word[], program: SparkProgram): MendedCommand {
  return new Mender(written, program).run();
}

class Mender {
  private readonly words: string[] = ['spark-submit'];
  private readonly indexes: number[] = [0];
  private readonly strays: StrayWord[] = [];
  private readonly unknown: Word[] = [];
  private index = 1;

  public constructor(
    private readonly written: readonly Word[],
    private readonly program: SparkProgram,
  ) {}

  public run(): MendedCommand {
    const rest: number[] = [];
    while (this.index < this.written.length) {
      if (this.option()) continue;
      rest.push(this.index);
      this.index += 1;
      if (this.program.application === undefined) break;
    }
    for (; this.index < this.written.length; this.index++) rest.push(this.index);
    this.application(rest);
    const { words, indexes, strays, unknown } = this;
    return { words, indexes, strays, unknown };
  }

  /** Takes the option that stands here; false where the application begins. */
  private option(): boolean {
    const word = this.written[this.index] as Word;
    if (word.unknown !== undefined) return this.unknownWord(word);
    const dashes = DASHES.exec(word.text)?.[0] ?? '';
    if (dashes === '') return false;
    const isPasted = /[^-]/.test(dashes);
    const [, body = '', joined] = /^([^=]*)(=.*)?$/s.exec(word.text.slice(dashes.length)) ?? [];
    const asWritten = `${dashes}${body}`;
    const meant = isPasted ? findMeant(body) : undefined;
    if (isPasted && meant === undefined && this.program.application !== undefined) return false;
    if (isPasted) this.stray('pasted-dash', asWritten, meant ?? `${body.length === 1 ? '-' : '--'}${body}`);
    const name = isPasted ? (meant ?? asWritten) : asWritten;
    return findLongName(name) === undefined ? this.unknownOption(name, joined, isPasted) : this.known(name, joined);
  }

  /** Takes a word of which nothing is known; false where it is the application. */
  private unknownWord(word: Word): boolean {
    if (!this.mayBeOptions(word)) return false;
    this.unknown.push(word);
    if (this.program.application === undefined && !this.optionsFollow() && !this.applicationFollows()) return false;
    this.index += 1;
    return true;
  }

  /** Whether the unknown word that stands here may hold options: one that is followed by nothing is the application, as a rule. */
  private mayBeOptions({ text, unknown }: Word): boolean {
    const before = this.written[this.index - 1]?.text ?? '';
    // Shells have options of their own, whose values stand here too.
    if (this.program.application !== undefined)
      return unknown !== 'one' && (!before.startsWith('-') || findLongName(before) !== undefined);
    if (unknown === 'one') return this.applicationFollows();
    if (unknown === 'split' && OF_APPLICATIONS.test(text) && !OF_OPTIONS.test(text)) return this.optionsFollow();
    return unknown === 'any' || this.index + 1 < this.written.length;
  }

  private known(name: string, joined: string | undefined): true {
    const index = this.index;
    const needsValue = takesValue(findLongName(name) ?? '');
    this.index += 1;
    if (joined !== undefined && joined !== '=') {
      this.push(needsValue || findLongName(name) === undefined ? `${name}${straight(joined)}` : name, index);
    } else if (!needsValue) this.push(name, index);
    else {
      const value = this.written[this.index];
      if (value === undefined) this.strayAt(index, 'no-value', name);
      else {
        this.push(name, index);
        this.push(straight(value.text), this.index);
        this.index += 1;
      }
    }
    return true;
  }

  private unknownOption(name: string, joined: string | undefined, isToldAlready: boolean): boolean {
    const meant = closestFlag(name);
    // Shells and spark-sql hand options that spark-submit lacks to the application: only a likely slip is told.
    if (meant === undefined && this.program.application !== undefined) return false;
    if (!isToldAlready) this.stray('unknown-option', name.slice(0, MAX_SHOWN), meant);
    if (meant !== undefined) return this.known(meant, joined);
    this.index += 1;
    const next = this.written[this.index];
    const hasValue =
      joined === undefined && next !== undefined && !next.text.startsWith('-') && this.index + 1 < this.written.length;
    if (hasValue) this.index += 1;
    return true;
  }

  private application(rest: readonly number[]): void {
    const [first, ...others] = this.program.application === undefined ? rest : [0, ...rest];
    const application = this.program.application ?? this.written[first ?? -1]?.text;
    if (application === undefined || application === '') {
      this.strays.push({
        kind: 'no-application',
        name: this.program.name,
        where: this.program.name,
        at: this.written.length,
      });
      this.push('application', this.written.length);
      return;
    }
    this.push(application, first ?? 0);
    for (const index of others) {
      this.push(this.written[index]?.text ?? '', index);
      const name = this.program.application === undefined ? this.ofSpark(index) : undefined;
      if (name !== undefined) this.strayAt(index, 'after-application', name);
    }
  }

  /** The option of Spark that stands here, behind the application. */
  private ofSpark(index: number): string | undefined {
    const text = this.written[index]?.text ?? '';
    const [name = ''] = text.split('=');
    const plain = findMeant(name.replace(DASHES, '')) ?? name;
    if (DASHES.test(text) && OF_SPARK.has(plain)) return plain;
    const isConf = text === '--conf' && /^\s*spark\./.test(this.written[index + 1]?.text ?? '');
    return isConf || text.startsWith('--conf=spark.') ? '--conf' : undefined;
  }

  /** Whether options of spark-submit follow, so that what stands here is not the application. */
  private optionsFollow(): boolean {
    const name = this.next().split('=')[0] ?? '';
    return name.startsWith('-') && findLongName(name) !== undefined;
  }

  /** Whether a word follows that can only be the application, or a file of it. */
  private applicationFollows(): boolean {
    return /\.(?:jar|py|R)$/i.test(this.next());
  }

  /** The next word of which anything is known. */
  private next(): string {
    return (
      this.written.slice(this.index + 1).find(({ unknown }) => unknown === undefined || unknown === 'one')?.text ?? ''
    );
  }

  private stray(kind: StrayWord['kind'], name: string, meant?: string): void {
    this.strayAt(this.index, kind, name, meant);
  }

  private strayAt(index: number, kind: StrayWord['kind'], name: string, meant?: string): void {
    const place = { where: name, at: index, ...spotOf(this.written[index] ?? {}) };
    this.strays.push({ kind, name, ...place, ...(meant === undefined ? {} : { meant }) });
  }

  private push(text: string, index: number): void {
    this.words.push(text);
    this.indexes.push(index);
  }
}

/** No option of Spark is longer; what is may be a secret in the wrong place. */
const MAX_SHOWN = 40;

/** The known option with this name behind its dashes. */
function findMeant(body: string): string | undefined {
  return [`--${body}`, `-${body}`].find((name) => findLongName(name) !== undefined);
}

/** Curly quotes that an editor made of straight ones are no part of a value. */
const straight = (text: string): string => (text.includes(UNRESOLVED) ? text : text.replaceAll(CURLY_QUOTES, ''));
