import { msPer, parseBytes, parseDouble, parseDurationMs, parseWhole, type TimeUnit } from './parse';
import { sparkIsAtLeast } from './version';

/** The numbers that a setting may have. */
export interface Range {
  readonly isAllowed: (value: number) => boolean;
  /** In words, such as "a positive whole number". */
  readonly allowed: string;
}

/** Where a setting is read. */
export interface RangeContext {
  /** Default: a Spark of 3.0 or later, which checks more than those before. */
  readonly sparkVersion?: string;
  /** Undefined where it is not known: then only what holds either way is checked. */
  readonly dynamicAllocation?: boolean;
}

interface CheckedRange extends Range {
  readonly key: string;
  readonly read: (text: string) => number | undefined;
  readonly when?: (context: RangeContext) => boolean;
}

/** The unit that durations of dynamic allocation are held in, and that of their bare numbers. */
const DURATION_UNIT: TimeUnit = 's';

/** A duration of dynamic allocation in ms: whole seconds, as Spark truncates it. */
export function parseWholeSecondsMs(text: string): number | undefined {
  const [ms, unit] = [parseDurationMs(text, DURATION_UNIT), msPer(DURATION_UNIT)];
  return ms === undefined ? undefined : Math.trunc(ms / unit) * unit;
}

const since3 = ({ sparkVersion }: RangeContext): boolean =>
  sparkVersion === undefined || sparkIsAtLeast(sparkVersion, 3, 0);
const isDynamic = ({ dynamicAllocation }: RangeContext): boolean => dynamicAllocation === true;
const isFixed = ({ dynamicAllocation }: RangeContext): boolean => dynamicAllocation === false;

export const POSITIVE: Range = { isAllowed: (value) => value > 0, allowed: 'a positive whole number' };
export const NOT_NEGATIVE: Range = { isAllowed: (value) => value >= 0, allowed: 'a whole number that is not negative' };

const positive = { read: parseWhole, ...POSITIVE };
const notNegative = { read: parseWhole, ...NOT_NEGATIVE };
const size = {
  read: (text: string) => parseBytes(text, 'b'),
  isAllowed: NOT_NEGATIVE.isAllowed,
  allowed: 'not negative',
};
const overhead = { ...size, read: (text: string) => parseBytes(text, 'm'), when: since3 };
const backlog = {
  read: parseWholeSecondsMs,
  isAllowed: (ms: number) => ms >= msPer('s'),
  allowed: 'a time of at least 1s',
  when: isDynamic,
};
const idle = { ...backlog, isAllowed: NOT_NEGATIVE.isAllowed, allowed: 'a time of at least 0s' };

/**
 * What Spark can read and refuses all the same, as `SparkConf.validateSettings`, `SparkSubmitArguments`, `UnifiedMemoryManager` and
 * `ExecutorAllocationManager.validateSettings` have it; of two ranges for one key the first whose condition holds counts. Recorded in bench/refusals.
 */
const CHECKED: readonly CheckedRange[] = [
  { key: 'spark.executor.cores', ...positive },
  { key: 'spark.driver.cores', ...positive, when: since3 },
  { key: 'spark.executor.memoryOverhead', ...overhead },
  { key: 'spark.driver.memoryOverhead', ...overhead },
  { key: 'spark.task.cpus', ...positive },
  { key: 'spark.executor.instances', ...positive, when: isFixed },
  { key: 'spark.executor.instances', ...notNegative },
  { key: 'spark.dynamicAllocation.maxExecutors', ...positive, when: isDynamic },
  { key: 'spark.dynamicAllocation.minExecutors', ...notNegative, when: isDynamic },
  {
    key: 'spark.memory.fraction',
    read: parseDouble,
    isAllowed: (value) => value > 0 && value <= 1,
    allowed: 'above 0 and at most 1, such as 0.6, the default',
    when: since3,
  },
  {
    key: 'spark.memory.fraction',
    read: parseDouble,
    isAllowed: (value) => value >= 0 && value <= 1,
    allowed: 'between 0 and 1, such as 0.6, the default',
  },
  {
    key: 'spark.memory.storageFraction',
    read: parseDouble,
    isAllowed: (value) => value >= 0 && value < 1,
    allowed: '0 or more and below 1, such as 0.5, the default',
    when: since3,
  },
  {
    key: 'spark.memory.storageFraction',
    read: parseDouble,
    isAllowed: (value) => value >= 0 && value <= 1,
    allowed: 'between 0 and 1, such as 0.5, the default',
  },
  { key: 'spark.memory.offHeap.size', ...size },
  {
    key: 'spark.dynamicAllocation.executorAllocationRatio',
    read: parseDouble,
    isAllowed: (value) => value > 0 && value <= 1,
    allowed: 'above 0 and at most 1',
    when: isDynamic,
  },
  { key: 'spark.dynamicAllocation.schedulerBacklogTimeout', ...backlog },
  { key: 'spark.dynamicAllocation.sustainedSchedulerBacklogTimeout', ...backlog },
  { key: 'spark.dynamicAllocation.executorIdleTimeout', ...idle },
  { key: 'spark.dynamicAllocation.cachedExecutorIdleTimeout', ...idle },
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

/** The range that Spark checks of a key, by its present name; undefined where it checks none. */
export function rangeFor(key: string, context: RangeContext): CheckedRange | undefined {
  return CHECKED.find((range) => range.key === key && (range.when?.(context) ?? true));
}

/** The range outside which a value lies that Spark can read; undefined where Spark starts with it. */
export function brokenRange(key: string, text: string, context: RangeContext): Range | undefined {
  const range = rangeFor(key, context);
  const value = range?.read(text);
  return value === undefined || range?.isAllowed(value) ? undefined : range;
}
