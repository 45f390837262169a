import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/errors';
import { knownKey, knownKeys, POSITIVE, type Range, SparkSettings } from '../../lib/spark';

const ANY_NUMBER: Range = { isAllowed: () => true, allowed: 'a number' };
const NOT_NEGATIVE: Range = { isAllowed: (value) => value >= 0, allowed: 'a number that is not negative' };

interface Answer {
  readonly key?: string;
  readonly value: string;
  readonly accepted: boolean;
}

/** What the converters of Spark 3.5.8 accepted; bench/spark-keys-oracle says how that was recorded. */
const answers = readFileSync(join(__dirname, '..', 'fixtures', 'spark-answers-3.5.8.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer);

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).code).toBe('bad-setting');
    return false;
  }
}

describe('settings are read as Spark reads them', () => {
  test.each<[string, (settings: SparkSettings, key: string) => unknown]>([
    ['spark.executor.memory', (settings, key) => settings.memoryMiB(key)],
    ['spark.executor.memoryOverhead', (settings, key) => settings.memoryMiB(key)],
    ['spark.memory.offHeap.size', (settings, key) => settings.memoryMiB(key)],
    ['spark.executor.cores', (settings, key) => settings.count(key, NOT_NEGATIVE)],
    ['spark.dynamicAllocation.maxExecutors', (settings, key) => settings.count(key, NOT_NEGATIVE)],
    ['spark.sql.shuffle.partitions', (settings, key) => settings.count(key, POSITIVE)],
    ['spark.memory.offHeap.enabled', (settings, key) => settings.boolean(key)],
    ['spark.sql.adaptive.enabled', (settings, key) => settings.boolean(key)],
    ['spark.memory.fraction', (settings, key) => settings.number(key, ANY_NUMBER)],
    ['spark.dynamicAllocation.executorIdleTimeout', (settings, key) => settings.timeoutMs(key)],
  ])('%s', (key, read) => {
    const asked = answers.filter((one) => one.key === key);
    expect(asked.length).toBeGreaterThan(40);
    for (const { value, accepted } of asked) {
      // Spark's converters take negative numbers for most keys and refuse to start later; no reader here has a use for them.
      const isNegative = value.startsWith('-') && key !== 'spark.memory.fraction';
      expect([value, accepts(() => read(SparkSettings.of({ [key]: value }), key))]).toEqual([
        value,
        accepted && !isNegative,
      ]);
    }
  });

  test.each([
    ['boolean', ' TRUE ', (s: SparkSettings) => s.boolean('k'), true],
    ['boolean', 'False', (s: SparkSettings) => s.boolean('k'), false],
    ['count', ' +007 ', (s: SparkSettings) => s.count('k'), 7],
    ['memory', '2G', (s: SparkSettings) => s.memoryMiB('k'), 2_048],
    ['timeout', '90', (s: SparkSettings) => s.timeoutMs('k'), 90_000],
    ['timeout', '1999ms', (s: SparkSettings) => s.timeoutMs('k'), 1_000],
    ['timeout', '2MIN', (s: SparkSettings) => s.timeoutMs('k'), 120_000],
    ['timeout', '1h', (s: SparkSettings) => s.timeoutMs('k'), 3_600_000],
    ['timeout', '1d', (s: SparkSettings) => s.timeoutMs('k'), 86_400_000],
    ['timeout', '1500000us', (s: SparkSettings) => s.timeoutMs('k'), 1_000],
    ['number', '.5d', (s: SparkSettings) => s.number('k'), 0.5],
  ])('a %s of %j', (_, value, read, expected) => {
    expect(read(SparkSettings.of({ k: value }))).toBe(expected);
    expect(read(SparkSettings.of({}))).toBeUndefined();
  });

  test('a bare number has the unit that it has for the key', () => {
    for (const key of [
      'spark.driver.memory',
      'spark.driver.memoryOverhead',
      'spark.driver.minMemoryOverhead',
      'spark.executor.memory',
      'spark.executor.memoryOverhead',
      'spark.executor.minMemoryOverhead',
      'spark.executor.pyspark.memory',
      'spark.memory.offHeap.size',
      'spark.sql.adaptive.advisoryPartitionSizeInBytes',
      'spark.sql.files.maxPartitionBytes',
      'spark.yarn.am.memory',
      'spark.yarn.am.memoryOverhead',
    ]) {
      const kind = knownKey(key)?.kinds.at(-1)?.kind;
      const unit = kind?.kind === 'bytes' ? kind.unit : undefined;
      const mib = SparkSettings.of({ [key]: String(2 ** 20) }).memoryMiB(key);
      expect([key, mib]).toEqual([key, unit === 'b' ? 1 : 2 ** 20]);
    }
    for (const name of ['schedulerBacklogTimeout', 'sustainedSchedulerBacklogTimeout', 'executorIdleTimeout']) {
      const kind = knownKey(`spark.dynamicAllocation.${name}`)?.kinds.at(-1)?.kind;
      expect(kind).toEqual({ kind: 'time', unit: 's' });
    }
  });

  test('the unit is right for every size that the code asks for', () => {
    const lib = join(__dirname, '..', '..', 'lib');
    const asking = readdirSync(lib, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts'))
      .map((path) => readFileSync(join(lib, path), 'utf8'))
      .filter((source) => /emoryMiB\(/.test(source));
    const sizes = [...knownKeys().values()].filter(({ kinds }) => kinds.at(-1)?.kind?.kind === 'bytes');
    const asked = sizes.filter(({ key }) => asking.some((source) => source.includes(`'${key}'`)));
    expect(asked.length).toBeGreaterThan(12);
    for (const { key, kinds } of asked) {
      const kind = kinds.at(-1)?.kind;
      const mib = kind?.kind === 'bytes' && kind.unit === 'b' ? 1 : 2 ** 20;
      expect([key, SparkSettings.of({ [key]: String(2 ** 20) }).memoryMiB(key)]).toEqual([key, mib]);
    }
  });

  test.each([
    ['spark.executor.cores', 'four', (s: SparkSettings, k: string) => s.count(k), 'a positive whole number'],
    ['spark.executor.cores', '3000000000', (s: SparkSettings, k: string) => s.count(k), 'at most 2147483647'],
    ['spark.executor.memory', '1.5g', (s: SparkSettings, k: string) => s.memoryMiB(k), 'a whole number with k, m, g'],
    ['spark.x', 'yes', (s: SparkSettings, k: string) => s.boolean(k), 'true or false'],
    [
      'spark.dynamicAllocation.schedulerBacklogTimeout',
      '500ms',
      (s: SparkSettings, k: string) => s.timeoutMs(k),
      'a time of at least 1s',
    ],
  ])('fails for %s=%s, and names key, value and what is allowed', (key, value, read, allowed) => {
    const failing = () => read(SparkSettings.of({ [key]: value }), key);
    for (const part of [key, `"${value}"`, allowed]) expect(failing).toThrow(part);
  });
});

describe('settings in force', () => {
  test('have an old name only where the present one is not set, whichever comes first', () => {
    const [old, present] = ['spark.yarn.executor.memoryOverhead', 'spark.executor.memoryOverhead'];
    expect(SparkSettings.of({ [old]: '1g' }).toRecord()).toEqual({ [present]: '1g' });
    expect(SparkSettings.of({ [old]: '1g', [present]: '2g' }).toRecord()).toEqual({ [present]: '2g' });
    expect(SparkSettings.of({ [present]: '2g', [old]: '1g' }).toRecord()).toEqual({ [present]: '2g' });
    expect(SparkSettings.of({ 'spark.unsafe.offHeap': 'true' }).boolean('spark.memory.offHeap.enabled')).toBe(true);
  });

  test('are overridden by others', () => {
    const settings = SparkSettings.of([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(settings.with({ b: '3', c: '4' }).toRecord()).toEqual({ a: '1', b: '3', c: '4' });
    expect(settings.without(new Set(['a'])).keys()).toEqual(['b']);
    expect(settings.toRecord()).toEqual({ a: '1', b: '2' });
  });
});
