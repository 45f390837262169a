import { InputError } from '../errors';
import { parseMemoryMiB } from './memory';
import { OLD_NAMES } from './old-names';
import { parseBoolean, parseDouble, parseWhole } from './parse';
import { NOT_NEGATIVE, parseWholeSecondsMs, type Range, type RangeContext, rangeFor } from './ranges';

/** Java's largest int, which Spark holds counts in. */
const MAX_COUNT = 2 ** 31 - 1;

/** Sizes whose bare number is bytes; that of every other size read here is MiB. */
const IN_BYTES: ReadonlySet<string> = new Set([
  'spark.driver.maxResultSize',
  'spark.memory.offHeap.size',
  'spark.sql.adaptive.advisoryPartitionSizeInBytes',
  'spark.sql.files.maxPartitionBytes',
]);

const ANY_NUMBER: Range = { isAllowed: () => true, allowed: 'a number' };

/** Where settings are read unless a caller says otherwise: dynamic allocation is EMR's default. */
const DYNAMIC: RangeContext = { dynamicAllocation: true };

/**
 * The Spark settings in force, by their present names; an old name counts only where the present one is not set, as in Spark.
 *
 * Every value is read as Spark itself reads it. A setting that is not set reads as undefined: what counts then depends on who asks.
 */
export class SparkSettings {
  /** Of pairs such as a map's, or of an object; of two pairs for one key the last counts. */
  public static of(settings: Iterable<readonly [string, string]> | Readonly<Record<string, string>>): SparkSettings {
    const pairs = Symbol.iterator in settings ? [...settings] : Object.entries(settings);
    const old = pairs.flatMap(([key, value]) => {
      const present = OLD_NAMES.get(key);
      return present === undefined ? [] : [[present, value] as const];
    });
    return new SparkSettings(new Map([...old, ...pairs.filter(([key]) => !OLD_NAMES.has(key))]));
  }

  private constructor(private readonly values: ReadonlyMap<string, string>) {}

  /** The value as it is written. */
  public get(key: string): string | undefined {
    return this.values.get(key);
  }

  public has(key: string): boolean {
    return this.values.has(key);
  }

  public keys(): string[] {
    return [...this.values.keys()];
  }

  public toRecord(): Record<string, string> {
    return Object.fromEntries(this.values);
  }

  /** These settings overridden by others. */
  public with(others: Readonly<Record<string, string>>): SparkSettings {
    return SparkSettings.of([...this.values, ...Object.entries(others)]);
  }

  public without(keys: ReadonlySet<string>): SparkSettings {
    return new SparkSettings(new Map([...this.values].filter(([key]) => !keys.has(key))));
  }

  /** @throws InputError `bad-setting` for anything but true and false */
  public boolean(key: string): boolean | undefined {
    return this.read(key, parseBoolean, () => true, 'true or false');
  }

  /**
   * A whole number.
   *
   * @param range default: what Spark checks of the key under dynamic allocation, else that it is not negative
   * @throws InputError `bad-setting` for anything else, outside the range or beyond what Java's int holds
   */
  public count(key: string, range: Range = rangeFor(key, DYNAMIC) ?? NOT_NEGATIVE): number | undefined {
    const isTooLarge = (parseWhole(this.get(key) ?? '') ?? 0) > MAX_COUNT;
    const allowed = isTooLarge ? `${range.allowed} of at most ${MAX_COUNT}` : range.allowed;
    return this.read(key, parseWhole, (value) => range.isAllowed(value) && value <= MAX_COUNT, allowed);
  }

  /**
   * A memory size in MiB; a bare number means what it means for this key.
   *
   * @throws InputError `bad-setting` for anything else
   */
  public memoryMiB(key: string): number | undefined {
    const text = this.get(key);
    if (text === undefined) return undefined;
    try {
      return parseMemoryMiB(text, IN_BYTES.has(key) ? 'b' : 'm');
    } catch (error) {
      if (error instanceof InputError) throw new InputError(error.code, `${key}: ${error.message}`);
      throw error;
    }
  }

  /**
   * A timeout of dynamic allocation in ms: whole seconds, as Spark truncates it.
   *
   * @throws InputError `bad-setting` for anything else, or what Spark refuses
   */
  public timeoutMs(key: string): number | undefined {
    const { isAllowed, allowed } = rangeFor(key, DYNAMIC) ?? { isAllowed: () => true, allowed: 'a time, such as 60s' };
    return this.read(key, parseWholeSecondsMs, isAllowed, allowed);
  }

  /**
   * A number.
   *
   * @param range default: what Spark checks of the key
   * @throws InputError `bad-setting` for anything else, or outside the range
   */
  public number(key: string, range: Range = rangeFor(key, DYNAMIC) ?? ANY_NUMBER): number | undefined {
    return this.read(key, parseDouble, range.isAllowed, range.allowed);
  }

  private read<T>(
    key: string,
    parse: (text: string) => T | undefined,
    isAllowed: (value: T) => boolean,
    allowed: string,
  ): T | undefined {
    const text = this.get(key);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value !== undefined && isAllowed(value)) return value;
    throw new InputError('bad-setting', `${key} must be ${allowed}, got "${text}"`);
  }
}
