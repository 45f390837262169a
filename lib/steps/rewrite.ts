import { InputError } from '../errors';
import { OLD_NAMES } from '../spark';
import { findSettingFor } from './options';
import {
  findConfPair,
  type SparkSubmit,
  toConfOption,
  type UnplacedOption,
  withConfValue,
  withOptions,
  withValue,
} from './spark-submit';

const MEMORY = /^[0-9]*[1-9][0-9]*[kmg]?$/;
const POSITIVE = /^[0-9]*[1-9][0-9]*$/;
const COUNT = /^[0-9]+$/;
const SWITCH = /^(true|false)$/;

/** The settings that may be changed in a user's step, and the form of their values: numbers and switches only. */
const REWRITABLE: ReadonlyMap<string, RegExp> = new Map([
  ['spark.executor.memory', MEMORY],
  ['spark.executor.memoryOverhead', MEMORY],
  ['spark.executor.cores', POSITIVE],
  ['spark.executor.instances', COUNT],
  ['spark.driver.memory', MEMORY],
  ['spark.driver.memoryOverhead', MEMORY],
  ['spark.dynamicAllocation.enabled', SWITCH],
  ['spark.dynamicAllocation.minExecutors', COUNT],
  ['spark.dynamicAllocation.initialExecutors', COUNT],
  ['spark.dynamicAllocation.maxExecutors', COUNT],
  ['spark.default.parallelism', POSITIVE],
  ['spark.memory.offHeap.enabled', SWITCH],
  ['spark.memory.offHeap.size', /^[0-9]+[kmg]?$/],
  ['spark.sql.adaptive.advisoryPartitionSizeInBytes', MEMORY],
  ['spark.sql.adaptive.coalescePartitions.enabled', SWITCH],
  ['spark.sql.adaptive.coalescePartitions.initialPartitionNum', POSITIVE],
  ['spark.sql.adaptive.coalescePartitions.minPartitionSize', MEMORY],
  ['spark.sql.adaptive.coalescePartitions.parallelismFirst', SWITCH],
  ['spark.sql.adaptive.enabled', SWITCH],
  ['spark.sql.adaptive.skewJoin.enabled', SWITCH],
  ['spark.sql.files.maxPartitionBytes', MEMORY],
  ['spark.sql.shuffle.partitions', POSITIVE],
  ['spark.yarn.heterogeneousExecutors.enabled', SWITCH],
]);

/** Whether a setting, by its present name, may be changed in a user's step. */
export function isRewritable(key: string): boolean {
  return REWRITABLE.has(key);
}

/**
 * The command with these settings in force and everything else byte for byte as it was, in order.
 *
 * Every spelling of a setting gets the new value, so that nothing stale is left: the flag, each `--conf`, an old name. Where there is
 * neither its flag nor a `--conf` of its present name, a `--conf` is added after the last option, because spark-defaults would override
 * an old name.
 *
 * @param changes settings by their present names; of two changes to one key the last counts
 * @throws InputError `key-not-rewritable` for a key outside the list, `bad-value` for a value that is not a number or a switch
 */
export function rewriteSettings(
  submit: SparkSubmit,
  changes: readonly { readonly key: string; readonly to: string }[],
): SparkSubmit {
  const wanted = new Map<string, string>();
  for (const { key, to } of changes) {
    const form = REWRITABLE.get(key);
    if (form === undefined) throw new InputError('key-not-rewritable', `${key} must not be changed in a step`);
    if (!form.test(to)) {
      throw new InputError(
        'bad-value',
        `${key} takes a whole number (with k, m or g where it is a size), true or false, got "${to}"`,
      );
    }
    wanted.set(key, to);
  }

  const present = new Set<string>();
  const options = submit.options.map((option): UnplacedOption => {
    const pair = findConfPair(option);
    const written = pair?.key ?? findSettingFor(option.name);
    if (written === undefined) return option;
    const key = OLD_NAMES.get(written) ?? written;
    const to = wanted.get(key);
    if (to === undefined) return option;
    if (written === key) present.add(key);
    return pair === undefined ? withValue(option, to) : withConfValue(option, pair, to);
  });
  const missing = [...wanted].filter(([key]) => !present.has(key)).map(([key, to]) => toConfOption(key, to));
  return withOptions(submit, [...options, ...missing]);
}
