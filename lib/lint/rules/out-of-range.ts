import { knownKey, OLD_NAMES, parseBytes, parseDouble, parseDurationMs, parseWhole } from '../../spark';
import { isAtLeast, type LintFacts, placed, settingsInLayers } from '../facts';
import { shownValue } from '../shown-value';
import type { PlacedFinding } from '../types';

/** A value that Spark can read and refuses all the same. */
interface Range {
  readonly key: string;
  readonly read: (text: string) => number | undefined;
  readonly isAllowed: (value: number) => boolean;
  readonly allowed: string;
  /** Where it is checked at all. */
  readonly when?: (facts: LintFacts) => boolean;
}

const isDynamic = ({ dynamicAllocation }: LintFacts): boolean => dynamicAllocation === true;
const milliseconds = (text: string): number | undefined => parseDurationMs(text, 's');
/** Spark 2.4 does not look. */
const since3 = (facts: LintFacts): boolean => isAtLeast(facts, 3, 0);
const positive = { read: parseWhole, isAllowed: (value: number) => value > 0, allowed: 'a whole number from 1 on' };

/** As `SparkConf.validateSettings`, `SparkSubmitArguments`, `UnifiedMemoryManager` and `ExecutorAllocationManager.validateSettings` have them. */
const RANGES: readonly Range[] = [
  { key: 'spark.executor.cores', ...positive },
  { key: 'spark.driver.cores', ...positive, when: since3 },
  ...['spark.executor.memoryOverhead', 'spark.driver.memoryOverhead'].map((key) => ({
    key,
    read: (text: string) => parseBytes(text, 'm'),
    isAllowed: (value: number) => value >= 0,
    allowed: 'not negative',
    when: since3,
  })),
  { key: 'spark.task.cpus', ...positive },
  { key: 'spark.executor.instances', ...positive, when: (facts) => facts.dynamicAllocation === false },
  { key: 'spark.dynamicAllocation.maxExecutors', ...positive, when: isDynamic },
  { key: 'spark.executor.instances', read: parseWhole, isAllowed: (value) => value >= 0, allowed: '0 or more' },
  {
    key: 'spark.dynamicAllocation.minExecutors',
    read: parseWhole,
    isAllowed: (value) => value >= 0,
    allowed: '0 or more',
    when: isDynamic,
  },
  {
    key: 'spark.memory.fraction',
    read: parseDouble,
    isAllowed: (value) => value > 0 && value <= 1,
    allowed: 'above 0 and at most 1; the default is 0.6',
    when: since3,
  },
  {
    key: 'spark.memory.fraction',
    read: parseDouble,
    isAllowed: (value) => value >= 0 && value <= 1,
    allowed: 'from 0 to 1; the default is 0.6',
  },
  {
    key: 'spark.memory.storageFraction',
    read: parseDouble,
    isAllowed: (value) => value >= 0 && value < 1,
    allowed: 'from 0 to below 1; the default is 0.5',
    when: since3,
  },
  {
    key: 'spark.memory.storageFraction',
    read: parseDouble,
    isAllowed: (value) => value >= 0 && value <= 1,
    allowed: 'from 0 to 1; the default is 0.5',
  },
  {
    key: 'spark.memory.offHeap.size',
    read: (text) => parseBytes(text, 'b'),
    isAllowed: (value) => value >= 0,
    allowed: 'not negative',
  },
  {
    key: 'spark.dynamicAllocation.executorAllocationRatio',
    read: parseDouble,
    isAllowed: (value) => value > 0 && value <= 1,
    allowed: 'above 0 and at most 1',
    when: isDynamic,
  },
  {
    key: 'spark.dynamicAllocation.schedulerBacklogTimeout',
    read: milliseconds,
    isAllowed: (value) => value >= 1_000,
    allowed: 'at least 1s',
    when: isDynamic,
  },
  {
    key: 'spark.dynamicAllocation.sustainedSchedulerBacklogTimeout',
    read: milliseconds,
    isAllowed: (value) => value >= 1_000,
    allowed: 'at least 1s',
    when: isDynamic,
  },
  {
    key: 'spark.dynamicAllocation.executorIdleTimeout',
    read: milliseconds,
    isAllowed: (value) => value >= 0,
    allowed: 'not negative',
    when: isDynamic,
  },
  {
    key: 'spark.dynamicAllocation.cachedExecutorIdleTimeout',
    read: milliseconds,
    isAllowed: (value) => value >= 0,
    allowed: 'not negative',
    when: isDynamic,
  },
  {
    key: 'spark.rpc.message.maxSize',
    read: parseWhole,
    isAllowed: (value) => value <= 2047,
    allowed: 'at most 2047, in MiB',
  },
  {
    key: 'spark.network.maxRemoteBlockSizeFetchToMem',
    read: (text) => parseBytes(text, 'b'),
    isAllowed: (value) => value <= 2 ** 31 - 513,
    allowed: 'below 2g',
    when: since3,
  },
];

/** Values outside what Spark starts with. */
export function outOfRange(facts: LintFacts): PlacedFinding[] {
  return settingsInLayers(facts).flatMap((setting): PlacedFinding[] => {
    const { key, value } = setting;
    const present = OLD_NAMES.get(key) ?? knownKey(key)?.deprecated?.renamedTo ?? key;
    const broken = RANGES.find(
      (range) => range.key === present && (range.when?.(facts) ?? true) && isBroken(range, value),
    );
    if (broken === undefined) return [];
    return [
      {
        id: 'out-of-range',
        severity: 'error',
        key,
        ...placed(setting),
        message: `${shownValue(key, value.trim())} is out of range: Spark refuses to start`,
        instead: `write a value that is ${broken.allowed}, or leave it out`,
        fix: [{ edit: 'remove', key }],
      },
    ];
  });
}

function isBroken({ read, isAllowed }: Range, text: string): boolean {
  const value = read(text.trim().toLowerCase());
  return value !== undefined && !isAllowed(value);
}
