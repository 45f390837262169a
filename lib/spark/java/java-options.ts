import { JAVA_FLAG_LINES } from './java-flags.generated';

/** An option with which a Java virtual machine does not start. */
export interface RefusedOption {
  /** As it is written, less what follows an equals sign. */
  readonly option: string;
  /** `unknown`: this Java does not have it. `locked`: another option must unlock it. `form`: a switch without sign, or a sign too many. `conflict`: a second collector. */
  readonly reason: 'unknown' | 'locked' | 'form' | 'conflict';
  /** Of a locked one: the option that unlocks it. */
  readonly unlock?: string;
}

interface Flag {
  /** Undefined for one that is ignored in any form. */
  readonly isSwitch?: boolean;
  readonly unlock?: string;
}

const UNLOCKS: Readonly<Record<string, string>> = {
  '~': '-XX:+UnlockExperimentalVMOptions',
  '!': '-XX:+UnlockDiagnosticVMOptions',
};

/** Options other than flags that Java 11 and later refuse. */
const GONE = /^-(Xincgc|Xrun|d32|d64|XXaltjvm|Xoptimize)$/;

/** Options that came after Java 8; its own flags are not recorded, so that only these are known to be refused there. */
const AFTER_8 =
  /^-Xlog(:|$)|^--(add-opens|add-exports|add-reads|add-modules|limit-modules|illegal-access|module-path|patch-module)(=|$)/;
const FLAGS_AFTER_8 =
  /^(UseZGC|UseEpsilonGC|ZCollectionInterval|ZUncommit|ZUncommitDelay|UseDynamicNumberOfCompilerThreads|SoftMaxHeapSize)$/;

const COLLECTORS = /^Use(G1|Parallel|Serial|Z|Shenandoah|Epsilon|ConcMarkSweep)GC$/;

let tables: ReadonlyMap<number, ReadonlyMap<string, Flag>> | undefined;

/** The words of a setting that holds Java options; quotes keep blanks together, as in Spark. */
export function javaOptionWords(text: string): string[] {
  return (text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''));
}

/**
 * The options with which this Java does not start, taken alone: by a recording of Java 11 and 17, and for Java 8 those that are known to be
 * newer. Other versions are not judged.
 *
 * Spark 3.3 and later add `-XX:+IgnoreUnrecognizedVMOptions`, with which Java drops unknown ones and starts.
 */
export function refusedJavaOptions(words: readonly string[], javaVersion: number): RefusedOption[] {
  const table = tableOf(javaVersion);
  if (table === undefined && javaVersion !== 8) return [];
  const given = new Set(words);
  const found = words.flatMap((word): RefusedOption[] => {
    const reason = table === undefined ? refusalBy8(word) : refusalBy(table, word, given);
    return reason === undefined ? [] : [{ option: nameOf(word), ...reason }];
  });
  const collectors = words.filter((word) => word.startsWith('-XX:+') && COLLECTORS.test(word.slice(5)));
  const second = collectors.find((word) => word !== collectors[0]);
  return second === undefined || found.some(({ option }) => collectors.includes(option))
    ? found
    : [...found, { option: second, reason: 'conflict' }];
}

/** What stands before the equals sign: the rest may be a secret. */
const nameOf = (word: string): string => word.replace(/=.*$/s, '');

function refusalBy8(word: string): Omit<RefusedOption, 'option'> | undefined {
  const flag = /^-XX:[+-]?(\w+)/.exec(word)?.[1] ?? '';
  return AFTER_8.test(word) || FLAGS_AFTER_8.test(flag) ? { reason: 'unknown' } : undefined;
}

function refusalBy(
  table: ReadonlyMap<string, Flag>,
  word: string,
  given: ReadonlySet<string>,
): Omit<RefusedOption, 'option'> | undefined {
  if (GONE.test(word)) return { reason: 'unknown' };
  const [, sign, name = '', value] = /^-XX:([+-]?)(\w+)(=.*)?$/s.exec(word) ?? [];
  if (sign === undefined) return undefined;
  const flag = table.get(name);
  if (flag === undefined) return { reason: 'unknown' };
  if (flag.isSwitch === undefined) return undefined;
  if (flag.isSwitch ? sign === '' : sign !== '' || value === undefined) return { reason: 'form' };
  if (flag.unlock !== undefined && !given.has(flag.unlock)) return { reason: 'locked', unlock: flag.unlock };
  return undefined;
}

/** Parsed when first asked for. */
function tableOf(javaVersion: number): ReadonlyMap<string, Flag> | undefined {
  tables ??= new Map([11, 17].map((version) => [version, new Map(flagsIn(String(version)))]));
  return tables.get(javaVersion);
}

function flagsIn(version: string): [string, Flag][] {
  return JAVA_FLAG_LINES.trim()
    .split('\n')
    .flatMap((line): [string, Flag][] => {
      const [, lock = '', name = '', form, only] = /^([~!]?)(\w+)([+?]?)(?: (\d+))?$/.exec(line) ?? [];
      if (only !== undefined && only !== version) return [];
      return [[name, { isSwitch: form === '?' ? undefined : form === '+', unlock: UNLOCKS[lock] }]];
    });
}
