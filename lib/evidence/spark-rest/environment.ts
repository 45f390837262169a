import { SparkSettings, uncountedSettings } from '../../spark';
import { beginning, listOf, objectOf, type Reader } from './form';
import { yarnTags } from './yarn-applications';

const MAX_SETTINGS = 20_000;
const MAX_CHARACTERS = 20_000;

/** A size, a duration, a count, a fraction or a switch. */
const PLAIN = /^-?\d{1,18}(\.\d{1,18})?([bkmgtp]b?|us|ms|s|m|min|h|d)?$|^(true|false)$/i;
/** Words of which Spark has a list. */
const WORD = /^(client|cluster|yarn|kryo|fifo|fair|dynamic|static|sort|tungsten-sort)$/i;
/** Of settings that may name a class. */
const CLASS = /^[\w$]{1,60}(\.[\w$]{1,60}){1,15}$/;
const CLASS_KEYS: readonly string[] = ['spark.shuffle.manager'];

/** Settings that decide how a job is sized, and those that tell what was measured; of any other the value stays where it is. */
const SHOWN: readonly string[] = [
  'spark.driver.cores',
  'spark.driver.maxResultSize',
  'spark.driver.memory',
  'spark.driver.memoryOverhead',
  'spark.dynamicAllocation.enabled',
  'spark.dynamicAllocation.initialExecutors',
  'spark.dynamicAllocation.maxExecutors',
  'spark.dynamicAllocation.minExecutors',
  'spark.dynamicAllocation.shuffleTracking.enabled',
  'spark.decommission.enabled',
  'spark.default.parallelism',
  'spark.eventLog.enabled',
  'spark.eventLog.logStageExecutorMetrics',
  'spark.eventLog.rolling.enabled',
  'spark.executor.cores',
  'spark.executor.instances',
  'spark.executor.memory',
  'spark.executor.memoryOverhead',
  'spark.executor.memoryOverheadFactor',
  'spark.executor.minMemoryOverhead',
  'spark.executor.processTreeMetrics.enabled',
  'spark.executor.pyspark.memory',
  'spark.memory.fraction',
  'spark.memory.offHeap.enabled',
  'spark.memory.offHeap.size',
  'spark.memory.storageFraction',
  'spark.shuffle.manager',
  'spark.shuffle.service.enabled',
  'spark.sql.adaptive.advisoryPartitionSizeInBytes',
  'spark.sql.adaptive.coalescePartitions.enabled',
  'spark.sql.adaptive.coalescePartitions.initialPartitionNum',
  'spark.sql.adaptive.enabled',
  'spark.sql.files.maxPartitionBytes',
  'spark.sql.shuffle.partitions',
  'spark.storage.decommission.shuffleBlocks.enabled',
  'spark.submit.deployMode',
  'spark.task.cpus',
  'spark.yarn.am.cores',
  'spark.yarn.am.memory',
  'spark.yarn.am.memoryOverhead',
  'spark.yarn.executor.memoryOverheadFactor',
  'spark.yarn.heterogeneousExecutors.enabled',
  'spark.yarn.isPython',
];

const isPlain = (key: string, value: string): boolean =>
  PLAIN.test(value) || WORD.test(value) || (CLASS_KEYS.includes(key) && CLASS.test(value));

export interface SettingsRead {
  /** By their present names. */
  readonly settings: Readonly<Record<string, string>>;
  /** `uncountedSettings` in force. */
  readonly uncounted: readonly string[];
  /** Keys of `settings`' list whose value has another form. */
  readonly unreadable: readonly string[];
  /** YARN tags in lower case; they stay within this layer. */
  readonly tags: readonly string[];
  /** The application that answered. */
  readonly applicationId?: string;
}

const pair: Reader<readonly [string, string]> = (value, place) => {
  const [key = '', setting = ''] = listOf(beginning(MAX_CHARACTERS), 2)(value, place);
  return [key, setting];
};

const environment = objectOf({ sparkProperties: listOf(pair, MAX_SETTINGS) });

/** `/environment`: the settings that the application started with, its own code's included; what SQL sets later in a session is not there. */
export const settingsInForce: Reader<SettingsRead> = (value, place) => {
  const settings = SparkSettings.of(environment(value, place).sparkProperties);
  const shown = SHOWN.flatMap((key) => {
    const value = settings.get(key);
    return value === undefined ? [] : [{ key, value: value.trim(), isPlain: isPlain(key, value.trim()) }];
  });
  return {
    settings: Object.fromEntries(shown.flatMap(({ key, value, isPlain }) => (isPlain ? [[key, value]] : []))),
    uncounted: uncountedSettings(settings.keys().filter((key) => settings.get(key)?.trim() !== '')),
    unreadable: shown.flatMap(({ key, isPlain }) => (isPlain ? [] : [key])),
    tags: yarnTags(settings.get('spark.yarn.tags')),
    applicationId: settings.get('spark.app.id'),
  };
};
